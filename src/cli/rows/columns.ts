import type { StripWidth } from '../../display/cells.js';
import { namesOf } from '../../display/key-names.js';
import { GAP } from '../console/table.js';
import { type KeyColumn, KeyValues, type ValuesByPointer } from './key-values.js';

// Chooses the keys that become columns of the table of artifacts. Each step takes keys as long as there is room.
//
//   1. an array that varies, as a strip of 9 columns
//   2. the keys that a condition or `--sort` names, one input and one result in turn
//   3. all other keys that vary, one input and one result in turn
//   4. wider strips
//
// The table shows inputs first, then the seed, then the other results.

/** Which columns are asked for. */
export interface ColumnOptions {
  /** Columns of the terminal that are left beside the columns of every table; undefined if there is no limit. */
  readonly room: number | undefined;
  /** The pointers of the keys that a condition or `--sort` names. */
  readonly asked: ReadonlySet<string>;
  /** The pointers that `--columns` names. If it is given, these keys are the columns, and no others. */
  readonly exactly?: readonly string[] | undefined;
}

/** The columns, and what the notes below the table say. */
export interface ChosenColumns {
  readonly columns: readonly KeyColumn[];
  /** Notes on the keys that do not vary. */
  readonly constant: readonly string[];
  /** Notes on the arrays of which it is unknown whether they vary, because their elements were not read. */
  readonly unread: readonly string[];
  /** The names of the keys that vary, but had no room. */
  readonly omitted: readonly string[];
}

/** Chooses the columns for some rows. */
export function chooseColumns(
  rows: readonly ValuesByPointer[],
  { room, asked, exactly }: ColumnOptions,
): ChosenColumns {
  const keys = keysIn(rows, exactly ?? [...asked]);
  if (exactly !== undefined) {
    const columns = exactly.map((pointer) => (keys.get(pointer) as KeyValues).column(16));
    return { columns, ...notesOnOthers(keys, exactly), omitted: [] };
  }
  const candidates = [...keys.values()].filter(({ varies, pointer }) => varies || asked.has(pointer));
  const inputs = candidates.filter(({ isInput }) => isInput).sort(byInputRank);
  const results = candidates.filter(({ isInput }) => !isInput).sort(byResultRank);
  const isAsked = ({ pointer }: KeyValues) => asked.has(pointer);
  const taken = new TakenColumns(room);
  [...results, ...inputs].find((key) => key.varies && key.isCurve && taken.take(key));
  for (const isOfStep of [isAsked, (key: KeyValues) => !isAsked(key)])
    taken.takeInTurn(inputs.filter(isOfStep), results.filter(isOfStep));
  const chosen = [...inputs.toSorted(byName), ...results].filter((key) => taken.widths.has(key));
  taken.widenStrips(chosen);
  return {
    columns: chosen.map((key) => key.column(taken.widths.get(key) as StripWidth)),
    ...notesOnOthers(
      keys,
      chosen.map(({ pointer }) => pointer),
    ),
    omitted: [...inputs, ...results].filter((key) => !taken.widths.has(key)).map(({ name }) => name),
  };
}

/** The values of all keys in the rows and of all wanted keys, by pointer. */
function keysIn(rows: readonly ValuesByPointer[], wanted: readonly string[]): Map<string, KeyValues> {
  const pointers = new Set<string>(wanted);
  for (const row of rows) for (const pointer of row.keys()) pointers.add(pointer);
  const names = namesOf(pointers);
  return new Map(Array.from(pointers, (pointer) => [pointer, new KeyValues(pointer, rows, names)]));
}

/** The keys that have a column, and the room that is left. */
class TakenColumns {
  /** The keys that have a column, with the width of their strips. */
  readonly widths = new Map<KeyValues, StripWidth>();
  #room: number;

  constructor(room: number | undefined) {
    this.#room = room ?? Number.POSITIVE_INFINITY;
  }

  /** Takes a key if there is room for it. Returns whether there was. */
  take(key: KeyValues): boolean {
    const width = GAP + key.width(9);
    if (width > this.#room) return false;
    this.#room -= width;
    this.widths.set(key, 9);
    return true;
  }

  /** Takes one key of each list in turn. A key that has no room is skipped, and the next one of its list has its turn. */
  takeInTurn(...lists: readonly (readonly KeyValues[])[]): void {
    const waiting = lists.map((list) => list.filter((key) => !this.widths.has(key)));
    while (waiting.some(({ length }) => length > 0)) {
      for (const list of waiting) {
        for (let key = list.shift(); key !== undefined && !this.take(key); ) key = list.shift();
      }
    }
  }

  /** Makes strips 16 columns wide, one after the other, where there is room. */
  widenStrips(keys: readonly KeyValues[]): void {
    for (const key of keys) {
      const more = key.width(16) - key.width(9);
      if (more > this.#room) continue;
      this.#room -= more;
      this.widths.set(key, 16);
    }
  }
}

type Comparison = (a: KeyValues, b: KeyValues) => number;

const byName: Comparison = (a, b) => (a.name < b.name ? -1 : 1);

/** Compares by the first rank that differs, or else by name. */
const byRanks =
  (...ranks: ((key: KeyValues) => number)[]): Comparison =>
  (a, b) => {
    for (const rank of ranks) if (rank(a) !== rank(b)) return rank(a) - rank(b);
    return byName(a, b);
  };

const byInputRank = byRanks(
  ({ isRare }) => Number(isRare),
  ({ isWide }) => Number(isWide),
  ({ name }) => name.split('.').length,
);

const byResultRank = byRanks(({ resultRank }) => resultRank);

/**
 * Returns the notes on keys that are no column, and on the shapes that strips do not show: keys that do not vary, the long ones last,
 * and keys of which it is unknown whether they vary.
 *
 * @param columns - the pointers of the columns.
 */
function notesOnOthers(
  keys: ReadonlyMap<string, KeyValues>,
  columns: readonly string[],
): Pick<ChosenColumns, 'constant' | 'unread'> {
  const present = [...keys.values()].filter(({ count }) => count > 0).sort(byName);
  const others = present.filter(({ varies, pointer }) => !varies && !columns.includes(pointer));
  const inputsFirst = [...others.filter(({ isInput }) => isInput), ...others.filter(({ isInput }) => !isInput)];
  const constant = inputsFirst.filter(({ isUnread }) => !isUnread);
  const noted = [
    ...constant.filter(({ isLong }) => !isLong),
    ...constant.filter(({ isLong }) => isLong),
    ...present.filter((key) => key.hasHiddenShape && columns.includes(key.pointer)),
  ];
  return {
    constant: noted.map(({ note }) => note),
    unread: inputsFirst.filter(({ isUnread }) => isUnread).map(({ note }) => note),
  };
}
