import type { ArrayData } from '../data/page-data.js';
import type { PlotState } from '../data/page-state.js';
import type { Markup } from '../markup/element.js';
import { arrayFigure } from '../plots/array-figure.js';
import { xOf } from '../plots/companions.js';
import { doublesOf } from '../plots/doubles.js';
import { decodeElements, encodeElements } from '../plots/elements-text.js';
import type { PageSource } from './page-source.js';
import type { PlotNumbers, PlotReaders } from './plot-numbers.js';
import { PlotReader } from './plot-reader.js';

/** The numbers of an array of an artifact. */
export class ArrayNumbers implements PlotNumbers {
  readonly #source: PageSource;
  readonly #id: string;
  readonly #array: ArrayData;
  readonly #arrays: readonly ArrayData[];

  constructor(source: PageSource, id: string, array: ArrayData, arrays: readonly ArrayData[]) {
    this.#source = source;
    this.#id = id;
    this.#array = array;
    this.#arrays = arrays;
  }

  get pointer(): string {
    return this.#array.pointer;
  }

  get length(): number {
    return this.#array.shape[0] ?? 0;
  }

  async withRange(range: readonly [number, number]): Promise<PlotNumbers> {
    const array = await arrayWithRange(this.#source, this.#id, this.#array, range);
    return new ArrayNumbers(this.#source, this.#id, array, this.#arrays);
  }

  figure(state: PlotState): Markup {
    return arrayFigure(this.#array, this.#arrays, state);
  }

  readers(state: PlotState): PlotReaders {
    const reader = PlotReader.of(this.#array, xOf(this.#array, this.#arrays), state);
    return reader === undefined ? { charts: [], curves: [] } : { charts: [reader], curves: [{ reader }] };
  }
}

/** Returns an array with all numbers of a range: if the page does not have them, and the server does. */
export async function arrayWithRange(
  source: PageSource,
  id: string,
  array: ArrayData,
  range: readonly [number, number],
): Promise<ArrayData> {
  const part = array.elements === undefined ? await source.part(id, array.pointer, range) : undefined;
  if (part === undefined) return array;
  if ('drawn' in part) return { ...array, drawn: part.drawn };
  const { values, base } = doublesOf(decodeElements(part.elements, array.dtype ?? array.readAs ?? 'float64'));
  const indices = Float64Array.from(values, (_, index) => index + part.range[0]);
  const drawn = { indices: encodeElements(indices), values: encodeElements(values), base: String(base) };
  return { ...array, drawn };
}
