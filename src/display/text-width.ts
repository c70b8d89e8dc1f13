import { createRequire } from 'node:module';

/** Printable ASCII and the characters of our own plots: each takes one column. */
const ONE_COLUMN_CHARACTERS = /^[ -~·…─-▟]*$/;

/** Returns how many columns of a terminal a text takes. Colours take none. */
export function widthOf(text: string): number {
  return ONE_COLUMN_CHARACTERS.test(text) ? text.length : stringWidth(text);
}

/** Returns how many columns the widest of some texts takes; 0 if there is no text. */
export const widestOf = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);

let loadedStringWidth: ((text: string) => number) | undefined;

/** Loads the library for the first text that needs it, because loading it takes a tenth of the time in which a command starts. */
function stringWidth(text: string): number {
  loadedStringWidth ??= createRequire(import.meta.url)('string-width') as (text: string) => number;
  return loadedStringWidth(text);
}
