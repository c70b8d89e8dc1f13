import { widthOf } from './table.js';

/** A word with the blanks before it. */
const WORD = /( *)([^ ]+)/g;
/** The same, with what stands in brackets as one word. */
const WORD_OR_BRACKETS = /( *)((?:\[[^[\]]*\]|\([^()]*\)|[^ ])+)/g;

/** Blanks before all lines but the first. */
const INDENT = 2;

/**
 * A note on lines that fit, cut between words; those behind the first line are indented. What stands in brackets stays on one line,
 * unless it is wider than a line.
 */
export function wrapped(note: string, width = Number.POSITIVE_INFINITY): string {
  let text = '';
  let line = '';
  for (const [, blanks = '', word = ''] of wordsOf(note, width)) {
    const longer = `${line}${blanks}${word}`;
    if (line === '' || widthOf(longer) <= width) line = longer;
    else {
      text += `${line}\n`;
      line = `${' '.repeat(INDENT)}${word}`;
    }
  }
  return `${text}${line}\n`;
}

function* wordsOf(note: string, width: number): Generator<RegExpMatchArray> {
  for (const match of note.matchAll(WORD_OR_BRACKETS)) {
    const [word] = match;
    if (INDENT + widthOf(word.trimStart()) > width) yield* word.matchAll(WORD);
    else yield match;
  }
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
