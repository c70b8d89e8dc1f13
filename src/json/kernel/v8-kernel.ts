import { type DType, dtypeTraits, type ElementKind, elementKindOf, type TypedArray } from '../../model/dtypes.js';
import type { Missing } from '../../model/elements.js';
import type { Tree } from '../../model/tree.js';
import { elementOfTree } from '../../model/tree-elements.js';
import { treeOfNumber } from '../../model/tree-numbers.js';
import { CLOSE_LIST, COMMA, isSpace, OPEN_LIST } from '../bytes.js';
import { numberOf } from '../numbers.js';
import { scalarText } from '../scalars.js';
import {
  endingLists,
  type Kernel,
  LAST,
  MAX_AXES,
  type Reading,
  type ReadingState,
  type Rows,
  STATE,
} from './kernel.js';
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

/** What each byte is: part of an element, white space, or itself. */
const [ELEMENT, WHITE_SPACE] = [0, 1];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (isSpace(byte)) return WHITE_SPACE;
  return byte === COMMA || byte === OPEN_LIST || byte === CLOSE_LIST ? byte : ELEMENT;
});

/** What came last within a call, beside the values of {@link LAST}. */
const LAST_ELEMENT = 3;

/** The memory in which the elements are gathered without their brackets, for JSON.parse. */
let scratch = Buffer.alloc(0);

/**
 * Follows the brackets and commas byte by byte. For `[[1,2],[3,4]]` that comes in the pieces `[[1,2],[3` and `,4]]`:
 *
 *     bytes   open lists   what the kernel does
 *     [[      2
 *     1,2     2            gathers `1,2,`; the first element is two lists deep, so the rank is 2
 *     ]       1            a row has 2 elements
 *     ,[      2
 *     3       2            leaves `3` to the next piece, as it may go on there; parses `1,2`
 *     3,4     2            gathers `3,4,`
 *     ]]      0            2 rows of 2 elements each; parses `3,4`; the array has ended
 */
function read(dtype: DType | undefined, bytes: Uint8Array, state: ReadingState, missing?: Missing): Reading {
  if (scratch.length <= bytes.length) scratch = Buffer.allocUnsafe(bytes.length + 1);
  const gathered = scratch;
  let depth = state[STATE.depth] as number;
  let rank = state[STATE.rank] as number;
  let last = state[STATE.last] as number;
  let length = 0;
  let count = 0;
  // Behind the last comma or bracket, and white space: what follows may be the beginning of an element.
  let consumed = 0;
  let [textLength, lastConsumed] = [0, last];
  const end = bytes.length;
  let isEnded = false;
  let isWithinElement = false;
  for (let at = 0; at < end && !isEnded; at++) {
    const kind = KINDS[bytes[at] as number];
    if (kind === WHITE_SPACE) {
      isWithinElement = false;
      if (last !== LAST_ELEMENT) consumed = at + 1;
      continue;
    }
    if (kind === ELEMENT) {
      if (last === LAST_ELEMENT ? !isWithinElement : last === LAST.close || depth === 0 || (rank > 0 && depth !== rank))
        return MISMATCH;
      do gathered[length++] = bytes[at++] as number;
      while (at < end && KINDS[bytes[at] as number] === ELEMENT);
      at--;
      last = LAST_ELEMENT;
      isWithinElement = true;
      continue;
    }
    if (last === LAST_ELEMENT) {
      rank = depth;
      count++;
      gathered[length++] = COMMA;
    }
    if (kind === OPEN_LIST) {
      if (last === LAST_ELEMENT || last === LAST.close || depth === MAX_AXES || (rank > 0 && depth === rank))
        return MISMATCH;
      state[STATE.commas + depth++] = 0;
      last = LAST.open;
    } else if (last === LAST.comma || (last === LAST.open && (kind === COMMA || (rank > 0 && depth !== rank)))) {
      return MISMATCH;
    } else if (kind === COMMA) {
      (state[STATE.commas + depth - 1] as number)++;
      last = LAST.comma;
    } else {
      if (last === LAST.open) rank = depth;
      const lengthAndOne = (state[STATE.commas + --depth] as number) + (last === LAST.open ? 1 : 2);
      const known = state[STATE.lengths + depth];
      if (known !== 0 && known !== lengthAndOne) return MISMATCH;
      state[STATE.lengths + depth] = lengthAndOne;
      last = LAST.close;
      isEnded = depth === 0;
    }
    consumed = at + 1;
    textLength = length;
    lastConsumed = last;
  }
  const isRead = dtype !== undefined && count > 0;
  const values = isRead ? elementsOfText(dtype, gathered.toString('latin1', 0, textLength - 1), missing) : NONE;
  if (values === undefined || (isRead && values.length !== count)) return MISMATCH;
  state[STATE.depth] = depth;
  state[STATE.rank] = rank;
  state[STATE.last] = lastConsumed;
  (state[STATE.size] as number) += count;
  return { consumed, values, status: isEnded ? 'ended' : 'more' };
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
