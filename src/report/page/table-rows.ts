import type { TableState } from '../data/page-state.js';
import { element } from '../markup/element.js';
import type { Table } from '../tables/table.js';
import { type GridOptions, tableGrid, tableRow } from '../views/table-grid.js';
import { elementNode } from './dom.js';

/** Rows that are drawn at first, and that each scrolling to their end adds. */
const FIRST_ROWS = 100;
const MORE_ROWS = 200;

/** The rows of a table, of which only those near to what is seen are drawn. */
export class TableRows {
  readonly nodes: readonly HTMLElement[];
  readonly #box = elementNode(element('div', { class: 'rows' })) as HTMLElement;
  readonly #more = elementNode(element('button', { type: 'button', class: 'more' })) as HTMLButtonElement;
  #options: GridOptions;
  #table: Table | undefined;
  #state: TableState | undefined;
  #rows: readonly number[] = [];
  #drawn = 0;

  constructor(options: GridOptions) {
    this.#options = options;
    this.nodes = [this.#box];
    this.#more.addEventListener('click', () => this.#add(MORE_ROWS));
    const addIfSeen = (entries: readonly IntersectionObserverEntry[]) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#add(MORE_ROWS);
    };
    // The end of a wide table's box may be below what is seen of the page.
    new IntersectionObserver(addIfSeen, { rootMargin: '100% 0px' }).observe(this.#more);
    // The observer must not see what it changes: browsers report an error then.
    new ResizeObserver(() => requestAnimationFrame(() => this.#fit())).observe(this.#box);
  }

  /** Shows rows in their order, from the first one on. */
  show(table: Table, state: TableState, rows: readonly number[], options: GridOptions): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['sort'] : undefined;
    this.#table = table;
    this.#state = state;
    this.#rows = rows;
    this.#options = options;
    this.#drawn = Math.min(FIRST_ROWS, rows.length);
    this.#box.replaceChildren(elementNode(tableGrid(table, state, rows.slice(0, this.#drawn), options)), this.#more);
    this.#box.scrollTop = 0;
    if (focused !== undefined) this.#focusHead(focused.replace(/^-/, ''));
    this.#updateMore();
    this.#fit();
  }

  /** Gives the focus back to the head that was pressed, which was drawn anew. */
  #focusHead(sort: string): void {
    for (const button of this.#box.querySelectorAll<HTMLElement>('[data-sort]'))
      if (button.dataset['sort']?.replace(/^-/, '') === sort) button.focus();
  }

  #add(count: number): void {
    const [table, state] = [this.#table, this.#state];
    const next = this.#rows.slice(this.#drawn, this.#drawn + count);
    if (table === undefined || state === undefined || next.length === 0) return;
    const body = this.#box.querySelector('tbody');
    body?.append(...next.map((row) => elementNode(tableRow(table, state, row, this.#options))));
    this.#drawn += next.length;
    this.#updateMore();
  }

  /** Draws all rows. */
  drawAll(): void {
    this.#add(this.#rows.length);
  }

  #updateMore(): void {
    const left = this.#rows.length - this.#drawn;
    this.#more.hidden = left === 0;
    this.#more.textContent = `Show ${Math.min(MORE_ROWS, left)} more`;
  }

  /** A box that scrolls sideways needs a height of its own: its head would not stay in view otherwise. The keyboard reaches it, then. */
  #fit(): void {
    const grid = this.#box.firstElementChild;
    const isWide = grid !== null && grid.scrollWidth > this.#box.clientWidth;
    this.#box.classList.toggle('wide', isWide);
    for (const [name, value] of [
      ['tabindex', '0'],
      ['role', 'region'],
      ['aria-label', 'Rows'],
    ] as const) {
      if (isWide) this.#box.setAttribute(name, value);
      else this.#box.removeAttribute(name);
    }
  }
}
