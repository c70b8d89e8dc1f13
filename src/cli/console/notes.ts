import { widthOf } from '../../display/text-width.js';

/** A word with the blanks before it. */
const WORD = /( *)([^ ]+)/g;
/** The same, but brackets and all that stands between them are one word. */
const WORD_OR_BRACKETS = /( *)((?:\[[^[\]]*\]|\([^()]*\)|[^ ])+)/g;

/** Blanks before each line of a note but the first. */
const HANGING_INDENT = 2;

/**
 * Breaks a note between words into lines that are no wider than `width`. Brackets stay on one line with all that stands between them,
 * unless that is wider than a line.
 *
 * Units: columns of the terminal.
 */
export function wrapped(note: string, width = Number.POSITIVE_INFINITY): string {
  let text = '';
  let line = '';
  for (const [, blanks = '', word = ''] of wordsOf(note, width)) {
    const longer = `${line}${blanks}${word}`;
    if (line === '' || widthOf(longer) <= width) line = longer;
    else {
      text += `${line}\n`;
      line = `${' '.repeat(HANGING_INDENT)}${word}`;
    }
  }
  return `${text}${line}\n`;
}

function* wordsOf(note: string, width: number): Generator<RegExpMatchArray> {
  for (const match of note.matchAll(WORD_OR_BRACKETS)) {
    const [word] = match;
    if (HANGING_INDENT + widthOf(word.trimStart()) > width) yield* word.matchAll(WORD);
    else yield match;
  }
}
