import { Buffer } from 'node:buffer';
import { below, oneOf, type Random } from '../random.js';
import { HOSTILE_KEYS, HOSTILE_NUMBERS, HOSTILE_STRINGS, HOSTILE_TOKENS, nested } from './hostile.js';

// Short random texts: JSON, nearly JSON, or anything else. Each character stands for one byte.

const CHARACTERS = [
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '0',
  '1',
  '-',
  '.',
  'e',
  'E',
  '+',
  '"',
  '\\',
  'u',
  'n',
  't',
  'r',
  'a',
  ' ',
  '\n',
];
const WORDS = ['true', 'false', 'null', '"a"', '"b"', '"a":', '[]', '{}', '12', '-3.5e-2', '""'];
const SPACES = ['', '', '', ' ', '\n', '\t', '\r\n  '];

/** Random tokens in a row. */
export function soup(random: Random): string {
  let text = '';
  for (let length = 1 + below(12, random); length > 0; length--) {
    text += oneOf(
      oneOf([CHARACTERS, CHARACTERS, WORDS, WORDS, HOSTILE_TOKENS, HOSTILE_NUMBERS, HOSTILE_STRINGS], random),
      random,
    );
  }
  return text;
}

/** Random bytes. */
export function noise(random: Random): string {
  return Buffer.from(Array.from({ length: 1 + below(60, random) }, () => below(256, random))).toString('latin1');
}

/** Random JSON, with scalars that may be invalid. */
export function json(random: Random, depth = 3): string {
  const space = () => oneOf(SPACES, random);
  const many = (item: () => string) =>
    Array.from({ length: below(4, random) }, () => space() + item() + space()).join(',');
  const choice = random() * (depth > 0 ? 1 : 0.6);
  if (choice < 0.25) return oneOf(WORDS.slice(0, 4), random);
  if (choice < 0.4) return String(Math.round((random() - 0.5) * 10 ** below(25, random)) / 10 ** below(5, random));
  if (choice < 0.5) return oneOf(HOSTILE_NUMBERS, random);
  if (choice < 0.6) return oneOf(HOSTILE_STRINGS, random);
  if (choice < 0.8) return `[${many(() => json(random, depth - 1))}${space()}]`;
  const key = () => (random() < 0.9 ? `"${oneOf('abcdef', random)}"` : oneOf(HOSTILE_KEYS, random));
  return `{${space()}${many(() => `${key()}${space()}:${space()}${json(random, depth - 1)}`)}}`;
}

/** Random JSON with a few characters changed, or with many levels. */
export function nearlyJson(random: Random): string {
  let text = random() < 0.995 ? json(random) : nested(random, '1');
  for (let changes = below(3, random); changes > 0; changes--) {
    const at = below(text.length + 1, random);
    text = text.slice(0, at) + oneOf(CHARACTERS, random) + text.slice(at + below(3, random));
  }
  return text;
}
