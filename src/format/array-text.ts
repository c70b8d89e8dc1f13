import { scalarText } from '../json/scalars.js';
import { type ElementKind, elementKindOf, type TypedArray } from '../model/dtypes.js';
import { ChangedElements, type Elements, sizeOf } from '../model/elements.js';
import { CHARACTERS_PER_ROWS } from '../model/limits.js';
import { treeOfNumber } from '../model/tree-numbers.js';

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
 * Yields the text of an array piece by piece.
 *
 * @param indent - the indent of the line on which the array begins.
 * @param rowPiece - the number of elements of a row whose text is made in one step.
 * @throws ChangedElements if the array has become shorter.
 */
export function* arrayTexts(elements: Elements, indent: string, rowPiece: number): Generator<string> {
  const { dtype, shape, values } = elements;
  const kind = elementKindOf(dtype) as ElementKind;
  const size = sizeOf(shape);
  // The lists of the first axis of length zero are empty. They are the rows, whatever lengths follow.
  const emptyAxis = shape.indexOf(0);
  const rowAxis = emptyAxis < 0 ? Math.max(0, shape.length - 1) : emptyAxis;
  const rowLength = shape[rowAxis] ?? 1;
  const rows = sizeOf(shape.slice(0, rowAxis));
  const brackets = new Brackets(rowAxis, indent);
  let text = shape.length === 0 ? '' : brackets.opening;
  for (let row = 0; row < rows; row++) {
    if (row > 0) text += brackets.between(endingLists(row, shape, rowAxis));
    const end = (row + 1) * rowLength;
    for (let at = row * rowLength; at < end; at += rowPiece) {
      // The user's program may shrink the buffer, or transfer it to a worker, between two pieces.
      if (values.length !== size) throw new ChangedElements(elements);
      if (at > row * rowLength) text += ',';
      text += elementsText(kind, values, at, Math.min(end, at + rowPiece));
      if (text.length < CHARACTERS_PER_ROWS) continue;
      yield text;
      text = '';
    }
  }
  yield shape.length === 0 ? text : text + brackets.closing;
}

/** The brackets before, between and after the rows of an array, with their line feeds and indents. */
class Brackets {
  readonly #between: string[] = [];

  /** @param rowAxis - the axis along which the rows run, which is the number of lists around a row. */
  constructor(
    private readonly rowAxis: number,
    private readonly indent: string,
  ) {}

  get opening(): string {
    return `[${this.#openings(1)}`;
  }

  get closing(): string {
    return `]${this.#closings(0)}`;
  }

  /** Returns the text between two rows, if so many of the lists around the first row end with it: `]⏎  ],⏎  [⏎    [` for one list. */
  between(endingLists: number): string {
    const axis = this.rowAxis - endingLists;
    this.#between[endingLists] ??= `]${this.#closings(axis)},${this.#openings(axis)}`;
    return this.#between[endingLists];
  }

  #openings(fromAxis: number): string {
    let text = '';
    for (let axis = fromAxis; axis <= this.rowAxis; axis++) text += `${this.#newLine(axis)}[`;
    return text;
  }

  #closings(toAxis: number): string {
    let text = '';
    for (let axis = this.rowAxis - 1; axis >= toAxis; axis--) text += `${this.#newLine(axis)}]`;
    return text;
  }

  #newLine(axis: number): string {
    return `\n${this.indent}${'  '.repeat(axis)}`;
  }
}

/** Returns how many lists end between the row before this one and this row. */
function endingLists(row: number, shape: readonly number[], rowAxis: number): number {
  let lists = 0;
  for (let rest = row; lists < rowAxis - 1; lists++) {
    const length = shape[rowAxis - 1 - lists] as number;
    if (rest % length !== 0) break;
    rest /= length;
  }
  return lists;
}

/** Returns the texts of some elements of a row, with commas between them. */
function elementsText(kind: ElementKind, values: TypedArray, start: number, end: number): string {
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
    : numbers.map((value) => scalarText(treeOfNumber(value as number))).join(',');
}
