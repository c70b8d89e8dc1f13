import type { ComparedArrayData, ComparisonData } from '../data/page-data.js';
import type { PlotState } from '../data/page-state.js';
import type { Markup } from '../markup/element.js';
import { comparedColumns } from '../views/compared-columns.js';
import { comparedFigure, isOverlaid } from '../views/compared-figure.js';
import { arrayWithRange } from './array-numbers.js';
import type { PageSource } from './page-source.js';
import type { PlotNumbers, PlotReaders } from './plot-numbers.js';
import { PlotReader } from './plot-reader.js';

/** The numbers of curves that are compared. */
export class ComparedNumbers implements PlotNumbers {
  readonly length: number;
  readonly #source: PageSource;
  readonly #artifacts: ComparisonData['artifacts'];
  readonly #compared: ComparedArrayData;

  constructor(source: PageSource, artifacts: ComparisonData['artifacts'], compared: ComparedArrayData) {
    this.#source = source;
    this.#artifacts = artifacts;
    this.#compared = compared;
    this.length = Math.max(...compared.arrays.map((array) => array?.shape[0] ?? 0));
  }

  get pointer(): string {
    return this.#compared.pointer;
  }

  async withRange([first, last]: readonly [number, number]): Promise<PlotNumbers> {
    if (comparedColumns(this.#compared) !== undefined) return this;
    const whole = this.#compared.arrays.map((array, place) => {
      const end = (array?.shape[0] ?? 0) - 1;
      return array === null || first >= end
        ? array
        : arrayWithRange(this.#source, this.#artifacts[place]?.id as string, array, [first, Math.min(last, end)]);
    });
    const compared = { ...this.#compared, arrays: await Promise.all(whole) };
    return new ComparedNumbers(this.#source, this.#artifacts, compared);
  }

  figure(state: PlotState): Markup {
    return comparedFigure(this.#compared, this.#artifacts, state);
  }

  readers(state: PlotState): PlotReaders {
    const columns = comparedColumns(this.#compared);
    if (columns === undefined) return this.#readersOf(this.#compared, state, '');
    const readers = columns.map((column) => this.#readersOf(column, state, ` ${column.name}`));
    return { charts: readers.flatMap(({ charts }) => charts), curves: readers.flatMap(({ curves }) => curves) };
  }

  /** @param suffix - stands behind the id of the artifact in the name of each curve. */
  #readersOf(compared: ComparedArrayData, state: PlotState, suffix: string): PlotReaders {
    const { arrays, xs } = compared;
    const all = arrays.flatMap((array, place) => {
      const reader = array === null ? undefined : PlotReader.of(array, xs[place] ?? undefined, state);
      return reader === undefined ? [] : [{ name: `${this.#artifacts[place]?.id}${suffix}`, reader, array }];
    });
    // The charts of curves over one another have the x of the longest one.
    const longest = all.find(({ array }) => array?.shape[0] === this.length)?.reader;
    if (isOverlaid(compared)) return { charts: longest === undefined ? [] : [longest, longest], curves: all };
    return { charts: all.map(({ reader }) => reader), curves: all };
  }
}
