import { scalarText } from '../json/scalars.js';
import { type ElementKind, elementKindOf, type TypedArray } from '../model/dtypes.js';
import { ChangedElements, type Elements, sizeOf } from '../model/elements.js';
import { treeOfNumber } from '../model/tree-numbers.js';

/**
 * The text of an array, piece by piece: rows, and the brackets between them.
 *
 * @param indent - of the line on which it begins.
 * @param piece - elements whose text is made in one go.
 * @throws ChangedElements if the array is shorter by now.
 */
export function* arrayTexts(elements: Elements, indent: string, piece: number): Generator<string> {
  const { dtype, shape, values } = elements;
  const kind = elementKindOf(dtype) as ElementKind;
  const size = sizeOf(shape);
  const empty = shape.indexOf(0);
  /** The axes above the rows. Lists that are empty are rows, whatever lies behind them. */
  const axes = empty < 0 ? Math.max(0, shape.length - 1) : empty;
  const line = (axis: number): string => `\n${indent}${'  '.repeat(axis)}`;
  const opening = (axis: number): string => `${line(axis)}[`;
  const closing = (axis: number): string => `${line(axis)}]`;
  /** Between two rows, by how many of the axes above them come to an end. */
  const between = Array.from({ length: axes }, (_, ended) => {
    const ends = Array.from({ length: ended }, (_, axis) => axes - 1 - axis);
    return `]${ends.map(closing).join('')},${line(axes - ended)}[${ends
      .map((axis) => opening(axis + 1))
      .reverse()
      .join('')}`;
  });
  const above = Array.from({ length: axes }, (_, axis) => axis);
  const length = shape[axes] ?? 1;
  const rows = sizeOf(shape.slice(0, axes));
  let text = shape.length === 0 ? '' : `[${above.map((axis) => opening(axis + 1)).join('')}`;
  for (let row = 0; row < rows; row++) {
    if (row > 0) text += between[endedBy(row, shape, axes)] as string;
    for (let at = row * length; at < (row + 1) * length; at += piece) {
      // A buffer may be shrunk, or transferred away, while it is written.
      if (values.length !== size) throw new ChangedElements(elements);
      if (at > row * length) text += ',';
      text += rowText(kind, values, at, Math.min((row + 1) * length, at + piece));
      if (text.length < MANY) continue;
      yield text;
      text = '';
    }
  }
  yield shape.length === 0 ? text : `${text}]${above.reverse().map(closing).join('')}`;
}

/** Characters from which on rows are handed over. */
const MANY = 1 << 14;

/** How many axes above the rows come to an end before a row. */
function endedBy(row: number, shape: readonly number[], axes: number): number {
  let ended = 0;
  for (let rest = row; ended < axes - 1; ended++) {
    const length = shape[axes - 1 - ended] as number;
    if (rest % length !== 0) break;
    rest /= length;
  }
  return ended;
}

/** The elements from one index up to another. */
function rowText(kind: ElementKind, values: TypedArray, start: number, end: number): string {
  if (kind === 'bigint') return values.subarray(start, end).join(',');
  const numbers: (number | boolean)[] = [];
  let isPlain = true;
  for (let index = start; index < end; index++) {
    const value = values[index] as number;
    // JSON has no words for what is not finite, and JSON.stringify no sign for -0.
    if (value - value !== 0 || (value === 0 && Object.is(value, -0))) isPlain = false;
    numbers.push(kind === 'bool' ? value === 1 : value);
  }
  return isPlain
    ? JSON.stringify(numbers).slice(1, -1)
    : numbers.map((value) => scalarText(treeOfNumber(value as number))).join(',');
}
