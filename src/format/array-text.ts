import { endingLists } from '../json/kernel/kernel.js';
import { kernel } from '../json/kernel/kernels.js';
import { ChangedElements, sizeOf } from '../model/elements.js';
import { CHARACTERS_PER_ROWS, type Limits } from '../model/limits.js';
import type { IndentedElements } from './tree-layout.js';

// The text of an array has a line for each row along the last axis. An array of shape (2, 2, 3) is
//
//     [                 opening: [⏎  [⏎    [
//       [
//         [1,2,3],      between two rows: ],⏎    [
//         [4,5,6]
//       ],              between two rows where one list ends: ]⏎  ],⏎  [⏎    [
//       [
//         [7,8,9],
//         [10,11,12]
//       ]
//     ]                 closing: ]⏎  ]⏎]

/**
 * Yields the text of an array piece by piece. The next step overwrites the bytes of a piece.
 *
 * @throws ChangedElements if the array has become shorter.
 */
export function* arrayPieces(
  { elements, indent }: IndentedElements,
  { rowPiece }: Limits,
): Generator<Uint8Array | string> {
  const { dtype, shape, values, missing } = elements;
  const size = sizeOf(shape);
  const brackets = new Brackets(shape, indent);
  yield brackets.opening;
  if (size === 0) yield* emptyRows(shape, brackets);
  const rows = { shape: shape.length === 0 ? [1] : shape, separators: brackets.separators };
  for (let at = 0; at < size; at += rowPiece) {
    // The user's program may shrink the buffer, or transfer it to a worker, between two pieces.
    if (values.length !== size) throw new ChangedElements(elements);
    yield kernel.write(dtype, values, at, Math.min(size, at + rowPiece), rows, missing);
  }
  yield brackets.closing;
}

/** Yields what stands between the empty lists of an array without elements. */
function* emptyRows(shape: readonly number[], brackets: Brackets): Generator<string> {
  const toRows = shape.slice(0, shape.indexOf(0) + 1);
  const rows = sizeOf(toRows.slice(0, -1));
  let text = '';
  for (let row = 1; row < rows; row++) {
    text += brackets.between(endingLists(row, toRows));
    if (text.length < CHARACTERS_PER_ROWS) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** The brackets before, between and after the rows of an array, with their line feeds and indents. */
class Brackets {
  /** The number of lists around a row, which is the last axis, or the first one of length zero: its lists are empty, whatever lengths follow. */
  readonly #rowAxis: number;

  constructor(
    private readonly shape: readonly number[],
    private readonly indent: string,
  ) {
    const emptyAxis = shape.indexOf(0);
    this.#rowAxis = emptyAxis < 0 ? shape.length - 1 : emptyAxis;
  }

  get opening(): string {
    return this.shape.length === 0 ? '' : `[${this.#openings(1)}`;
  }

  get closing(): string {
    return this.shape.length === 0 ? '' : `]${this.#closings(0)}`;
  }

  /** The texts between two rows, by the number of lists around the first row that end with it. */
  get separators(): Uint8Array[] {
    return Array.from({ length: Math.max(0, this.#rowAxis) }, (_, lists) => Buffer.from(this.between(lists), 'latin1'));
  }

  /** Returns the text between two rows, if so many of the lists around the first row end with it: `]⏎  ],⏎  [⏎    [` for one list. */
  between(endingLists: number): string {
    const axis = this.#rowAxis - endingLists;
    return `]${this.#closings(axis)},${this.#openings(axis)}`;
  }

  #openings(fromAxis: number): string {
    let text = '';
    for (let axis = fromAxis; axis <= this.#rowAxis; axis++) text += `${this.#newLine(axis)}[`;
    return text;
  }

  #closings(toAxis: number): string {
    let text = '';
    for (let axis = this.#rowAxis - 1; axis >= toAxis; axis--) text += `${this.#newLine(axis)}]`;
    return text;
  }

  #newLine(axis: number): string {
    return `\n${this.indent}${'  '.repeat(axis)}`;
  }
}
