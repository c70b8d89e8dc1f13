import { sizeOf } from '../../model/elements.js';
import { escaped } from '../console/escaping.js';
import { type Column, GAP, widestOf, widthOf } from '../console/table.js';
import { type ArraySummary, cellOf, identityOf, isNumber, type RowValue, type StripWidth, shapeText } from './cells.js';
import { isParameter, namesOf, SEED_POINTER, VERSION_POINTER } from './key-names.js';

/** What is known of one artifact: its values by JSON Pointer. */
export type Values = ReadonlyMap<string, RowValue>;

/** Which columns are asked for. */
export interface ColumnOptions {
  /** Columns that are left beside those that are always there; undefined if there is no limit. */
  readonly room: number | undefined;
  /** Pointers of the keys that a condition or `--sort` names. */
  readonly asked: ReadonlySet<string>;
  /** Exactly these and no others, as `--columns` says. */
  readonly exactly?: readonly string[] | undefined;
}

/** A column of the table of artifacts. */
export interface KeyColumn extends Column {
  readonly pointer: string;
  /** A cell for each row. */
  readonly cells: readonly string[];
}

/** The columns, and what the notes below the table tell. */
export interface ChosenColumns {
  readonly columns: readonly KeyColumn[];
  /** What does not vary, as it is written in the note. */
  readonly constant: readonly string[];
  /** The arrays of which nobody knows whether they vary, for their elements were not read; as they are written in the note. */
  readonly unread: readonly string[];
  /** The names of keys that vary and had no room. */
  readonly omitted: readonly string[];
}

/** A text of more columns than these counts as wide. */
const WIDE_COLUMN = 12;
const WIDE_NOTE = 24;

/** From so many numbers on, an array is worth a strip before all other columns. */
const CURVE = 8;

/** The lines of a head. */
const HEAD_LINES = 3;

/** Characters up to which a name is cut into lines: a longer one has no room in any case, and would take long. */
const LONGEST_CUT = 256;

/**
 * Chooses columns for rows. Keys that vary are candidates, and those that were asked for. A strip for an array comes first, then in
 * turn an input and a result, while they have room; then strips become wider. They stand in the order inputs, seed, results.
 */
export function chooseColumns(rows: readonly Values[], { room, asked, exactly }: ColumnOptions): ChosenColumns {
  const keys = keysIn(rows, exactly ?? [...asked]);
  if (exactly !== undefined) {
    const columns = exactly.map((pointer) => (keys.get(pointer) as Key).column(16));
    return { columns, ...notShownIn(keys, exactly), omitted: [] };
  }
  const candidates = [...keys.values()].filter(({ varies, pointer }) => varies || asked.has(pointer));
  const inputs = candidates.filter(({ isInput }) => isInput).sort(byRankOfInputs);
  const results = candidates.filter(({ isInput }) => !isInput).sort(byRankOfResults);
  const isAsked = ({ pointer }: Key) => asked.has(pointer);
  const rest = new Room(room);
  [...results, ...inputs].find((key) => key.varies && key.isCurve && rest.take(key));
  for (const round of [isAsked, (key: Key) => !isAsked(key)])
    rest.takeInTurn(inputs.filter(round), results.filter(round));
  const chosen = [...inputs.toSorted(byName), ...results].filter((key) => rest.taken.has(key));
  rest.widenStrips(chosen);
  return {
    columns: chosen.map((key) => key.column(rest.taken.get(key) as StripWidth)),
    ...notShownIn(
      keys,
      chosen.map(({ pointer }) => pointer),
    ),
    omitted: [...inputs, ...results].filter((key) => !rest.taken.has(key)).map(({ name }) => name),
  };
}

/** All keys of the rows, and those that are wanted whether a row has them or not, by pointer. */
function keysIn(rows: readonly Values[], wanted: readonly string[]): Map<string, Key> {
  const pointers = new Set<string>(wanted);
  for (const row of rows) for (const pointer of row.keys()) pointers.add(pointer);
  const names = namesOf(pointers);
  return new Map(Array.from(pointers, (pointer) => [pointer, new Key(pointer, rows, names)]));
}

