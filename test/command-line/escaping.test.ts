// Escaping: no text from a file or an argument gives a terminal a character that it obeys or hides.

import test from 'ava';
import { escaped, escapedJson, escapedLines } from '../../src/display/escaping.js';

const CASES: readonly (readonly [what: string, text: string, expected: string])[] = [
  ['nothing hidden', 'порог ≥ 5 µs 😀 ▁█ …', 'порог ≥ 5 µs 😀 ▁█ …'],
  ['an escape sequence', '\x1b[31mred', '\\x1b[31mred'],
  ['line ends and tabs', 'a\r\n\tb', 'a\\r\\n\\tb'],
  ['NUL and DEL', '\0\x7f', '\\x00\\x7f'],
  ['C1: CSI in one byte, next line', '\x9b31m\x85', '\\x9b31m\\x85'],
  ['embedding and override of direction', '\u202a\u202b\u202c\u202d\u202e', '\\u202a\\u202b\\u202c\\u202d\\u202e'],
  ['isolates of direction', '\u2066\u2067\u2068\u2069', '\\u2066\\u2067\\u2068\\u2069'],
  ['marks of direction', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['zero width', '\u200b\u200c\u200d\u2060', '\\u200b\\u200c\\u200d\\u2060'],
  ['soft hyphen, fillers', '\xad\u3164\u180e', '\\xad\\u3164\\u180e'],
  ['byte order mark', '\ufeffa', '\\ufeffa'],
  ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['interlinear annotations', '\ufff9\ufffa\ufffb', '\\ufff9\\ufffa\\ufffb'],
  ['lone surrogates', 'a\ud800b\udc00', 'a\\ud800b\\udc00'],
  ['tags', '\u{e0001}\u{e0041}\u{e007f}', '\\u{e0001}\\u{e0041}\\u{e007f}'],
  ['an emoji with its variation selector', '❤️', '❤️'],
];

for (const [what, text, expected] of CASES) {
  test(`hidden characters of a text are escaped: ${what}`, (t) => t.is(escaped(text), expected));
}

test('escapedLines escapes all hidden characters but line ends', (t) =>
  t.is(escapedLines('a\x1b\nb\r\n\u2028'), 'a\\x1b\nb\\r\n\\u2028'));

for (const [what, text] of CASES) {
  test(`hidden characters of a JSON text are escaped, and its value stays the same: ${what}`, (t) => {
    const json = escapedJson(JSON.stringify(text));
    t.is(escaped(json), json);
    t.is(JSON.parse(json), text);
  });
}
