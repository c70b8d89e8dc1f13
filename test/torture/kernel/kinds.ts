import type { ElementText } from '../../../src/format/array-table.js';
import type { DType } from '../../../src/model/dtypes.js';
import { KINDS as ARRAY_KINDS, type Kind } from '../numbers/kinds.js';
import { DECIMALS } from './decimal-texts.js';
import { type Halfway, halfwayAbove, specialMagnitudes, specialValues } from './special-values.js';

/** Texts of doubles that are read. */
export interface Texts {
  readonly count: number;
  /** Returns a text from its index or from random words, and the double that it names, if that is known without V8. */
  readonly textAt: (index: number, words: Uint32Array) => { readonly text: string; readonly double?: number };
}

const finite = specialMagnitudes.filter(Number.isFinite);

/** What is compared, by name. */
export const KINDS: { readonly [name: string]: (Kind<DType> & ElementText) | Texts } = {
  ...ARRAY_KINDS,
  'random bits': { ...(ARRAY_KINDS['random bits'] as Kind), count: 500e6 },
  'special values': {
    dtype: 'float64',
    count: specialValues.length,
    at: (index) => specialValues[index] as number,
  },
  'special values, with null for NaN': {
    dtype: 'float64',
    missing: null,
    count: specialValues.length,
    at: (index) => specialValues[index] as number,
  },
  'float32, half of which are missing': {
    dtype: 'float32',
    missing: null,
    count: 50e6,
    at: (_, high, low) => (low & 1 ? Number.NaN : Math.fround(high / 2 ** (low >>> 27))),
  },
  'few digits, with missing ones': {
    dtype: 'float64',
    missing: null,
    count: 50e6,
    at: (_, high, low) => (low % 5 === 0 ? Number.NaN : (high >>> 0) / 10 ** (low % 9)),
  },
  'random bools': { dtype: 'bool', count: 1e6, at: (_, high) => high & 1 },
  'halfway above special values, and beside': {
    count: 3 * finite.length,
    textAt: (index) => halfwayAbove(finite[Math.floor(index / 3)] as number)[index % 3] as Halfway,
  },
  ...Object.fromEntries(
    Object.entries(DECIMALS).map(([name, { count, toText }]): [string, Texts] => [
      name,
      { count, textAt: (index, words) => ({ text: toText(words, index) }) },
    ]),
  ),
};
