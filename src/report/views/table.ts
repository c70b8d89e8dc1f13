import { counted } from '../../display/wording.js';
import type { TableData } from '../data/page-data.js';
import { type LinkTo, type TableState, tableState } from '../data/page-state.js';
import { element, type Markup, type MarkupElement } from '../markup/element.js';
import type { Column } from '../tables/column.js';
import { shortened } from '../tables/packed-values.js';
import { type Table, tableOf } from '../tables/table.js';
import { countText } from './count-text.js';
import { section } from './frame.js';
import { type GridOptions, type TableControls, tableGrid } from './table-grid.js';

/** The artifacts that a comparison has. */
const FEWEST_COMPARED = 2;
const MOST_COMPARED = 8;

/** Keys that do not vary that a note names. */
const MOST_CONSTANT = 40;

/** Rows of a page of the server. */
export const ROWS_OF_PAGE = 100;

/**
 * The page of a procedure's table, without a script: with all rows of the data, which are sorted and filtered already.
 *
 * @param options - a live page has links that sort, and a form that filters.
 */
export function tableView(
  data: TableData,
  state: TableState,
  link: LinkTo,
  { isLive }: { readonly isLive: boolean },
): Markup {
  const table = tableOf(data);
  const controls = isLive ? 'links' : 'none';
  const rows = data.ids.map((_, row) => row);
  return section(
    'table',
    tableState(state.procedure),
    tableTitle(table),
    isLive ? [filterForm(state), tableSwitches(state, link, controls)] : undefined,
    isLive ? tableStatus(table, state, rows.length, data.part) : undefined,
    tableRows(table, state, rows, { link, controls, columns: table.shownColumns(state) }),
    isLive ? pageLinks(table, state, link) : undefined,
    constantNote(table, state),
  );
}

/** The procedure and how many artifacts it has. */
export const tableTitle = ({ data: { procedure, count } }: Table): Markup =>
  element('h1', {}, element('bdi', {}, procedure), ' ', element('span', { class: 'count' }, countText(count)));

/** The box in which the rows are, and which scrolls sideways. */
export const tableRows = (table: Table, state: TableState, rows: readonly number[], options: GridOptions): Markup =>
  element('div', { class: 'rows' }, tableGrid(table, state, rows, options));

/** The filter field. */
export const filterField = (state: TableState, example: string): MarkupElement =>
  element('input', {
    type: 'search',
    class: 'query',
    name: 'q',
    value: state.query,
    'aria-label': 'Filter',
    placeholder: example,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });

/** The form of a page of the server that has no script. It keeps what else the address says. */
const filterForm = (state: TableState): Markup =>
  element(
    'form',
    { class: 'filter', method: 'get', action: '?' },
    element('input', { type: 'hidden', name: 'p', value: state.procedure }),
    state.sort === undefined
      ? undefined
      : element('input', { type: 'hidden', name: 'sort', value: `${state.isFalling ? '-' : ''}${state.sort}` }),
    state.allColumns ? element('input', { type: 'hidden', name: 'cols', value: 'all' }) : undefined,
    filterField(state, FILTER_EXAMPLE),
    element('button', { type: 'submit' }, 'Filter'),
  );

export const FILTER_EXAMPLE = 'words, or conditions such as key>=10';

/** Returns what the empty field shows: a condition on one of the columns. */
export function filterExample(table: Table): string {
  const column = table.columns.find(({ varies, isOfNumbers }) => varies && isOfNumbers);
  const row = column?.cells.findIndex((cell) => /^-?\d{1,6}(\.\d{1,4})?$/.test(cell)) ?? -1;
  if (column === undefined || row < 0 || !/^[\w.]{1,24}$/.test(column.name)) return FILTER_EXAMPLE;
  return `words, or conditions such as ${column.name}>=${column.cells[row]}`;
}

/** The switches above a table, and the link that compares the ticked rows. */
export const tableSwitches = (state: TableState, link: LinkTo, controls: TableControls): Markup => [
  switchOf('All columns', 'columns', { ...state, allColumns: !state.allColumns }, state.allColumns, link, controls),
  controls === 'buttons'
    ? [
        switchOf('Parallel lines', 'lines', { ...state, lines: !state.lines }, state.lines, link, controls),
        compareLink(state, link),
      ]
    : undefined,
];

function switchOf(
  text: string,
  name: string,
  target: TableState,
  isOn: boolean,
  link: LinkTo,
  controls: TableControls,
): Markup {
  if (controls === 'links')
    return element('a', { class: 'switch', href: link(target), 'aria-current': isOn ? 'true' : undefined }, text);
  return element(
    'button',
    { type: 'button', class: 'switch', 'data-switch': name, 'aria-pressed': String(isOn) },
    text,
  );
}

