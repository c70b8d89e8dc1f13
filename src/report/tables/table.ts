import { pointersOfName } from '../../display/key-names.js';
import { compareValues } from '../../display/order.js';
import { timeColumn } from '../../display/times.js';
import type { TableData } from '../data/page-data.js';
import type { TableState } from '../data/page-state.js';
import { Column } from './column.js';
import { type FilterResult, filteredRows } from './filter.js';

/** The greatest number of columns that a table shows: a browser lays out very wide tables for minutes. */
export const MOST_COLUMNS = 500;

/** The table of a procedure. A row is known by its place in the data, where the newest artifact is first. */
export class Table {
  readonly data: TableData;
  /** How many rows there are. */
  readonly length: number;
  /** A column for each key: inputs, the seed, results, the version, arrays. */
  readonly columns: readonly Column[];
  /** The head and the cells of the times, to the second. */
  readonly times: { readonly head: string; readonly cells: readonly string[] };
  /** The times for a narrow page, to the minute. */
  readonly shortTimes: readonly string[];
  readonly #byPointer: ReadonlyMap<string, Column>;
  readonly #xs: ReadonlySet<string>;
  #texts: readonly string[] | undefined;

  constructor(data: TableData) {
    this.data = data;
    this.length = data.ids.length;
    const columns = data.keys.map((key) => new Column(key, this.length));
    this.columns = columns.sort((a, b) => a.rank - b.rank);
    this.#byPointer = new Map(columns.map((column) => [column.pointer, column]));
    this.#xs = new Set(data.keys.filter(({ isX }) => isX).map(({ pointer }) => pointer));
    const { head, cells } = timeColumn(data.times);
    this.times = { head: head.replace('TIME', 'time'), cells };
    // Where there is little room, the year is left out if it is the same in all rows, and so are seconds and zone.
    const isOneYear = cells.every((cell) => cell.slice(0, 5) === cells[0]?.slice(0, 5));
    this.shortTimes = cells.map((cell) => cell.slice(isOneYear ? 5 : 0, 16));
  }

  /** Returns the columns of a pointer or name: those that the name stands for in some row, parameters first. */
  columnsOfName(name: string): readonly Column[] {
    return pointersOfName(name).flatMap((pointer) => this.#byPointer.get(pointer) ?? []);
  }

  /** The columns that a state shows: the first ones, if they are very many. */
  shownColumns(state: Pick<TableState, 'allColumns'>): readonly Column[] {
    return this.#wantedColumns(state).slice(0, MOST_COLUMNS);
  }

  /** How many columns a state does not show because it has too many. */
  columnsLeftOut(state: Pick<TableState, 'allColumns'>): number {
    return Math.max(0, this.#wantedColumns(state).length - MOST_COLUMNS);
  }

  /** Of a single row, none varies, so all columns are wanted. */
  #wantedColumns({ allColumns }: Pick<TableState, 'allColumns'>): readonly Column[] {
    const present = this.columns.filter(({ count }) => count > 0);
    return allColumns || this.length === 1
      ? present
      : present.filter(({ varies, pointer }) => varies && !this.#xs.has(pointer));
  }

  /** Returns the rows that match what stands in the filter field, in the order of the data. */
  filtered(query: string): FilterResult {
    return filteredRows(this, query);
  }

  /** Returns rows in the order of a state. Equal values stay newest first. */
  sorted(rows: readonly number[], { sort, isFalling }: Pick<TableState, 'sort' | 'isFalling'>): readonly number[] {
    const column = this.sortColumn(sort);
    if (column !== undefined) {
      const { trees } = column;
      const direction = isFalling ? 'falling' : 'rising';
      return rows.toSorted((a, b) => compareValues(trees[a], trees[b], direction));
    }
    if (sort === 'size') {
      const { sizes } = this.data;
      const sign = isFalling ? -1 : 1;
      return rows.toSorted((a, b) => sign * ((sizes[a] as number) - (sizes[b] as number)));
    }
    return sort === 'time' && !isFalling ? rows.toReversed() : rows;
  }

  /** Returns the column to sort by; undefined if a state sorts by time or size, or by nothing that there is. */
  sortColumn(sort: string | undefined): Column | undefined {
    if (sort === undefined || sort === 'time' || sort === 'size') return undefined;
    return this.columns.find(({ name }) => name === sort) ?? this.columnsOfName(sort)[0];
  }

  /** The text of each row in which words are looked for: id, time, and all cells. It has no capital letters. */
  get texts(): readonly string[] {
    this.#texts ??= this.data.ids.map((id, row) =>
      [id, this.times.cells[row], ...this.columns.map(({ cells }) => cells[row])].join('\n').toLowerCase(),
    );
    return this.#texts;
  }
}

/** Returns the table of some data. */
export const tableOf = (data: TableData): Table => new Table(data);
