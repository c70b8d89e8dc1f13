import { elementKindOf, type TypedArray } from '../../model/dtypes.js';
import type { ArrayData, DrawnData } from '../data/page-data.js';
import type { Curve } from './curve.js';
import { COLUMNS, Decimation } from './decimation.js';
import { elementsOf, encodeElements } from './elements-text.js';

// An array of floating-point numbers with many rows and few columns has a few series beside one another: each column is drawn as a curve.

/** The most columns that are curves, which is how many dashes there are, and the most rows that are too few. */
const MOST_COLUMNS = 4;
const MOST_TOO_FEW = 20;

/** True if the columns of an array are drawn as curves. Without a dtype, numbers are read as floating-point ones. */
export function isOfColumns({ dtype, readAs, shape }: Pick<ArrayData, 'dtype' | 'readAs' | 'shape'>): boolean {
  const [rows = 0, columns = 0] = shape;
  const isFloat = dtype === undefined ? readAs === undefined : elementKindOf(dtype) === 'float';
  return shape.length === 2 && rows > MOST_TOO_FEW && columns > 0 && columns <= MOST_COLUMNS && isFloat;
}

/** Returns the columns of such an array, each as an array with one axis; undefined if the page has none of their numbers. */
export function columnsOf(array: ArrayData): ArrayData[] | undefined {
  const { shape, axes, columns: drawn, elements: _, picture, ...rest } = array;
  const [rows = 0, count = 0] = shape;
  const elements = elementsOf(array) as Float64Array | undefined;
  if (elements === undefined && drawn === undefined) return undefined;
  return Array.from({ length: count }, (_, column) => ({
    ...rest,
    name: `${axes?.[1] ?? 'column'} ${column}`,
    shape: [rows],
    ...(elements === undefined
      ? { drawn: drawn?.[column] as DrawnData }
      : { elements: encodeElements(everyNth(elements, column, count)) }),
  }));
}

/** The curves of the columns of an array, each decimated. It takes the elements piece by piece, in C order. */
export class ColumnDecimations {
  readonly #columns: readonly Decimation[];
  #next = 0;

  /** @param width - the columns that each curve is decimated for. */
  constructor([rows = 0, columns = 0]: readonly number[], width = COLUMNS) {
    this.#columns = Array.from({ length: columns }, () => new Decimation(rows, width));
  }

  /** Adds the next elements. */
  add(piece: TypedArray): void {
    const { length } = this.#columns;
    for (const [column, decimation] of this.#columns.entries()) {
      const part = everyNth(piece as Float64Array, (column + length - (this.#next % length)) % length, length);
      if (part.length > 0) decimation.add(part);
    }
    this.#next += piece.length;
  }

  /** Returns the curve of the numbers of each column that are drawn. */
  curves(): Curve[] {
    return this.#columns.map((column) => column.curve());
  }

  /** Returns the numbers of each column that are drawn. */
  data(): DrawnData[] {
    return this.#columns.map((column) => column.data());
  }
}

/** Returns every nth number, from one at an index on. */
function everyNth<T extends Float32Array | Float64Array>(numbers: T, first: number, n: number): T {
  if (n === 1) return numbers;
  const taken = numbers.slice(0, Math.max(0, Math.ceil((numbers.length - first) / n))) as T;
  for (let to = 0, at = first; at < numbers.length; to++, at += n) taken[to] = numbers[at] as number;
  return taken;
}
