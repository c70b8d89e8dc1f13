import type { ArrayData } from '../data/page-data.js';
import type { PlotState } from '../data/page-state.js';
import type { Markup } from '../markup/element.js';
import { arrayFigure } from '../plots/array-figure.js';
import { columnsOf } from '../plots/columns.js';
import type { PlotNumbers, PlotReaders } from './plot-numbers.js';
import { PlotReader } from './plot-reader.js';

/** The numbers of an array whose columns are curves. Of a long one, those that its picture has. */
export class ColumnNumbers implements PlotNumbers {
  readonly #array: ArrayData;

  constructor(array: ArrayData) {
    this.#array = array;
  }

  get pointer(): string {
    return this.#array.pointer;
  }

  get length(): number {
    return this.#array.shape[0] ?? 0;
  }

  async withRange(): Promise<PlotNumbers> {
    return this;
  }

  figure(state: PlotState): Markup {
    return arrayFigure(this.#array, [this.#array], state);
  }

  readers(state: PlotState): PlotReaders {
    const curves = (columnsOf(this.#array) ?? []).flatMap((column) => {
      const reader = PlotReader.of(column, undefined, state);
      return reader === undefined ? [] : [{ name: column.name, reader }];
    });
    return { charts: curves.slice(0, 1).map(({ reader }) => reader), curves };
  }
}