/** What the rows have under one key. */
class Key {
  readonly name: string;
  readonly isInput: boolean;
  /** How many rows have it. */
  readonly count: number;
  /** Less than half of the rows have it. */
  readonly isRare: boolean;
  /** There are two different values at least. That some rows have none is not enough. */
  readonly varies: boolean;
  /** It may vary or not: of some of its arrays, only dtype and shape are known. */
  readonly isUnread: boolean;
  /** It has numbers for a strip. */
  readonly isCurve: boolean;
  readonly #first: RowValue | undefined;
  readonly #values: readonly (RowValue | undefined)[];
  readonly #hasShapes: boolean;
  readonly #columns = new Map<StripWidth, KeyColumn>();

  constructor(
    readonly pointer: string,
    rows: readonly Values[],
    names: ReadonlyMap<string, string>,
  ) {
    this.name = names.get(pointer) as string;
    this.isInput = isParameter(pointer);
    this.#values = rows.map((row) => row.get(pointer));
    const present = this.#values.filter((value) => value !== undefined);
    this.#first = present[0];
    this.count = present.length;
    this.isRare = 2 * present.length < rows.length;
    const read = present.filter((value) => !isUnread(value));
    this.varies = hasDifferent(read.map(identityOf)) || hasDifferent(present.map(outerIdentityOf));
    this.isUnread = !this.varies && read.length < present.length;
    const arrays = present.filter(isArray);
    this.isCurve = arrays.some((array) => isStrip(array) && array.strips !== undefined && sizeOf(array.shape) >= CURVE);
    this.#hasShapes = hasDifferent(arrays.map(({ shape }) => shape.join()));
  }

