import type { PlotState } from '../data/page-state.js';
import type { Markup } from '../markup/element.js';
import type { PlotReader } from './plot-reader.js';

/** The numbers of a figure that is brought to life: those of one curve, or of several that are compared. */
export interface PlotNumbers {
  readonly pointer: string;
  /** How many numbers the longest curve has. */
  readonly length: number;
  /** Returns the same with all numbers of a range, if the page does not have them. */
  withRange(range: readonly [number, number]): Promise<PlotNumbers>;
  /** Draws the figure. */
  figure(state: PlotState): Markup;
  readers(state: PlotState): PlotReaders;
}

/** What reads a figure. */
export interface PlotReaders {
  /** The reader of each chart: it knows where numbers stand there. */
  readonly charts: readonly PlotReader[];
  /** All curves, with what they are called if there are several. */
  readonly curves: readonly { readonly name?: string; readonly reader: PlotReader }[];
}
