import { element } from '../markup/element.js';
import { type Brush, brushOf, movedBrush, withBrush } from '../tables/brush.js';
import { type LineAxis, lineAxes } from '../tables/line-axis.js';
import type { Table } from '../tables/table.js';
import { AXIS_HEIGHT, brushValues, heightOf, LinePaths, parallelLines } from '../views/parallel-lines.js';
import { elementNode } from './dom.js';

/** A shorter movement of the mouse is a click, which takes the brush away. Units: pixels. */
const LEAST_DRAG = 4;

/** Units: pixels. */
const NEAR = 8;

/** Parallel lines above a table, with brushes that write conditions into its filter. */
export class TableLines {
  readonly node = elementNode(element('div', {})) as HTMLElement;
  readonly #filter: (query: string) => void;
  #table: Table | undefined;
  #axes: readonly LineAxis[] = [];
  #paths = new LinePaths([]);
  #rows: readonly number[] = [];
  #query = '';
  #drag: { readonly axis: LineAxis; readonly top: number; readonly start: number } | undefined;

  /** @param filter - shows the rows of another filter. */
  constructor(filter: (query: string) => void) {
    this.#filter = filter;
    this.node.addEventListener('pointerdown', (event) => this.#begin(event));
    this.node.addEventListener('pointermove', (event) => this.#move(event));
    this.node.addEventListener('pointerup', (event) => this.#end(event));
    this.node.addEventListener('pointercancel', () => (this.#drag = undefined));
    // Browsers do not heed the style `touch-action` of a part of an SVG: they would scroll the page.
    const keepPage = (event: TouchEvent) => this.#axisOf(event.target) !== undefined && event.preventDefault();
    this.node.addEventListener('touchstart', keepPage, { passive: false });
    this.node.addEventListener('keydown', (event) => this.#press(event));
  }

  /** Takes the lines away. */
  hide(): void {
    this.#table = undefined;
    this.node.replaceChildren();
  }

  /** Shows the lines of all rows, and those of the rows that match a filter in colour. */
  show(table: Table, rows: readonly number[], query: string): void {
    this.#query = query;
    if (table === this.#table) this.#update(rows);
    else this.#draw(table, rows);
  }

  #draw(table: Table, rows: readonly number[]): void {
    this.#table = table;
    this.#rows = rows;
    this.#axes = lineAxes(table.columns);
    if (this.#axes.length < 2) {
      const message = 'Parallel lines need two keys that vary, with numbers or a few texts.';
      this.node.replaceChildren(elementNode(element('p', { class: 'quiet' }, message)));
      return;
    }
    this.#paths = new LinePaths(this.#axes);
    const all = this.#paths.of(table.data.ids.map((_, row) => row));
    const brushes = this.#axes.map((axis) => brushOf(table, axis, this.#query));
    this.node.replaceChildren(elementNode(parallelLines(this.#axes, { all, matching: this.#paths.of(rows) }, brushes)));
  }

  /** Changes the lines in place, so that the focus stays. */
  #update(rows: readonly number[]): void {
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.node.querySelector('.matching')?.setAttribute('d', this.#paths.of(rows));
    for (const group of this.node.querySelectorAll<SVGGElement>('[data-axis]')) {
      const axis = this.#axes[Number(group.dataset['axis'])] as LineAxis;
      const brush = brushOf(this.#table as Table, axis, this.#query);
      for (const [name, value] of Object.entries(brushValues(axis, brush))) group.setAttribute(name, String(value));
      const rect = group.querySelector('.brush') as SVGRectElement;
      rect.setAttribute('visibility', brush === undefined ? 'hidden' : 'visible');
      if (brush === undefined) continue;
      rect.setAttribute('y', String(heightOf(brush[1]) - 3));
      rect.setAttribute('height', String(heightOf(brush[0]) - heightOf(brush[1]) + 6));
    }
  }

  #brush(axis: LineAxis, brush: Brush | undefined): void {
    const query = withBrush(this.#table as Table, axis, this.#query, brush);
    if (query !== this.#query) this.#filter(query);
  }

  #axisOf(target: EventTarget | null): LineAxis | undefined {
    const group = (target as Element).closest<SVGGElement>('[data-axis]');
    return group === null ? undefined : this.#axes[Number(group.dataset['axis'])];
  }

  #begin(event: PointerEvent): void {
    const axis = this.#axisOf(event.target);
    const grip = (event.target as Element).closest('[data-axis]')?.querySelector('.grip');
    if (axis === undefined || !grip || event.button !== 0) return;
    const top = grip.getBoundingClientRect().top + 8;
    this.#drag = { axis, top, start: event.clientY };
    this.node.setPointerCapture(event.pointerId);
  }

  #move({ clientY }: PointerEvent): void {
    if (this.#drag === undefined || Math.abs(clientY - this.#drag.start) < LEAST_DRAG) return;
    const { axis, top, start } = this.#drag;
    const place = (y: number) => Math.min(1, Math.max(0, 1 - (y - top) / AXIS_HEIGHT));
    // A value with a place of its own is taken by what comes near to it.
    const near = axis.values === undefined ? 0 : NEAR;
    this.#brush(axis, [place(Math.max(start, clientY) + near), place(Math.min(start, clientY) - near)]);
  }

  #end({ clientY }: PointerEvent): void {
    if (this.#drag !== undefined && Math.abs(clientY - this.#drag.start) < LEAST_DRAG)
      this.#brush(this.#drag.axis, undefined);
    this.#drag = undefined;
  }

  /** Arrows move the brush, with Shift they extend it, Escape takes it away, and Enter leads to the filter. */
  #press(event: KeyboardEvent): void {
    const axis = this.#axisOf(event.target);
    if (axis === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const table = this.#table as Table;
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined)
      this.#brush(axis, movedBrush(axis, brushOf(table, axis, this.#query), direction, event.shiftKey));
    else if (event.key === 'Escape') this.#brush(axis, undefined);
    else if (event.key === 'Enter') this.node.closest('section')?.querySelector<HTMLElement>('.query')?.focus();
    else return;
    event.preventDefault();
  }
}

const DIRECTIONS: Readonly<Record<string, 1 | -1>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