  /** The rank of its kind among the results. */
  get kind(): number {
    if (this.pointer === SEED_POINTER) return 0;
    if (this.pointer === VERSION_POINTER) return 3;
    if (this.#values.some(isArray)) return 4;
    return this.isWide ? 2 : 1;
  }

  get isWide(): boolean {
    return this.width(9) > WIDE_COLUMN;
  }

  /** Whether all rows have arrays of one shape, which the cells do not tell. */
  get hasHiddenShape(): boolean {
    const arrays = this.#values.filter(isStrip);
    return (
      arrays.length === this.count &&
      !this.#hasShapes &&
      (this.#first as ArraySummary | undefined)?.strips !== undefined
    );
  }

  /** Its one value is too long for a note. */
  get isLong(): boolean {
    return !this.varies && this.count > 0 && widthOf(this.#cell) > WIDE_NOTE && !isNumber(this.#first as RowValue);
  }

  /** Its one value, or the shape of all its arrays. */
  get note(): string {
    const others = this.count < this.#values.length ? `in ${this.count}` : '';
    const name = escaped(this.name);
    if (this.isUnread) return `${name} ${shapeText(this.#first as ArraySummary)}${others && ` (${others})`}`;
    if (this.isLong) return `${name} (${['long', others].filter(Boolean).join(', ')})`;
    return `${name} ${this.#cell}${others && ` (${others})`}`;
  }

  get #cell(): string {
    const first = this.#first as RowValue;
    return isStrip(first) ? shapeText(first) : cellOf(first, { strip: 9, hasShapes: false });
  }

  /** How many columns it takes. */
  width(strip: StripWidth): number {
    const { head, cells } = this.column(strip);
    return Math.max(widestOf(head.split('\n')), widestOf(cells));
  }

  column(strip: StripWidth): KeyColumn {
    let column = this.#columns.get(strip);
    if (column === undefined) {
      const cells = this.#values.map((value) => cellOf(value, { strip, hasShapes: this.#hasShapes }));
      const isNumberOrNone = (value: RowValue | undefined) => value === undefined || value === null || isNumber(value);
      const isOfNumbers =
        this.#values.every(isNumberOrNone) && this.#values.some((value) => value !== undefined && isNumber(value));
      column = {
        pointer: this.pointer,
        head: headOf(escaped(this.name), widestOf(cells)),
        align: isOfNumbers ? 'right' : 'left',
        cells,
      };
      this.#columns.set(strip, column);
    }
    return column;
  }
}

const isArray = (value: RowValue | undefined): value is ArraySummary =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'array';

/** Tells arrays whose cells are strips, or shapes, from those whose few numbers are shown. */
const isStrip = (value: RowValue | undefined): value is ArraySummary => isArray(value) && value.elements === undefined;

/** Tells arrays of which only dtype and shape are known. */
const isUnread = (value: RowValue): boolean => isArray(value) && value.digest === undefined;

/** What is known of each value without its elements. */
const outerIdentityOf = (value: RowValue): string => (isArray(value) ? shapeText(value) : identityOf(value));

const hasDifferent = (texts: readonly string[]): boolean => new Set(texts).size > 1;

/** The columns that are left, and what took the others. */
class Room {
  readonly taken = new Map<Key, StripWidth>();
  #left: number;

  constructor(room: number | undefined) {
    this.#left = room ?? Number.POSITIVE_INFINITY;
  }

  /** Takes what a key needs, if there is as much. */
  take(key: Key): boolean {
    const width = GAP + key.width(9);
    if (width > this.#left) return false;
    this.#left -= width;
    this.taken.set(key, 9);
    return true;
  }

  /** In turn one of each list. A key for which there is no room leaves its turn to the next one of its list. */
  takeInTurn(...lists: readonly (readonly Key[])[]): void {
    const waiting = lists.map((list) => list.filter((key) => !this.taken.has(key)));
    while (waiting.some(({ length }) => length > 0)) {
      for (const list of waiting) {
        for (let key = list.shift(); key !== undefined && !this.take(key); ) key = list.shift();
      }
    }
  }

  /** Gives strips more columns, one after the other. */
  widenStrips(keys: readonly Key[]): void {
    for (const key of keys) {
      const more = key.width(16) - key.width(9);
      if (more > this.#left) continue;
      this.#left -= more;
      this.taken.set(key, 16);
    }
  }
}

type Comparison = (a: Key, b: Key) => number;

const byName: Comparison = (a, b) => (a.name < b.name ? -1 : 1);

/** By each of the ranks in turn, then by name. */
const byRanks =
  (...ranks: ((key: Key) => number)[]): Comparison =>
  (a, b) => {
    for (const rank of ranks) if (rank(a) !== rank(b)) return rank(a) - rank(b);
    return byName(a, b);
  };

const byRankOfInputs = byRanks(
  ({ isRare }) => Number(isRare),
  ({ isWide }) => Number(isWide),
  ({ name }) => name.split('.').length,
);

const byRankOfResults = byRanks(({ kind }) => kind);

/**
 * A name in lines, cut behind `_` and `.`: as wide as the cells are, or as its longest part, or as it has to be for three lines.
 *
 * @param cells - the columns that the widest cell takes.
 */
export function headOf(name: string, cells: number): string {
  if (name.length > LONGEST_CUT) return name;
  const parts = name.match(/[^_.]*[_.]+|[^_.]+/g) ?? [name];
  for (let width = Math.max(cells, widestOf(parts)); ; width++) {
    const lines = [''];
    for (const part of parts) {
      const last = lines.length - 1;
      if (lines[last] === '' || widthOf(lines[last] + part) <= width) lines[last] += part;
      else lines.push(part);
    }
    if (lines.length <= HEAD_LINES) return lines.join('\n');
  }
}

/**
 * What does not vary and is no column, long texts last, and the shapes of the arrays that are shown as strips alone; and what may vary
 * or not.
 */
function notShownIn(
  keys: ReadonlyMap<string, Key>,
  columns: readonly string[],
): Pick<ChosenColumns, 'constant' | 'unread'> {
  const all = [...keys.values()].filter(({ count }) => count > 0).sort(byName);
  const others = all.filter(({ varies, pointer }) => !varies && !columns.includes(pointer));
  const noted = [...others.filter(({ isInput }) => isInput), ...others.filter(({ isInput }) => !isInput)];
  const constant = noted.filter((key) => !key.isUnread);
  const constants = [
    ...constant.filter(({ isLong }) => !isLong),
    ...constant.filter(({ isLong }) => isLong),
    ...all.filter((key) => key.hasHiddenShape && columns.includes(key.pointer)),
  ];
  return {
    constant: constants.map(({ note }) => note),
    unread: noted.filter((key) => key.isUnread).map(({ note }) => note),
  };
}
