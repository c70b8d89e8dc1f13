import { widthOf } from './table.js';

/** A word with the blanks before it. What stands in brackets belongs to one word. */
const WORD = /( *)((?:\[[^[\]]*\]|\([^()]*\)|[^ ])+)/g;

/** A note on lines that fit, cut between words; those behind the first line are indented. */
export function wrapped(note: string, width: number | undefined): string {
  let text = '';
  let line = '';
  for (const [, blanks = '', word = ''] of note.matchAll(WORD)) {
    const longer = `${line}${blanks}${word}`;
    if (width === undefined || line === '' || widthOf(longer) <= width) line = longer;
    else {
      text += `${line}\n`;
      line = `  ${word}`;
    }
  }
  return `${text}${line}\n`;
}

/** The first of some, and how many more there are. */
export function someOf(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return more > 0 ? `${texts.slice(0, most).join(', ')} and ${more} more` : texts.join(', ');
}

/** `1 artifact`, `2 artifacts` */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A number of bytes in words, with two digits at least: `2.3 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes / 1000;
  let unit = 0;
  while (Math.round(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(size < 9.95 ? 1 : 0)} ${units[unit]}`;
}
