import { escaped } from '../../display/escaping.js';
import { element, type Markup, type MarkupElement } from '../markup/element.js';
import type { Brush } from '../tables/brush.js';
import type { LineAxis } from '../tables/line-axis.js';
import { shortened } from '../tables/packed-values.js';

/** Where the axes are, from the top. Units: pixels. */
const TOP = 50;
export const AXIS_HEIGHT = 190;

/** How far below the foot of the axes the values stand that have no place on them. */
const OTHERS = 24;

/** Ticks are at least so far apart. */
const LEAST_GAP = 13;

/** Units: characters of a line of an axis's name. */
const LINE_LENGTH = 14;
const MOST_LINES = 3;

/** More lines than this are drawn thin. */
const MANY_LINES = 500;

/** Returns the height of a place on an axis, from the top of the axes. Units: pixels. */
export const heightOf = (place: number): number =>
  Number.isNaN(place) ? AXIS_HEIGHT + OTHERS : Math.round((1 - place) * AXIS_HEIGHT);

/** The lines of the rows of a table as paths, each of which is made once. */
export class LinePaths {
  readonly #axes: readonly LineAxis[];
  /** The different paths, and which of them each row has. */
  readonly #paths: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #numberOfRow: (number | undefined)[] = [];

  constructor(axes: readonly LineAxis[]) {
    this.#axes = axes;
  }

  /** Returns one path with the lines of some rows. Lines that are the same are drawn once. */
  of(rows: readonly number[]): string {
    const isDrawn: true[] = [];
    let paths = '';
    for (const row of rows) {
      const number = (this.#numberOfRow[row] ??= this.#add(row));
      if (isDrawn[number]) continue;
      isDrawn[number] = true;
      paths += this.#paths[number];
    }
    return paths;
  }

  #add(row: number): number {
    let path = '';
    let before = 0;
    for (const [index, { places }] of this.#axes.entries()) {
      const height = heightOf(places[row] as number);
      path += index === 0 ? `M0 ${height}` : `l1 ${height - before}`;
      before = height;
    }
    const known = this.#numbers.get(path) ?? this.#paths.push(path) - 1;
    this.#numbers.set(path, known);
    return known;
  }
}

/**
 * Parallel lines: an axis for each key, and a line for each row. Lines of rows that do not match stand behind, in grey.
 *
 * @param brushes - the part of each axis that a condition takes.
 */
export function parallelLines(
  axes: readonly LineAxis[],
  paths: { readonly all: string; readonly matching: string },
  brushes: readonly (Brush | undefined)[],
): MarkupElement {
  const hasOthers = axes.some(({ others }) => others !== undefined);
  const height = TOP + AXIS_HEIGHT + (hasOthers ? OTHERS + 8 : 8);
  const isMany = paths.all.length > MANY_LINES * axes.length * 5;
  const line = (name: string, path: string) =>
    element('path', { class: name, d: path, 'vector-effect': 'non-scaling-stroke' });
  return element(
    'div',
    { class: `lines axes-${axes.length}` },
    element(
      'svg',
      { width: '100%', height, role: 'group', 'aria-label': 'Parallel lines', fill: 'none', stroke: 'currentColor' },
      element(
        'svg',
        {
          class: isMany ? 'many' : undefined,
          y: TOP,
          width: '100%',
          height: AXIS_HEIGHT,
          viewBox: `0 0 ${axes.length - 1} ${AXIS_HEIGHT}`,
          preserveAspectRatio: 'none',
          overflow: 'visible',
          'aria-hidden': 'true',
        },
        line('others', paths.all),
        line('matching', paths.matching),
      ),
      axes.map((axis, index) => axisPicture(axis, index, axes.length, brushes[index])),
    ),
  );
}

function axisPicture(axis: LineAxis, index: number, count: number, brush: Brush | undefined): Markup {
  const name = shortened(escaped(axis.column.name), LINE_LENGTH * MOST_LINES);
  const notes = [axis.isLog ? 'log' : '', axis.apart].filter((each) => each !== '');
  const lines = [...linesOf(name), ...(notes.length > 0 ? [`(${notes.join(', ')})`] : [])];
  const [from, to] = brush ?? [0, 0];
  return element(
    'svg',
    { x: `${(100 * index) / (count - 1)}%`, y: TOP, overflow: 'visible' },
    element(
      'text',
      { class: 'name', 'text-anchor': 'middle', 'aria-hidden': 'true' },
      lines.map((text, at) => element('tspan', { x: 0, y: -10 - 14 * (lines.length - 1 - at) }, text)),
    ),
    element(
      'g',
      {
        class: 'axis',
        tabindex: 0,
        role: 'slider',
        'aria-orientation': 'vertical',
        'aria-label': `Brush on ${name}`,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        ...brushValues(axis, brush),
        'data-axis': index,
      },
      element('rect', { class: 'grip', x: -22, y: -8, width: 44, height: AXIS_HEIGHT + 16, stroke: 'none' }),
      element('path', { d: `M0 0V${AXIS_HEIGHT}` }),
      element('rect', {
        class: 'brush',
        x: -7,
        y: heightOf(to) - 3,
        width: 14,
        height: Math.max(0, heightOf(from) - heightOf(to)) + 6,
        visibility: brush === undefined ? 'hidden' : undefined,
      }),
      ticksOf(axis).map(({ at, text }) => [
        element('path', { d: `M-4 ${heightOf(at)}h4` }),
        element('text', { x: -7, y: heightOf(at) + 4, 'text-anchor': 'end' }, text),
      ]),
    ),
  );
}

/** What a screen reader says of the brush of an axis. */
export function brushValues(axis: LineAxis, brush: Brush | undefined) {
  const textOf = (place: number) =>
    axis.values?.find(({ at }) => Math.abs(at - place) < 1e-6)?.text ?? `${Math.round(100 * place)} %`;
  return {
    'aria-valuenow': Math.round(100 * (brush?.[0] ?? 0)),
    'aria-valuetext':
      brush === undefined
        ? 'all'
        : brush[0] === brush[1]
          ? textOf(brush[0])
          : `${textOf(brush[0])} to ${textOf(brush[1])}`,
  };
}

/** The ticks that have room, from the foot up, and the mark of values that have no place on the axis. */
function ticksOf({ ticks, others }: LineAxis): readonly { at: number; text: string }[] {
  const shown: { at: number; text: string }[] = others === undefined ? [] : [{ at: Number.NaN, text: others }];
  let last = Number.POSITIVE_INFINITY;
  for (const { at, text } of ticks) {
    if (last - heightOf(at) < LEAST_GAP) continue;
    last = heightOf(at);
    shown.push({ at, text });
  }
  return shown;
}

/** Breaks a name into lines behind `_` and `.`. */
function linesOf(name: string): string[] {
  const lines = [''];
  for (const part of name.match(/[^_.]*[_.]+|[^_.]+/g) ?? [name]) {
    const last = lines.length - 1;
    if (lines[last] === '' || ((lines[last] as string) + part).length <= LINE_LENGTH || lines.length === MOST_LINES)
      lines[last] += part;
    else lines.push(part);
  }
  return lines;
}
