import { CUT_MARK, numberCell } from '../../display/number-cell.js';
import { shapeText } from '../../display/shape-text.js';
import type { StoredTree } from '../../format/stored-tree.js';
import { NumberText } from '../../model/number-text.js';
import { unpack } from '../data/packed.js';
import type { PackedArray, PackedText, PackedValue } from '../data/page-data.js';

/** The cell of a key that the artifact does not have. */
const ABSENT = '-';

/** Units: code units of UTF-16. A page shows no longer cell. */
const MOST_CHARACTERS = 120;

const isSummary = (value: PackedValue | undefined): value is PackedArray | PackedText =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for an array. */
export const isArrayValue = (value: PackedValue | undefined): value is PackedArray =>
  isSummary(value) && 'shape' in value;

/** True if the row does not have the key. */
export const isAbsent = (value: PackedValue | undefined): value is readonly [] | undefined =>
  value === undefined || (Array.isArray(value) && value.length === 0);

/** Stands for a value that conditions do not compare, and that has no place in an order: an array, a list, a cut text. */
const INCOMPARABLE: StoredTree = [];

/** Returns a value as conditions and the order take it; undefined if the row does not have the key. */
export function treeOf(value: PackedValue | undefined): StoredTree | undefined {
  if (isAbsent(value)) return undefined;
  if (!isSummary(value)) return unpack(value);
  return 'shape' in value || value.value === undefined ? INCOMPARABLE : unpack(value.value);
}

/** Returns the cell of a value, as `artifacts list` has it. */
export function cellOf(value: PackedValue | undefined): string {
  if (isAbsent(value)) return ABSENT;
  if (isSummary(value)) return shortened(value.cell ?? shapeText(value as PackedArray));
  const scalar = unpack(value);
  if (typeof scalar === 'number' || typeof scalar === 'bigint') return numberCell(scalar);
  return shortened(scalar instanceof NumberText ? scalar.text : String(scalar));
}

/** Cuts a text that no page has room for. A character of two code units is never split. */
export const shortened = (text: string, most = MOST_CHARACTERS): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '') + CUT_MARK;

/** Returns a text that is the same for two values only if they are equal and of one type. */
export const identityOf = (value: PackedValue): string =>
  isArrayValue(value) ? `${shapeText(value)} ${value.digest ?? ''}` : JSON.stringify(value);