/** The link that compares the ticked rows; until enough are ticked, a button that says so. */
export function compareLink({ picked }: TableState, link: LinkTo): Markup {
  const range = `${FEWEST_COMPARED} to ${MOST_COMPARED}`;
  if (picked.length < FEWEST_COMPARED)
    return element('button', { type: 'button', class: 'compare', disabled: true }, `Compare: tick ${range}`);
  if (picked.length > MOST_COMPARED)
    return element(
      'button',
      { type: 'button', class: 'compare', disabled: true },
      `Compare: tick ${range}, ${picked.length} are`,
    );
  return element(
    'a',
    { class: 'compare', href: link({ page: 'comparison', ids: picked, plots: [] }) },
    `Compare ${picked.length}`,
  );
}

/** What is wrong with the filter, how many rows match, in which order they stand, and what conditions could not compare. */
export function tableStatus(
  table: Table,
  state: TableState,
  matching: number,
  { problem, incomparable }: { readonly problem?: string | undefined; readonly incomparable: readonly string[] } = {
    incomparable: [],
  },
): Markup {
  return [
    problem === undefined ? undefined : element('p', { class: 'problem' }, problem),
    element('p', { class: 'quiet' }, statusText(table, state, matching)),
    incomparable.map((note) => element('p', { class: 'quiet' }, `Not compared: ${note}`)),
  ];
}

/** Returns how many rows there are, and in which order: `9 of 19, newest first.` */
export function statusText(table: Table, state: TableState, matching: number): string {
  const { count, part } = table.data;
  const all = part?.matching ?? matching;
  const parts = [all === count ? countText(count) : `${countText(all)} of ${countText(count)}`];
  if (part !== undefined && table.length > 0 && table.length < all)
    parts.push(`rows ${countText(part.from + 1)} to ${countText(part.from + table.length)}`);
  parts.push(orderText(table, state));
  const notes: string[] = [];
  if (part !== undefined && part.examined < count)
    notes.push(` ${part.isFinished ? '' : 'Still looking: '}${countText(part.examined)} looked at.`);
  if (part !== undefined && part.unread > 0) notes.push(` ${counted(part.unread, 'file')} could not be read.`);
  return `${parts.join(', ')}.${notes.join('')}`;
}

function orderText(table: Table, { sort, isFalling }: TableState): string {
  const column = table.sortColumn(sort);
  if (column !== undefined) return `by ${shortened(column.name)}, ${isFalling ? 'falling' : 'rising'}`;
  if (sort === 'size') return isFalling ? 'largest first' : 'smallest first';
  return sort === 'time' && !isFalling ? 'oldest first' : 'newest first';
}

/** The links from a page of the server's to the next and the previous one. */
export function pageLinks({ length, data: { part } }: Table, state: TableState, link: LinkTo): Markup {
  if (part === undefined) return undefined;
  const pageLink = (text: string, from: number) => element('a', { href: link({ ...state, from }) }, text);
  const next = part.from + length;
  const links = [
    part.from > 0 ? pageLink('Previous', Math.max(0, part.from - ROWS_OF_PAGE)) : undefined,
    length > 0 && next < part.matching ? pageLink('Next', next) : undefined,
  ].filter((each) => each !== undefined);
  return links.length === 0 ? undefined : element('nav', { class: 'turns', 'aria-label': 'Rows' }, links);
}

/** The keys that do not vary, with their values, and the arrays whose elements were not read. */
export function constantNote(table: Table, state: TableState): Markup {
  const shown = new Set(table.shownColumns(state));
  const others = table.columns.filter((column) => column.count > 0 && !column.varies && !shown.has(column));
  const note = (title: string, columns: readonly Column[]): Markup => {
    if (columns.length === 0) return undefined;
    const listed = columns.slice(0, MOST_CONSTANT);
    return element(
      'p',
      { class: 'constant' },
      element('b', {}, `${title}: `),
      listed.map((column, index) => [
        index > 0 ? ', ' : undefined,
        element('bdi', { class: 'key' }, shortened(column.name)),
        ' ',
        element('bdi', {}, constantText(column, table.length)),
      ]),
      columns.length > listed.length ? ` and ${columns.length - listed.length} more` : undefined,
    );
  };
  return [
    note(
      'Do not vary',
      others.filter(({ isUnread }) => !isUnread),
    ),
    note(
      'Not read',
      others.filter(({ isUnread }) => isUnread),
    ),
  ];
}

/** Returns the only value of a column: `1.1.0`, or `(long, in 3)`. */
function constantText(column: Column, rows: number): string {
  const cell = column.cells[column.firstRow] as string;
  const isLong = !column.isOfNumbers && cell.endsWith('…');
  const notes = [isLong ? 'long' : '', column.count < rows ? `in ${column.count}` : ''].filter((each) => each !== '');
  return [isLong ? '' : cell, notes.length > 0 ? `(${notes.join(', ')})` : ''].filter((each) => each !== '').join(' ');
}
