import { type DType, dtypeTraits, type ElementKind, elementKindOf, type TypedArray } from '../../model/dtypes.js';
import type { Missing } from '../../model/elements.js';
import type { Tree } from '../../model/tree.js';
import { elementOfTree } from '../../model/tree-elements.js';
import { treeOfNumber } from '../../model/tree-numbers.js';
import { numberOf } from '../numbers.js';
import { scalarText } from '../scalars.js';
import { readElementTexts } from './element-texts.js';
import { endingLists, type Kernel, type Reading, type ReadingState, type Rows } from './kernel.js';
import { scanByV8 } from './scan-by-v8.js';

/** The kernel in which JSON.stringify and JSON.parse do the work. It is exact for every text, and needs nothing but V8. */
export const v8Kernel: Kernel = { write, read, scan: (_, text) => scanByV8(text) };

const NONE = new Float64Array(0);
const MISMATCH: Reading = { consumed: 0, values: NONE, status: 'mismatch' };

function write(
  dtype: DType,
  values: TypedArray,
  start: number,
  end: number,
  rows: Rows,
  missing?: Missing,
): Uint8Array {
  const { kind } = dtypeTraits(dtype);
  const separators = rows.separators.map((separator) => Buffer.from(separator).toString('latin1'));
  const rowLength = rows.shape.at(-1) as number;
  let text = '';
  for (let at = start; at < end; ) {
    const inRow = at % rowLength;
    if (at > 0) text += inRow > 0 ? ',' : separators[endingLists(at / rowLength, rows.shape)];
    const next = Math.min(end, at - inRow + rowLength);
    text += elementsText(kind, values, at, next, missing);
    at = next;
  }
  return Buffer.from(text, 'latin1');
}

/** Returns the texts of some elements of a row, with commas between them. */
function elementsText(kind: ElementKind, values: TypedArray, start: number, end: number, missing: Missing): string {
  if (kind === 'bigint') return values.subarray(start, end).join(',');
  const numbers: (number | boolean)[] = [];
  let isPlain = true;
  for (let index = start; index < end; index++) {
    const value = values[index] as number;
    // JSON.stringify writes null for NaN and infinities, and 0 for -0.
    if (value - value !== 0 || (value === 0 && Object.is(value, -0))) isPlain = false;
    numbers.push(kind === 'bool' ? value === 1 : value);
  }
  return isPlain
    ? JSON.stringify(numbers).slice(1, -1)
    : numbers
        .map((value) => scalarText(missing === null && Number.isNaN(value) ? missing : treeOfNumber(value as number)))
        .join(',');
}

function read(dtype: DType | undefined, bytes: Uint8Array, state: ReadingState, missing?: Missing): Reading {
  const texts = readElementTexts(bytes, state);
  if (texts === undefined) return MISMATCH;
  const { consumed, count, status } = texts;
  const isRead = dtype !== undefined && count > 0;
  const values = isRead ? elementsOfText(dtype, texts.text(), missing) : NONE;
  return values === undefined || (isRead && values.length !== count) ? MISMATCH : { consumed, values, status };
}

/** Returns the one element of a text; undefined if it is not the text of an element. */
export const elementOfText = (dtype: DType, text: string, missing: Missing): number | bigint | undefined => {
  const values = elementsOfText(dtype, text, missing);
  return values?.length === 1 ? values[0] : undefined;
};

/** Returns the elements of a text that has commas between them; undefined if one is not an element. */
function elementsOfText(dtype: DType, text: string, missing: Missing): TypedArray | undefined {
  const items = elementKindOf(dtype) === 'bigint' ? integersOf(text) : scalarsOf(text);
  if (items === undefined) return undefined;
  const values = new (dtypeTraits(dtype).TypedArray)(items.length);
  const toElement = elementOfTree(dtype, missing);
  // Every number that was parsed is an element of float64, so that this hottest case needs no call.
  const isDouble = dtype === 'float64';
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const element = isDouble && typeof item === 'number' ? item : toElement(item);
    if (element === undefined) return undefined;
    values[index] = element as never;
  }
  return values;
}

const INTEGERS = /^(?:0|-?[1-9]\d*)(?:,(?:0|-?[1-9]\d*))*$/;

const integersOf = (text: string): bigint[] | undefined =>
  INTEGERS.test(text) ? text.split(',').map(BigInt) : undefined;

/** Returns what JSON.parse makes of the texts between commas, but of large integers what they name exactly; undefined if they are not JSON. */
function scalarsOf(text: string): Tree[] | undefined {
  let scalars: Tree[];
  try {
    scalars = JSON.parse(`[${text}]`);
  } catch {
    return undefined;
  }
  const isRounded = (scalar: Tree) =>
    Number.isInteger(scalar)
      ? !Number.isSafeInteger(scalar)
      : scalar === Number.POSITIVE_INFINITY || scalar === Number.NEGATIVE_INFINITY;
  if (!scalars.some(isRounded)) return scalars;
  const texts = text.split(',');
  // A string in the list contains a comma, so the texts between commas are not those of the scalars.
  if (texts.length !== scalars.length) return undefined;
  return scalars.map((scalar, index) => (isRounded(scalar) ? numberOf(texts[index] as string) : scalar));
}
