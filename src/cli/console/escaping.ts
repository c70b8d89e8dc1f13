/**
 * Characters that a terminal obeys or does not show: control characters, those that turn the direction of writing, zero-width ones,
 * line and paragraph separators, tags, and halves of surrogate pairs. Variation selectors are shown, by the emoji before them.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const HIDDEN_BUT_LINE_ENDS = new RegExp(`(?!\\n)(?:${HIDDEN.source})`, 'gu');
const PLAIN = /^[ -~]*$/;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0) as number;
  const digits = code.toString(16);
  if (code < 0x100) return SHORT[character] ?? `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** A text on one line, as a terminal may have it: each hidden character is an escape such as `\x1b` or `\u202e`. */
export const escaped = (text: string): string => (PLAIN.test(text) ? text : text.replace(HIDDEN, escapeOf));

/** The same for a text of several lines, whose line ends stay. */
export const escapedLines = (text: string): string => text.replace(HIDDEN_BUT_LINE_ENDS, escapeOf);

/** A JSON text without hidden characters: each stands as JSON's own escape, so that the value is the same. */
export const escapedJson = (json: string): string =>
  PLAIN.test(json) ? json : json.replace(HIDDEN, (character) => character.split('').map(jsonEscapeOf).join(''));

/** @param unit - one unit of UTF-16, for JSON has no longer escapes. */
const jsonEscapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
