import { escaped } from '../../display/escaping.js';
import { elementText, roundedText } from '../../display/value-text.js';
import type { StoredArray } from '../../format/stored-array.js';
import type { TypedArray } from '../../model/dtypes.js';
import { isArtifactError } from '../../model/errors.js';
import { keysOfPointer, pointerOf } from '../../model/pointer.js';
import type { ArrayData, DrawnData } from '../../report/data/page-data.js';
import { marksOf, unmarkedOf, xOf, xProblemOf } from '../../report/plots/companions.js';
import { doublesOf } from '../../report/plots/doubles.js';
import { encodeElements } from '../../report/plots/elements-text.js';

// The arrays that belong to a curve: the one that has the x of its numbers, and those of what was detected in it. They are the same that the
// pages of a report show beside the curve.

/** What is shown with a curve. */
export interface Companions {
  /** The texts of the first and last x, and the name of their array; undefined if the x of a number is its index. */
  readonly x: { readonly first: string; readonly last: string; readonly name: string } | undefined;
  readonly marks: readonly CurveMarks[];
  /** Why arrays are not used: `x: "time" does not rise at index 17; index used`. */
  readonly notes: readonly string[];
}

/** What is shown with a curve that has no companions. */
export const NO_COMPANIONS: Companions = { x: undefined, marks: [], notes: [] };

/** Numbers that are marked on a curve. */
export interface CurveMarks {
  readonly name: string;
  /** The numbers, as their array has them. */
  readonly texts: readonly string[];
  /** Where they are on the curve, as indices. */
  readonly indices: readonly number[];
}

/** A guess looks at arrays of up to this many elements, so that those of any size need no more memory. */
const MOST_ELEMENTS = 1 << 16;

/** The companions of the arrays of one artifact, each of which is read at most once for them. */
export class CompanionSearch {
  readonly #arrays: ReadonlyMap<string, StoredArray>;
  readonly #read = new Map<string, Promise<ArrayData>>();

  /** @param arrays - all arrays of the artifact, by JSON Pointer. */
  constructor(arrays: ReadonlyMap<string, StoredArray>) {
    this.#arrays = arrays;
  }

  /** Returns what is shown with the array at a pointer. */
  async of(pointer: string): Promise<Companions> {
    const parent = keysOfPointer(pointer).slice(0, -1);
    const { x: declared } = this.#arrays.get(pointer) as StoredArray;
    const x = declared === undefined ? undefined : pointerOf([...parent, declared]);
    const siblings = [...this.#arrays].filter(
      ([each, { shape }]) =>
        (shape.length === 1 || each === x) && pointerOf([...keysOfPointer(each).slice(0, -1)]) === pointerOf(parent),
    );
    const all = await Promise.all(siblings.map(([each, array]) => this.#dataOf(each, array, each === x)));
    const self = all.find((each) => each.pointer === pointer);
    if (self === undefined) return NO_COMPANIONS;
    const xData = xOf(self, all);
    const xs = xData && this.#arrays.get(xData.pointer);
    const marks = await Promise.all(
      marksOf(self, all, xData).map(async ({ array, values, base, kind }) => {
        const held = await (this.#arrays.get(array.pointer) as StoredArray).read();
        return {
          name: array.name,
          texts: Array.from(held as Iterable<number | bigint>, (each) => elementText(each, array.dtype)),
          indices:
            kind === 'index'
              ? [...values]
              : await nearestIndices(
                  xs as StoredArray,
                  Array.from(values, (value) => value + Number(base)),
                ),
        };
      }),
    );
    const notes = [xProblemOf(self, all) ?? [], unmarkedOf(self, all, xData)].flat().map(escaped);
    if (xData === undefined || xs === undefined) return { x: undefined, marks, notes };
    const ends = await endsOf(xs);
    return { x: { first: xText(ends[0]), last: xText(ends.at(-1)), name: xData.name }, marks, notes };
  }

  #dataOf(pointer: string, array: StoredArray, isX: boolean): Promise<ArrayData> {
    let data = this.#read.get(pointer);
    if (data === undefined) this.#read.set(pointer, (data = dataOf(pointer, array, isX)));
    return data;
  }
}

/** Returns as much of an array as the search looks at. Of a long one, the ends tell whether it rises. */
async function dataOf(pointer: string, array: StoredArray, isX: boolean): Promise<ArrayData> {
  const { dtype, shape, x, size } = array;
  const parent = keysOfPointer(pointer).slice(0, -1);
  const head = {
    pointer,
    name: escaped(keysOfPointer(pointer).at(-1) ?? ''),
    dtype,
    shape,
    x: x === undefined ? undefined : pointerOf([...parent, x]),
    statistics: { finite: 0, nan: 0, positiveInfinite: 0, negativeInfinite: 0 },
  };
  if (size > MOST_ELEMENTS && !isX) return head;
  try {
    if (size > MOST_ELEMENTS) return { ...head, drawn: drawnEnds(await endsOf(array), size) };
    const elements = await array.read();
    const readAs =
      elements instanceof BigInt64Array ? 'int64' : elements instanceof BigUint64Array ? 'uint64' : undefined;
    return { ...head, ...(readAs && { readAs }), elements: encodeElements(elements) };
  } catch (error) {
    // Said where the array itself is shown.
    if (isArtifactError(error)) return head;
    throw error;
  }
}

/** Returns the first and the last element of an array as a picture of it. */
function drawnEnds(ends: TypedArray, size: number): DrawnData {
  const { values, base } = doublesOf(ends);
  return { indices: encodeElements(Float64Array.of(0, size - 1)), values: encodeElements(values), base: String(base) };
}

/** Returns the first and the last element of an array. */
async function endsOf(array: StoredArray): Promise<TypedArray> {
  const [first, last] = [await array.read(0, 1), await array.read(array.size - 1)];
  const ends = new (first.constructor as Float64ArrayConstructor)(2);
  ends.set(first as Float64Array);
  ends.set(last as Float64Array, 1);
  return ends;
}

const xText = (value: number | bigint | undefined): string =>
  typeof value === 'number' ? roundedText(value) : String(value);

/** Returns the indices of the elements that are nearest to some values, of rising ones. */
async function nearestIndices(array: StoredArray, values: readonly number[]): Promise<number[]> {
  const indices = values.map(() => 0);
  const distances = values.map(() => Number.POSITIVE_INFINITY);
  let at = 0;
  for await (const piece of array.pieces()) {
    for (const element of piece as Iterable<number | bigint>) {
      for (const [which, value] of values.entries()) {
        const distance = Math.abs(Number(element) - value);
        if (distance >= (distances[which] as number)) continue;
        distances[which] = distance;
        indices[which] = at;
      }
      at++;
    }
  }
  return indices;
}
