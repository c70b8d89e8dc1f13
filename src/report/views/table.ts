import { counted } from '../../display/wording.js';
import type { TableData } from '../data/page-data.js';
import { type LinkTo, type TableState, tableState } from '../data/page-state.js';
import { element, type Markup, type MarkupElement } from '../markup/element.js';
import type { Column } from '../tables/column.js';
import { shortened } from '../tables/packed-values.js';
import { MOST_COLUMNS, type Table, tableOf } from '../tables/table.js';
import { countText } from './count-text.js';
import { section } from './frame.js';
import { type GridOptions, ROWS_WITH_CURVES, type TableControls, tableGrid } from './table-grid.js';

/** The artifacts that a comparison has. */
const FEWEST_COMPARED = 2;
const MOST_COMPARED = 8;

/** Keys that do not vary that a note names. */
const MOST_CONSTANT = 40;

/** Rows of a part of a long table. */
const ROWS_OF_PART = 500;

/** Rows of a page of the server. */
export const ROWS_OF_PAGE = 100;

/** What makes the page of a table without a script. */
export interface TableParts {
  /** The rows, in parts: all of a long table would take much memory at once. */
  readonly parts: Iterable<Markup>;
  /** Returns the page with its rows. */
  around(rows: Markup): Markup;
}

/** The page of a procedure's table, without a script: with all rows of the data, which are sorted and filtered already. */
export function tableView(...table: Parameters<typeof tableInParts>): Markup {
  const { parts, around } = tableInParts(...table);
  return around([...parts]);
}

/**
 * The same page in parts.
 *
 * @param options - a live page has links that sort, and a form that filters. In a file, `isInFull` tells which artifacts have a page.
 */
export function tableInParts(
  data: TableData,
  state: TableState,
  link: LinkTo,
  { isLive, isInFull }: { readonly isLive: boolean } & Pick<GridOptions, 'isInFull'>,
): TableParts {
  const table = tableOf(data);
  const { length } = table;
  const controls = isLive ? 'links' : 'none';
  const options = { link, controls, columns: table.shownColumns(state), isInFull } as const;
  const look = () => element('p', {}, element('a', { href: link(state) }, 'Look further'));
  return {
    parts: partsOf(table, state, options),
    around: (rows) =>
      section(
        'table',
        tableState(state.procedure),
        tableTitle(table),
        isLive ? [filterForm(state), tableSwitches(state, link, controls)] : undefined,
        isLive
          ? tableStatus(table, state, length, data.part)
          : [fullNote(data, isInFull), columnsNote(table, state), curvesNote(table, state)],
        data.part?.isFinished === false ? look() : undefined,
        rows,
        isLive ? pageLinks(table, state, link) : undefined,
        constantNote(table, state),
      ),
  };
}

/** Says which rows of a file lead to artifacts in full. */
function fullNote({ ids }: TableData, isInFull: GridOptions['isInFull']): Markup {
  const inFull = isInFull === undefined ? ids.length : ids.filter(isInFull).length;
  if (inFull === ids.length) return undefined;
  return element(
    'p',
    { class: 'quiet' },
    inFull === 0
      ? 'None of them stands in full: this report has the rows alone.'
      : `The newest ${countText(inFull)} stand in full below, where their ids lead. Of all others, this report has the rows.`,
  );
}

/** Says how many columns are not shown. */
function columnsNote(table: Table, state: TableState): Markup {
  const leftOut = table.columnsLeftOut(state);
  if (leftOut === 0) return undefined;
  const text = `The first ${countText(MOST_COLUMNS)} columns, and ${countText(leftOut)} more that are not shown: the filter has all of them.`;
  return element('p', { class: 'quiet' }, text);
}

/** Says which rows of a file have no curves. */
const curvesNote = (table: Table, state: TableState): Markup =>
  table.length > ROWS_WITH_CURVES && table.shownColumns(state).some(({ hasStrips }) => hasStrips)
    ? element(
        'p',
        { class: 'quiet' },
        `Curves stand in the newest ${countText(ROWS_WITH_CURVES)} rows, type and shape in all others.`,
      )
    : undefined;

/** The procedure and how many artifacts it has. */
export const tableTitle = ({ data: { procedure, count } }: Table): Markup =>
  element('h1', {}, element('bdi', {}, procedure), ' ', element('span', { class: 'count' }, countText(count)));

/** The box in which rows are, and which scrolls sideways. The browser lays out a box of many rows when it comes into view. */
const tableRows = (table: Table, state: TableState, rows: readonly number[], options: GridOptions): Markup =>
  element('div', { class: rows.length < ROWS_OF_PART ? 'rows' : 'rows many' }, tableGrid(table, state, rows, options));

/** Yields the rows of a table in parts, each of which is a table with a head of its own: to lay out one large table takes minutes. */
function* partsOf(table: Table, state: TableState, options: GridOptions): Generator<Markup> {
  for (let from = 0; from === 0 || from < table.length; from += ROWS_OF_PART) {
    const count = Math.min(ROWS_OF_PART, table.length - from);
    yield tableRows(
      table,
      state,
      Array.from({ length: count }, (_, row) => from + row),
      options,
    );
  }
}

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

const FILTER_EXAMPLE = 'words, or conditions such as key>=10';

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

/** What is wrong with the filter, how many rows match, in which order they stand, and what is not shown or compared. */
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
    columnsNote(table, state),
    incomparable.map((note) => element('p', { class: 'quiet' }, `Not compared: ${note}`)),
  ];
}

/** Returns how many rows there are, and in which order: `9 of 19, newest first.` */
function statusText(table: Table, state: TableState, matching: number): string {
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
  if (column !== undefined) return orderBy(column.name, isFalling);
  if (sort === 'size') return isFalling ? 'largest first' : 'smallest first';
  if (sort === 'time' && !isFalling) return 'oldest first';
  // A page of the server that has no rows yet has no columns either.
  const isByKey = table.data.part !== undefined && sort !== undefined && sort !== 'time';
  return isByKey ? orderBy(sort, isFalling) : 'newest first';
}

const orderBy = (name: string, isFalling: boolean): string =>
  `by ${shortened(name)}, ${isFalling ? 'falling' : 'rising'}`;

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
