import { SEED_POINTER, VERSION_POINTER } from '../../display/key-names.js';
import { shapeText } from '../../display/shape-text.js';
import type { StoredTree } from '../../format/stored-tree.js';
import { NumberText } from '../../model/number-text.js';
import type { KeyData, PackedValue } from '../data/page-data.js';
import type { NumberRange } from '../plots/number-range.js';
import { rangeOfStrip } from '../plots/strip.js';
import { cellOf, identityOf, isAbsent, isArrayValue, treeOf } from './packed-values.js';
import { sharedRange } from './shared-range.js';

/** Matches a decimal number without an exponent. Its group is what stands from the decimal point on. */
const DECIMAL = /^-?\d+(\.\d*…?)?$/;

/** The values that the rows of a table have under one key. */
export class Column {
  readonly pointer: string;
  readonly name: string;
  readonly isInput: boolean;
  /** How many rows have the key. */
  readonly count: number;
  /** True if there are at least two different values. That some rows lack the key does not count. */
  readonly varies: boolean;
  /** True if it is unknown whether the values vary, because the elements of some arrays were not read. */
  readonly isUnread: boolean;
  /** True if there are arrays among the values. Rows are not sorted by them. */
  readonly hasArrays: boolean;
  /** True if there are numbers among the values, and no arrays: cells stand at the right. */
  readonly isOfNumbers: boolean;
  /** The cell of each row. */
  readonly cells: readonly string[];
  readonly #values: readonly PackedValue[];
  /** The range that the curves of all rows share as their scale; undefined if each has its own. */
  readonly stripRange: NumberRange | undefined;
  /** True if some row has a curve in little. */
  readonly hasStrips: boolean;
  /** True if the arrays have several shapes. */
  readonly hasShapes: boolean;
  readonly #rows: number;
  #trees: readonly (StoredTree | undefined)[] | undefined;
  #fractions: string | undefined;

  /** @param rows - how many rows the table has. */
  constructor({ pointer, name, isInput, values }: KeyData, rows: number) {
    this.pointer = pointer;
    this.name = name;
    this.isInput = isInput;
    this.#rows = rows;
    this.#values = values;
    const isSame = values.length === 1 && rows > 1;
    const present = values.filter((value) => !isAbsent(value));
    this.count = isSame ? present.length * rows : present.length;
    this.hasArrays = present.some(isArrayValue);
    this.isOfNumbers = !this.hasArrays && present.some((value) => isNumber(treeOf(value)));
    this.varies =
      hasDifferent(present, (value) => (isUnread(value) ? undefined : identityOf(value))) ||
      hasDifferent(present, (value) => (isArrayValue(value) ? shapeText(value) : identityOf(value)));
    this.isUnread = !this.varies && present.some(isUnread);
    const arrays = values.filter(isArrayValue);
    const drawn = arrays.filter(({ cell, strip }) => cell === undefined && strip !== undefined);
    this.stripRange = sharedRange(drawn.map(({ strip }) => strip && rangeOfStrip(strip)));
    this.hasStrips = drawn.length > 0;
    this.hasShapes = hasDifferent(arrays, ({ shape }) => shape.join());
    const cells = values.map(cellOf);
    this.cells = isSame ? new Array(rows).fill(cells[0]) : cells;
  }

  /** The name to type in a condition: the pointer where `time` would stand for something else. */
  get conditionName(): string {
    return this.name === 'time' || this.name === 'size' ? this.pointer : this.name;
  }

  /** The name to sort by: the pointer where `-` would ask for falling order, or where there is no name. */
  get sortName(): string {
    return this.name === '' || this.name.startsWith('-') ? this.pointer : this.conditionName;
  }

  /** The first row that has the key. */
  get firstRow(): number {
    return Math.max(
      0,
      this.#values.findIndex((value) => !isAbsent(value)),
    );
  }

  valueAt(row: number): PackedValue | undefined {
    return this.#values[this.#values.length === 1 ? 0 : row];
  }

  /** The values as conditions and the order take them, one a row. */
  get trees(): readonly (StoredTree | undefined)[] {
    this.#trees ??= Array.from({ length: this.#rows }, (_, row) => treeOf(this.valueAt(row)));
    return this.#trees;
  }

  /**
   * Returns what has to stand behind the cell of a number, unseen, for its decimal point to stand below those of the other rows. NaN,
   * infinities and numbers with exponents have no such point.
   */
  paddingAt(row: number): string {
    const cell = this.cells[row] as string;
    if (!DECIMAL.test(cell)) return '';
    this.#fractions ??= this.cells.map(fractionOf).reduce((a, b) => (b.length > a.length ? b : a), '');
    return this.#fractions.slice(fractionOf(cell).length);
  }

  /** The place among the columns: inputs, the seed, results, the version, arrays. */
  get rank(): number {
    if (this.isInput) return 0;
    if (this.pointer === SEED_POINTER) return 1;
    if (this.pointer === VERSION_POINTER) return 3;
    return this.hasArrays ? 4 : 2;
  }
}

const fractionOf = (cell: string): string => DECIMAL.exec(cell)?.[1] ?? '';

const isNumber = (tree: StoredTree | undefined): boolean =>
  typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText;

/** True for an array whose elements were not read. */
const isUnread = (value: PackedValue): boolean => isArrayValue(value) && value.digest === undefined;

/** True if two items have different texts. An item whose text is undefined is not compared. */
function hasDifferent<Item>(items: readonly Item[], textOf: (item: Item) => string | undefined): boolean {
  let first: string | undefined;
  for (const item of items) {
    const text = textOf(item);
    if (text === undefined) continue;
    first ??= text;
    if (text !== first) return true;
  }
  return false;
}
