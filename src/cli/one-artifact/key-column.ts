import { widthOf } from '../../display/text-width.js';

/** The widest key that widens the column of keys. Units: columns of the terminal. */
const WIDEST_KEY = 32;

/** Returns the width of a column of keys: the width of the widest key, without those of more than 32 columns. */
export const keyColumnWidth = (keys: readonly string[]): number =>
  Math.max(0, ...keys.map(widthOf).filter((width) => width <= WIDEST_KEY));
