import type { TableData } from '../data/page-data.js';
import { type PageState, stateText, type TableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import type { FilterResult } from '../tables/filter.js';
import { type Table, tableOf } from '../tables/table.js';
import {
  compareLink,
  constantNote,
  filterExample,
  filterField,
  pageLinks,
  tableStatus,
  tableSwitches,
  tableTitle,
} from '../views/table.js';
import { type GridOptions } from '../views/table-grid.js';
import { elementNode, toDom } from './dom.js';
import type { LiveSection, PageContext } from './live-section.js';
import { TableLines } from './table-lines.js';
import { TableRows } from './table-rows.js';

/** How long the server is not asked while somebody types. Units: milliseconds. */
const TYPING_PAUSE = 200;

/** Brings the table of a procedure to life. */
export const attachTable = (section: HTMLElement, data: TableData, context: PageContext): LiveSection =>
  new LiveTable(section, data, context);

class LiveTable implements LiveSection {
  ids: readonly string[] = [];
  readonly #context: PageContext;
  readonly #field: HTMLInputElement;
  readonly #toolbar: HTMLElement;
  readonly #status = elementNode(element('div', { class: 'status', 'aria-live': 'polite' })) as HTMLElement;
  readonly #lines = new TableLines((query) => this.#set({ query, from: 0 }));
  readonly #rows: TableRows;
  readonly #turns = elementNode(element('div', {})) as HTMLElement;
  readonly #notes = elementNode(element('div', {})) as HTMLElement;
  #table: Table;
  #state: TableState;
  /** Counts what the server was asked for, so that a late answer does not take the place of the next one. */
  #turn = 0;
  #timer = 0;
  /** The rows that match a filter: an order does not change them. */
  #found: { readonly table: Table; readonly query: string; readonly result: FilterResult } | undefined;

  constructor(section: HTMLElement, data: TableData, context: PageContext) {
    this.#context = context;
    this.#table = tableOf(data);
    this.#state = context.navigation.state as TableState;
    this.#field = elementNode(filterField(this.#state, filterExample(this.#table))) as HTMLInputElement;
    this.#toolbar = elementNode(element('div', { class: 'toolbar' })) as HTMLElement;
    this.#toolbar.append(this.#field, ...toDom(tableSwitches(this.#state, context.navigation.link, 'buttons')));
    this.#rows = new TableRows(this.#options());
    section.replaceChildren(
      ...toDom(tableTitle(this.#table)),
      this.#toolbar,
      this.#status,
      this.#lines.node,
      ...this.#rows.nodes,
      this.#turns,
      this.#notes,
    );
    this.#listen(section);
    this.#draw();
    if (data.part?.isFinished === false) this.#ask(false);
  }

  show(state: PageState): void {
    if (state.page !== 'table' || stateText(state) === stateText(this.#state)) return;
    this.#change(state);
  }

  drawAll(): void {
    this.#rows.drawAll();
  }

  #options(): GridOptions {
    return {
      link: this.#context.navigation.link,
      controls: 'buttons',
      columns: this.#table.shownColumns(this.#state),
    };
  }

  #listen(section: HTMLElement): void {
    this.#field.addEventListener('input', () => this.#set({ query: this.#field.value, from: 0 }));
    this.#field.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      if (this.#field.value === '') this.#field.blur();
      else this.#set({ query: '', from: 0 });
    });
    section.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('button');
      const { sort, switch: name } = button?.dataset ?? {};
      if (sort !== undefined) this.#sortBy(decodeURIComponent(sort));
      else if (name === 'columns') this.#set({ allColumns: !this.#state.allColumns });
      else if (name === 'lines') this.#set({ lines: !this.#state.lines });
    });
    section.addEventListener('change', ({ target }) => {
      const { id } = (target as HTMLElement).dataset;
      if (id !== undefined) this.#pick(target as HTMLInputElement, id);
    });
  }

  /** Newest first is no order of its own, so the address does not have it. */
  #sortBy(sort: string): void {
    if (sort === '-time') this.#set({ sort: undefined, isFalling: false, from: 0 });
    else this.#set({ sort: sort.replace(/^-/, ''), isFalling: sort.startsWith('-'), from: 0 });
  }

  #pick(box: HTMLInputElement, id: string): void {
    const others = this.#state.picked.filter((each) => each !== id);
    this.#state = { ...this.#state, picked: box.checked ? [...others, id] : others };
    this.#context.navigation.replace(this.#state);
    box.closest('tr')?.classList.toggle('picked', box.checked);
    this.#drawSwitches();
  }

  /** Changes the state by what the user did, and the address with it. */
  #set(change: Partial<TableState>): void {
    const state = { ...this.#state, ...change };
    this.#context.navigation.replace(state);
    this.#change(state);
  }

  #change(state: TableState): void {
    const before = this.#state;
    this.#state = state;
    if (this.#field.value !== state.query) this.#field.value = state.query;
    if (this.#context.source.page.isLive && isOtherPart(before, state)) this.#ask(before.query !== state.query);
    this.#draw();
  }

  /** Asks the server for the rows of the state, and goes on asking until it has looked at all artifacts that they depend on. */
  #ask(isTyping: boolean): void {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    const ask = async () => {
      const data = await this.#context.source.table(this.#state).catch((error: Error) => {
        this.#status.replaceChildren(...toDom(element('p', { class: 'problem' }, error.message)));
        return undefined;
      });
      if (turn !== this.#turn || data === undefined) return;
      this.#table = tableOf(data);
      this.#draw();
      if (data.part?.isFinished === false) ask();
    };
    this.#timer = window.setTimeout(ask, isTyping ? TYPING_PAUSE : 0);
  }

  #draw(): void {
    const { rows, ...filter } = this.#filtered();
    const sorted = this.#table.data.part === undefined ? this.#table.sorted(rows, this.#state) : rows;
    this.ids = sorted.map((row) => this.#table.data.ids[row] as string);
    this.#field.setAttribute('aria-invalid', String(filter.problem !== undefined));
    this.#status.replaceChildren(...toDom(tableStatus(this.#table, this.#state, rows.length, filter)));
    if (this.#state.lines) this.#lines.show(this.#table, rows, this.#state.query);
    else this.#lines.hide();
    this.#rows.show(this.#table, this.#state, sorted, this.#options());
    this.#turns.replaceChildren(...toDom(pageLinks(this.#table, this.#state, this.#context.navigation.link)));
    this.#notes.replaceChildren(...toDom(constantNote(this.#table, this.#state)));
    this.#drawSwitches();
  }

  /** Returns the rows that match. The server has filtered its rows itself. */
  #filtered(): FilterResult {
    const [table, { query }] = [this.#table, this.#state];
    if (this.#found?.table === table && this.#found.query === query) return this.#found.result;
    const { part, ids } = table.data;
    const result =
      part === undefined
        ? table.filtered(query)
        : { rows: ids.map((_, row) => row), problem: part.problem, incomparable: part.incomparable };
    this.#found = { table, query, result };
    return result;
  }

  /** Changes the switches in place, so that the focus stays. */
  #drawSwitches(): void {
    const { allColumns, lines } = this.#state;
    const isOn: Readonly<Record<string, boolean>> = { columns: allColumns, lines };
    for (const button of this.#toolbar.querySelectorAll<HTMLElement>('[data-switch]'))
      button.setAttribute('aria-pressed', String(isOn[button.dataset['switch'] as string]));
    const link = compareLink(this.#state, this.#context.navigation.link);
    this.#toolbar.querySelector('.compare')?.replaceWith(...toDom(link as Markup));
  }
}

/** True if two states have other rows on the server. */
const isOtherPart = (a: TableState, b: TableState): boolean =>
  a.query !== b.query || a.sort !== b.sort || a.isFalling !== b.isFalling || a.from !== b.from;
