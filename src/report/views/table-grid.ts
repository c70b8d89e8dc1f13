import { escaped } from '../../display/escaping.js';
import { shapeText } from '../../display/shape-text.js';
import { sizeText } from '../../display/wording.js';
import { encoded, type LinkTo, type PageState, stateText, type TableState } from '../data/page-state.js';
import { element, type Markup, type MarkupElement } from '../markup/element.js';
import { rangeText } from '../plots/number-range.js';
import { stripPicture } from '../plots/strip.js';
import type { Column } from '../tables/column.js';
import { isAbsent, isArrayValue, shortened } from '../tables/packed-values.js';
import type { Table } from '../tables/table.js';

/** What a table lets people do: nothing, in a file without a script; follow links, on the server without one; or all, in a browser. */
export type TableControls = 'none' | 'links' | 'buttons';

/** How the rows of a table are shown. */
export interface GridOptions {
  readonly link: LinkTo;
  readonly controls: TableControls;
  readonly columns: readonly Column[];
  /** Whether an artifact has a page. Without a script, a link to the page of another one leads to its row. */
  readonly isInFull?: ((id: string) => boolean) | undefined;
}

/** In a file without a script, so many rows have curves: each takes longer to draw than the rest of its row. */
export const ROWS_WITH_CURVES = 1000;

/** The words for the state of a seal. */
const SEALS: Readonly<Record<string, string>> = { r: 'right', n: 'none', w: 'wrong', u: 'not checked' };

const hasSealColumn = ({ data }: Table, { allColumns }: TableState): boolean => allColumns || data.seals.includes('w');

/** Returns a table as an element, with some of its rows. */
export const tableGrid = (
  table: Table,
  state: TableState,
  rows: readonly number[],
  options: GridOptions,
): MarkupElement =>
  element(
    'table',
    { class: 'grid' },
    element('caption', { class: 'unseen' }, `Artifacts of ${state.procedure}`),
    element('thead', {}, element('tr', {}, heads(table, state, options))),
    element(
      'tbody',
      {},
      rows.map((row) => tableRow(table, state, row, options)),
    ),
  );

function heads(table: Table, state: TableState, options: GridOptions): Markup {
  const { head } = table.times;
  return [
    element('th', { scope: 'col', class: 'id' }, 'id'),
    sortHead('time', head, 'time', state, options),
    options.columns.map((column) => columnHead(table, column, state, options)),
    hasSealColumn(table, state) ? element('th', { scope: 'col' }, 'seal') : undefined,
    state.allColumns ? sortHead('size', 'size', 'number', state, options) : undefined,
  ];
}

function columnHead(table: Table, column: Column, state: TableState, options: GridOptions): Markup {
  const name = brokenName(shortened(escaped(column.name)));
  if (!column.hasArrays) {
    return sortHead(
      column.sortName,
      name,
      column.isOfNumbers ? 'number' : undefined,
      state,
      options,
      table.sortColumn(state.sort) === column,
    );
  }
  const range = column.stripRange;
  const scale = range === undefined ? 'each to its own scale' : rangeText(range, 4);
  return element(
    'th',
    { scope: 'col' },
    name,
    column.hasStrips ? [element('br', {}), element('span', { class: 'quiet' }, scale)] : undefined,
  );
}

/** The head of a column that the rows can be sorted by. Newest first, no head is marked but that of the time. */
function sortHead(
  sort: string,
  name: Markup,
  className: string | undefined,
  state: TableState,
  { controls, link }: GridOptions,
  isSorted = state.sort === sort,
): Markup {
  const isNewestFirst = state.sort === undefined && sort === 'time';
  const isFalling = isNewestFirst || state.isFalling;
  const order = isSorted || isNewestFirst ? (isFalling ? 'descending' : 'ascending') : undefined;
  const attributes = { scope: 'col', class: className, 'aria-sort': order };
  if (controls === 'none') return element('th', attributes, name);
  const next = order === 'ascending';
  if (controls === 'buttons')
    return element(
      'th',
      attributes,
      element('button', { type: 'button', 'data-sort': `${next ? '-' : ''}${encoded(sort)}` }, name),
    );
  const target = { ...state, sort, isFalling: next, from: 0 };
  return element('th', attributes, element('a', { href: link(target) }, name));
}

/** Matches a part of a name, behind which a line may end: behind `_` and `.`, and within a long word. */
const NAME_PART = /[^_.]{0,24}[_.]+|[^_.]{1,24}/gu;

/** Returns a name that may be broken into lines. */
const brokenName = (name: string): Markup =>
  (name.match(NAME_PART) ?? [name]).map((part, index) => (index === 0 ? part : [element('wbr', {}), part]));

/** Returns one row of a table. */
export function tableRow(table: Table, state: TableState, row: number, options: GridOptions): MarkupElement {
  const { data, times } = table;
  const id = data.ids[row] as string;
  const page: PageState = { page: 'artifact', id, plots: [] };
  const time = times.cells[row] as string;
  const isPicked = options.controls === 'buttons' && state.picked.includes(id);
  const seal = data.seals[row] ?? 'u';
  return element(
    'tr',
    { class: isPicked ? 'picked' : undefined },
    element(
      'th',
      { scope: 'row', class: 'id' },
      options.controls === 'buttons'
        ? element('input', { type: 'checkbox', 'data-id': id, checked: isPicked, 'aria-label': `Compare ${id}` })
        : undefined,
      element('a', options.isInFull?.(id) === false ? { name: stateText(page) } : { href: options.link(page) }, id),
      element('span', { class: 'below', 'aria-hidden': 'true' }, escaped(shortened(table.shortTimes[row] as string))),
    ),
    element('td', { class: 'time' }, escaped(shortened(time))),
    options.columns.map((column) => cell(column, row, options.controls !== 'none' || row < ROWS_WITH_CURVES)),
    hasSealColumn(table, state)
      ? element('td', { class: seal === 'w' ? 'problem' : undefined }, SEALS[seal] ?? seal)
      : undefined,
    state.allColumns ? element('td', { class: 'number' }, sizeText(data.sizes[row] ?? 0)) : undefined,
  );
}

function cell(column: Column, row: number, hasCurve: boolean): Markup {
  const value = column.valueAt(row);
  const text = column.cells[row] as string;
  if (isArrayValue(value)) {
    if (value.cell !== undefined || value.strip === undefined || !hasCurve) return element('td', {}, text);
    return element(
      'td',
      { class: 'curve' },
      stripPicture(value.strip, column.stripRange),
      column.hasShapes ? element('span', { class: 'quiet' }, shapeText(value)) : undefined,
    );
  }
  const kind = column.isOfNumbers ? 'number' : undefined;
  if (isAbsent(value)) return element('td', { class: kind === undefined ? 'quiet' : `${kind} quiet` }, text);
  return element('td', { class: kind, 'data-pad': column.paddingAt(row) || undefined }, escaped(text));
}
