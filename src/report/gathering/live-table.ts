import type { Condition } from '../../display/conditions.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import { byOwnTimes } from '../../display/own-times.js';
import { ifReadable } from '../../display/readable.js';
import type { Store } from '../../display/store.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { Semaphore } from '../../model/semaphore.js';
import type { ListedEntry } from '../../repository/listing.js';
import type { TableData, TablePartData } from '../data/page-data.js';
import type { TableState } from '../data/page-state.js';
import { type QueryRest, readQuery } from '../tables/query.js';
import { ROWS_OF_PAGE } from '../views/table.js';
import { entryOfKey, type KeyList, type Listing } from './live-listing.js';
import { LiveRefusal } from './live-refusal.js';
import { liveRow } from './live-row.js';
import { LiveSearch, type Wanted } from './live-search.js';
import type { LiveValues } from './live-values.js';
import type { RowData } from './row-data.js';
import { tableData } from './table-data.js';

/** Searches that are kept, so that the next request goes on with them. */
const MOST_SEARCHES = 8;

/** The greatest number of artifacts of one second that are put in order; as in `byOwnTimes`. */
const MOST_IN_A_SECOND = 256;

/** What stands in the filter field, understood. */
interface Query extends Pick<Wanted, 'conditions'>, QueryRest {}

/** The tables of a live store, a page at a time. */
export class LiveTables {
  readonly #store: Store;
  readonly #values: LiveValues;
  /** Units: milliseconds. How long one request looks at artifacts to filter and sort them. */
  readonly #slice: number;
  /** By what they look for, in the order in which they were last asked for. */
  readonly #searches = new Map<string, LiveSearch>();
  /** One request looks at artifacts at a time. */
  readonly #looking = new Semaphore(1);
  readonly #oldestFirst = new WeakMap<KeyList, KeyList>();

  constructor(store: Store, values: LiveValues, slice: number) {
    this.#store = store;
    this.#values = values;
    this.#slice = slice;
  }

  /**
   * Returns a page of a table.
   *
   * @param isGone - true when nobody waits for the answer any more.
   * @throws LiveRefusal if there is no such procedure.
   */
  async table({ procedures, ids }: Listing, state: TableState, isGone: () => boolean): Promise<TableData> {
    const { procedure, from, sort, isFalling } = state;
    const newestFirst = procedures.get(procedure);
    if (newestFirst === undefined) throw new LiveRefusal(404, `There is no procedure ${procedure} here.`);
    const order = sort === 'time' && !isFalling ? 'oldest' : 'newest';
    const all = order === 'newest' ? newestFirst : this.#reversed(newestFirst);
    const query = queryOf(state.query);
    const by = sort === 'time' ? undefined : sort;
    const isWhole = query.conditions.length === 0 && query.words.length === 0 && by === undefined;
    const { part, entries } = isWhole
      ? { part: wholePart(all, state, query), entries: await this.#inOwnOrder(all, from, from + ROWS_OF_PAGE, order) }
      : await this.#found(all, { ...query, sort: by, isFalling }, state, order, isGone);
    const rows: RowData[] = [];
    const read = (entry: ListedEntry) => ifReadable(liveRow(this.#store, entry, ids.idOf(entry.key)));
    for await (const row of mapInOrder(entries, FILES_AT_A_TIME, read)) if (row !== undefined) rows.push(row);
    const unread = part.unread + entries.length - rows.length;
    return { ...tableData(procedure, rows, newestFirst.length), part: { ...part, unread } };
  }

  #reversed(keys: KeyList): KeyList {
    const reversed = this.#oldestFirst.get(keys) ?? keys.toReversed();
    this.#oldestFirst.set(keys, reversed);
    return reversed;
  }

  /** Finds the artifacts of a page. A condition that is wrong is left out, and its fault is said. */
  async #found(
    all: KeyList,
    wanted: Wanted & Query,
    { procedure, from }: TableState,
    order: 'newest' | 'oldest',
    isGone: () => boolean,
  ): Promise<{ part: TablePartData; entries: readonly ListedEntry[] }> {
    const search = this.#searchFor(procedure, wanted);
    const to = from + ROWS_OF_PAGE;
    return this.#looking.run(async () => {
      const end = performance.now() + this.#slice;
      const isFinished = await search.lookAt(all, to + 1, () => performance.now() >= end || isGone());
      const { matching, examined, unread, incomparable } = search;
      const problem = wanted.problem ?? search.problem;
      const isByTime = wanted.sort === undefined;
      const entries = isByTime
        ? await this.#inOwnOrder(search.matches(0, matching), from, to, order)
        : search.matches(from, to).map((key) => entryOfKey(this.#store, key));
      const said = problem === undefined ? {} : { problem };
      return { part: { from, matching, examined, unread, isFinished, incomparable, ...said }, entries };
    });
  }

  /** Returns the search that looks for something, as it was left when it was last asked for. */
  #searchFor(procedure: string, wanted: Wanted): LiveSearch {
    const { conditions, words, sort, isFalling } = wanted;
    const id = JSON.stringify([procedure, conditions.map(({ text }) => text), words, sort, isFalling]);
    const search = this.#searches.get(id) ?? new LiveSearch(this.#store, this.#values, wanted);
    this.#searches.delete(id);
    this.#searches.set(id, search);
    const [oldest = ''] = this.#searches.keys();
    if (this.#searches.size > MOST_SEARCHES) this.#searches.delete(oldest);
    return search;
  }

  /** Returns the entries of a page. Those of one second are in the order of the times that their files have. */
  async #inOwnOrder(
    keys: KeyList,
    from: number,
    to: number,
    order: 'newest' | 'oldest',
  ): Promise<readonly ListedEntry[]> {
    const secondAt = (index: number) => entryOfKey(this.#store, keys[index] as string).timestamp;
    let start = Math.min(from, keys.length);
    let end = Math.min(to, keys.length);
    const [first, last] = [start, end];
    if (first === last) return [];
    while (start > 0 && first - start <= MOST_IN_A_SECOND && secondAt(start - 1) === secondAt(first)) start--;
    while (end < keys.length && end - last <= MOST_IN_A_SECOND && secondAt(end) === secondAt(last - 1)) end++;
    const entries = keys.slice(start, end).map((key) => entryOfKey(this.#store, key));
    return (await byOwnTimes(this.#store, entries, end - start, order)).slice(first - start, last - start);
  }
}

/** Understands what stands in the filter field, as the table in a browser does. */
function queryOf(text: string): Query {
  const conditions: Condition[] = [];
  const rest = readQuery(text, (condition) => conditions.push(condition));
  return { conditions, ...rest };
}

/** Returns the part of a table that is neither filtered nor sorted. */
const wholePart = ({ length }: KeyList, { from }: TableState, { problem }: Query): TablePartData => ({
  from,
  matching: length,
  examined: length,
  unread: 0,
  isFinished: true,
  incomparable: [],
  ...(problem === undefined ? {} : { problem }),
});
