import { endingLists } from '../json/kernel/kernel.js';
import { kernel } from '../json/kernel/kernels.js';
import { dtypeTraits } from '../model/dtypes.js';
import { ChangedElements, type Elements, sizeOf } from '../model/elements.js';
import { LIMITS } from '../model/limits.js';
import { isSameInPython, pythonElement } from './python-scalars.js';

/** What Python's json writes beside brackets and items. */
export interface PythonLayout {
  /** What stands between two items of a list. */
  readonly comma: string;
  /** Returns what stands before an item or a closing bracket that is in so many lists of the array. */
  newLine(depth: number): string;
}

/** The layout of `json.dumps(…)`: `[[1.0, 2.0], [3.0, 4.0]]`. */
export const ONE_LINE: PythonLayout = { comma: ', ', newLine: () => '' };

/** The layout of `json.dump(…, indent=4)`, with one item a line. `indent` is that of the line on which the array begins. */
export const indentedLayout = (indent: string): PythonLayout => ({
  comma: ',',
  newLine: (depth) => `\n${indent}${'    '.repeat(depth)}`,
});

/**
 * Yields the text of an array as Python's json writes it, piece by piece. The next step overwrites the bytes of a piece.
 *
 * @throws ChangedElements if the array has become shorter.
 */
export function* pythonArrayText(
  elements: Elements,
  { comma, newLine }: PythonLayout,
  rowPiece = LIMITS.rowPiece,
): Generator<string | Uint8Array> {
  const { dtype, shape, values } = elements;
  const textOf = pythonElement(elements);
  // An array of the shape (2, 0, 3) is written as two empty lists: as one of the shape (2,) whose items are `[]`.
  const empty = shape.indexOf(0);
  const lists = empty < 0 ? shape : shape.slice(0, empty);
  const rank = lists.length;

  const openings = (from: number): string => {
    let text = newLine(from);
    for (let depth = from; depth < rank; depth++) text += `[${newLine(depth + 1)}`;
    return text;
  };
  const closings = (to: number): string => {
    let text = '';
    for (let depth = rank - 1; depth >= to; depth--) text += `${newLine(depth)}]`;
    return text;
  };
  /** What stands between two items, by the number of lists that end between them. */
  const separators = lists.map((_, ending) => `${closings(rank - ending)}${comma}${openings(rank - ending)}`);
  // Each item is on a line of its own, as each row of a sealed file is.
  const rows = { shape: [...lists, 1], separators: separators.map((each) => Buffer.from(each, 'latin1')) };
  const isFloat = dtypeTraits(dtype).kind === 'float';

  /** True if the kernel writes some items as Python does. */
  const isSame = (start: number, end: number): boolean =>
    empty < 0 && (!isFloat || (values.subarray(start, end) as Float64Array).every((value) => isSameInPython(value)));
  /** Returns the text of some items, with what stands before each of them. */
  const textFrom = (start: number, end: number): string => {
    let text = '';
    for (let at = start; at < end; at++) {
      if (at > 0) text += separators[endingLists(at, rows.shape)];
      text += empty < 0 ? textOf(values[at] as number | bigint) : '[]';
    }
    return text;
  };

  yield rank === 0 ? '' : openings(0).slice(newLine(0).length);
  const count = sizeOf(lists);
  for (let at = 0; at < count; at += rowPiece) {
    const end = Math.min(count, at + rowPiece);
    // The user's program may shrink the buffer, or transfer it to a worker, between two pieces.
    if (values.length !== sizeOf(shape)) throw new ChangedElements(elements);
    // The kernel takes a fifth of the time.
    yield isSame(at, end) ? kernel.write(dtype, values, at, end, rows) : textFrom(at, end);
  }
  yield closings(0);
}
