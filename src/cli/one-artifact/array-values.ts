import { elementText } from '../../display/value-text.js';
import type { StoredArray } from '../../format/stored-array.js';
import { dtypeTraits } from '../../model/dtypes.js';
import { sizeOf } from '../../model/elements.js';
import type { ProgressReporter } from '../../model/progress.js';
import { jsonText } from '../console/json-text.js';
import { ELEMENT_BYTES } from './array-lines.js';
import type { ArraySlice } from './array-slice.js';

/** The characters that are collected before they are yielded as one piece. */
const PIECE_LENGTH = 1 << 16;

/**
 * Yields the selected elements as lines. A slice of one axis has one element a line, a slice of several axes one row of the last axis. An
 * empty line separates matrices.
 */
export function elementLines(
  array: StoredArray,
  slice: ArraySlice,
  progress: ProgressReporter,
): AsyncGenerator<string> {
  const { shape } = slice;
  const row = shape.length < 2 ? 1 : (shape.at(-1) as number);
  const matrix = shape.length < 3 ? slice.size : row * (shape.at(-2) as number);
  return piecesOf(array, slice, progress, (held, index) => {
    const next = index + 1;
    const end = next % row !== 0 ? ' ' : next % matrix === 0 && next !== slice.size ? '\n\n' : '\n';
    return elementText(held, array.dtype) + end;
  });
}

/** Yields the selected elements as nested lists in JSON. */
export async function* nestedJson(
  array: StoredArray,
  slice: ArraySlice,
  progress: ProgressReporter,
): AsyncGenerator<string> {
  const { shape, size } = slice;
  if (size === 0) {
    yield emptyLists(shape);
    return;
  }
  const { toElement } = dtypeTraits(array.dtype ?? 'float64');
  const sizes = shape.map((_, axis) => sizeOf(shape.slice(axis)));
  /** The number of lists that begin at an element, or end before it. */
  const edges = (at: number) => sizes.filter((each) => at % each === 0).length;
  yield* piecesOf(array, slice, progress, (held, index) => {
    const next = index + 1;
    const text = `${'['.repeat(edges(index))}${jsonText(toElement(held))}${']'.repeat(edges(next))}`;
    return next === size ? text : `${text},`;
  });
}

/** Returns nested lists without an element: `[[],[]]` for the shape [2,0]. */
const emptyLists = ([length = 0, ...shape]: readonly number[]): string =>
  `[${Array.from({ length }, () => emptyLists(shape)).join(',')}]`;

/**
 * Yields the texts of the selected elements, joined to pieces.
 *
 * @param textOf - returns the text of an element; `index` counts the selected elements.
 */
async function* piecesOf(
  array: StoredArray,
  slice: ArraySlice,
  progress: ProgressReporter,
  textOf: (held: number | bigint, index: number) => string,
): AsyncGenerator<string> {
  const { start, end, isContiguous } = slice;
  let [flatIndex, index, done] = [start, 0, 0];
  let text = '';
  for await (const piece of array.pieces(start, end)) {
    for (const held of piece as Iterable<number | bigint>) {
      if (!isContiguous && !slice.has(flatIndex++)) continue;
      text += textOf(held, index++);
      if (text.length < PIECE_LENGTH) continue;
      yield text;
      text = '';
    }
    done += ELEMENT_BYTES * piece.length;
    await progress.report('read', done, ELEMENT_BYTES * (end - start));
  }
  if (text !== '') yield text;
}
