// A text in a file or an argument may be hostile: a terminal obeys some of its characters, and does not show others. Each of them is written
// as an escape.
//
//   "\u001b[31mred"    ->    \x1b[31mred

/**
 * The characters that are escaped: control characters, marks that change the direction of writing, zero-width characters, line and
 * paragraph separators, tags, and halves of surrogate pairs. Variation selectors are not escaped, because emoji contain them.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const HIDDEN_EXCEPT_LINE_ENDS = new RegExp(`(?!\\n)(?:${HIDDEN.source})`, 'gu');
const PRINTABLE_ASCII = /^[ -~]*$/;
const PRINTABLE_ASCII_LINES = /^[ -~\n]*$/;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0) as number;
  const digits = code.toString(16);
  if (code < 0x100) return SHORT_ESCAPES[character] ?? `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** Returns a text for one line of a terminal. Each hidden character becomes an escape such as `\x1b` or `\u202e`. */
export const escaped = (text: string): string => (PRINTABLE_ASCII.test(text) ? text : text.replace(HIDDEN, escapeOf));

/** Returns a text of several lines for a terminal. Hidden characters are escaped, and line ends are not. */
export const escapedLines = (text: string): string =>
  PRINTABLE_ASCII_LINES.test(text) ? text : text.replace(HIDDEN_EXCEPT_LINE_ENDS, escapeOf);

/** Returns a JSON text for a terminal. Hidden characters become JSON's own escapes, so that the text has the same value. */
export const escapedJson = (json: string): string =>
  PRINTABLE_ASCII.test(json)
    ? json
    : json.replace(HIDDEN, (character) => character.split('').map(jsonEscapeOf).join(''));

/** @param unit - one code unit of UTF-16: JSON's escapes have four digits, so an emoji takes two escapes. */
const jsonEscapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
