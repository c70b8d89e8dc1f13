import {
  type ArraySummary,
  cellOf,
  identityOf,
  isNumber,
  type RowValue,
  type StripWidth,
} from '../../display/cells.js';
import { escaped } from '../../display/escaping.js';
import { isParameter, SEED_POINTER, VERSION_POINTER } from '../../display/key-names.js';
import { shapeText } from '../../display/shape-text.js';
import { widestOf, widthOf } from '../../display/text-width.js';
import { sizeOf } from '../../model/elements.js';
import { type Column } from '../console/table.js';
import { headOf } from './column-head.js';

/** The values of one artifact, by JSON Pointer. */
export type ValuesByPointer = ReadonlyMap<string, RowValue>;

/** A column of the table of artifacts. */
export interface KeyColumn extends Column {
  readonly pointer: string;
  /** One cell for each row. */
  readonly cells: readonly string[];
}

/** Units: columns of the terminal. A column, or the text of a note, that is wider than this counts as wide. */
const WIDE_COLUMN = 12;
const WIDE_NOTE = 24;

/** An array with at least this many elements counts as a curve. */
const CURVE_ELEMENTS = 8;

/** The values that the rows of a table have under one key. */
export class KeyValues {
  readonly name: string;
  readonly isInput: boolean;
  /** How many rows have the key. */
  readonly count: number;
  /** True if less than half of the rows have the key. */
  readonly isRare: boolean;
  /** True if there are at least two different values. That some rows lack the key does not count. */
  readonly varies: boolean;
  /** True if it is unknown whether the values vary, because the elements of some arrays were not read. */
  readonly isUnread: boolean;
  /** True if an array has enough elements to be a curve. */
  readonly isCurve: boolean;
  readonly #first: RowValue | undefined;
  readonly #values: readonly (RowValue | undefined)[];
  readonly #hasShapes: boolean;
  readonly #columns = new Map<StripWidth, KeyColumn>();

  constructor(
    readonly pointer: string,
    rows: readonly ValuesByPointer[],
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
    this.varies = hasDifferent(read.map(identityOf)) || hasDifferent(present.map(identityWithoutElements));
    this.isUnread = !this.varies && read.length < present.length;
    const arrays = present.filter(isArray);
    this.isCurve = arrays.some(
      (array) => isStrip(array) && array.strips !== undefined && sizeOf(array.shape) >= CURVE_ELEMENTS,
    );
    this.#hasShapes = hasDifferent(arrays.map(({ shape }) => shape.join()));
  }

  /** The rank of this key among the results: the seed, narrow scalars, wide scalars, the version, arrays. */
  get resultRank(): number {
    if (this.pointer === SEED_POINTER) return 0;
    if (this.pointer === VERSION_POINTER) return 3;
    if (this.#values.some(isArray)) return 4;
    return this.isWide ? 2 : 1;
  }

  get isWide(): boolean {
    return this.width(9) > WIDE_COLUMN;
  }

  /** True if all values are strips of arrays of one shape. The cells do not show this shape, so a note does. */
  get hasHiddenShape(): boolean {
    const arrays = this.#values.filter(isStrip);
    return (
      arrays.length === this.count &&
      !this.#hasShapes &&
      (this.#first as ArraySummary | undefined)?.strips !== undefined
    );
  }

  /** True if there is only one value, and it is too wide for a note. */
  get isLong(): boolean {
    return !this.varies && this.count > 0 && widthOf(this.#noteCell) > WIDE_NOTE && !isNumber(this.#first as RowValue);
  }

  /** The text of a note on a key that does not vary: its name, and its value or the shape of its arrays. */
  get note(): string {
    const rows = this.count < this.#values.length ? `in ${this.count}` : '';
    const name = escaped(this.name);
    if (this.isUnread) return `${name} ${shapeText(this.#first as ArraySummary)}${rows && ` (${rows})`}`;
    if (this.isLong) return `${name} (${['long', rows].filter(Boolean).join(', ')})`;
    return `${name} ${this.#noteCell}${rows && ` (${rows})`}`;
  }

  get #noteCell(): string {
    const first = this.#first as RowValue;
    return isStrip(first) ? shapeText(first) : cellOf(first, { strip: 9, hasShapes: false });
  }

  /** Returns how many columns of the terminal the column takes. */
  width(strip: StripWidth): number {
    const { head, cells } = this.column(strip);
    return Math.max(widestOf(head.split('\n')), widestOf(cells));
  }

  /** Returns the column of this key. */
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

/** True for an array whose cell is a strip or a shape. The cell of any other array shows its few numbers. */
const isStrip = (value: RowValue | undefined): value is ArraySummary => isArray(value) && value.elements === undefined;

/** True for an array whose elements were not read. */
const isUnread = (value: RowValue): boolean => isArray(value) && value.digest === undefined;

const identityWithoutElements = (value: RowValue): string => (isArray(value) ? shapeText(value) : identityOf(value));

const hasDifferent = (texts: readonly string[]): boolean => new Set(texts).size > 1;
