import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { dtypeNames } from '../../../src/model/dtypes.js';
import { below, oneOf, type Random } from '../random.js';
import type { Anatomy, Span } from './anatomy.js';
import { shortFiles } from './files.js';
import { HOSTILE_KEYS, HOSTILE_NUMBERS, HOSTILE_SHAPES, HOSTILE_STRINGS, HOSTILE_TOKENS, nested } from './hostile.js';

/** The replacement of a part of a text. */
interface Edit extends Span {
  readonly put: string;
}

/** Makes a random change of a file; undefined if the file has no part of that kind. */
type Mutation = (file: Anatomy, random: Random) => Edit | undefined;

/** A kind of parts of a file. */
type Part = Exclude<keyof Anatomy, 'text'>;

/** Replaces a random part of a kind by a text made from it. */
const replacing =
  (part: Part, replacement: (random: Random, found: string, file: Anatomy) => string): Mutation =>
  (file, random) => {
    const spans = file[part];
    if (spans.length === 0) return undefined;
    const { start, end } = oneOf(spans, random);
    return { start, end, put: replacement(random, file.text.slice(start, end), file) };
  };

const textOf = (file: Anatomy, spans: readonly Span[], random: Random): string => {
  const { start, end } = oneOf(spans, random);
  return file.text.slice(start, end);
};

const anyByte = (file: Anatomy, random: Random): Span => {
  const start = below(file.text.length, random);
  return { start, end: start + 1 };
};

const flipped = (byte: string, random: Random): string =>
  String.fromCharCode(byte.charCodeAt(0) ^ (1 << below(8, random)));

/** Leaves out a random part of a kind, and the comma after or before it. */
const without =
  (part: Part): Mutation =>
  (file, random) => {
    if (file[part].length === 0) return undefined;
    const { start, end } = oneOf(file[part], random);
    if (file.text[end] === ',') return { start, end: end + 1, put: '' };
    const before = file.text.slice(0, start).trimEnd();
    return { start: before.endsWith(',') ? before.length - 1 : start, end, put: '' };
  };

const MUTATIONS: readonly Mutation[] = [
  (file, random) => {
    const at = anyByte(file, random);
    return { ...at, put: flipped(file.text[at.start] as string, random) };
  },
  (file, random) => {
    const { start } = anyByte(file, random);
    return { start, end: start + 1 + below(20, random), put: '' };
  },
  (file, random) => ({ ...anyByte(file, random), put: String.fromCharCode(below(256, random)) }),
  replacing('tokens', () => ''),
  replacing('tokens', (_, found) => found + found),
  replacing('tokens', (random, found) => found + oneOf(HOSTILE_TOKENS, random)),
  replacing('tokens', (random, _, file) => textOf(file, file.tokens, random)),
  replacing('members', (_, found) => `${found},${found}`),
  replacing('members', (random, found, file) => `${found},${textOf(file, file.members, random)}`),
  replacing('members', (random, _, file) => textOf(file, file.members, random)),
  replacing('members', (random, found) => `${found},${oneOf(HOSTILE_KEYS, random)}:${oneOf(HOSTILE_NUMBERS, random)}`),
  replacing('values', (random, _, file) => textOf(file, file.values, random)),
  replacing('values', (_, found) => `${found},${found}`),
  replacing('values', (random, found) =>
    oneOf([`[${found}]`, `{"a":${found}}`, ` ${found}\t`, `\r\n${found}`], random),
  ),
  replacing('values', (random) => {
    const { anatomy } = oneOf(shortFiles, random);
    return textOf(anatomy, anatomy.values, random);
  }),
  replacing('values', (random, found) => (random() < 0.9 ? oneOf(HOSTILE_NUMBERS, random) : nested(random, found))),
  replacing('numbers', (random) => oneOf(HOSTILE_NUMBERS, random)),
  replacing('numbers', (random) => String(below(300, random) - 100)),
  replacing('numbers', (random, found) => `${found}${oneOf(['.0', 'e0', '0', '.5', 'E+2', 'e-1'], random)}`),
  replacing('strings', (random) => oneOf(HOSTILE_STRINGS, random)),
  replacing('strings', (random, found) => escaped(found, random)),
  replacing('keys', (random) => oneOf(HOSTILE_KEYS, random)),
  replacing('dtypes', (random) => (random() < 0.9 ? `"${oneOf(dtypeNames, random)}"` : oneOf(HOSTILE_STRINGS, random))),
  replacing('dtypes', (_, found) => `${found},"missing":null`),
  replacing('shapes', (random) => oneOf(HOSTILE_SHAPES, random)),
  replacing('shapes', (random, found) => found.replace(/\d+/, () => oneOf(HOSTILE_NUMBERS, random))),
  replacing(
    'entries',
    (random, found) => `${found},${oneOf(HOSTILE_KEYS, random)}:{"dtype":"${oneOf(dtypeNames, random)}"}`,
  ),
  replacing('rowEnds', (_, found) => `${found.slice(found.indexOf(']'))}${found.slice(1, found.indexOf(']'))},`),
  without('members'),
  without('values'),
  (_, random) =>
    oneOf(
      [
        { start: 0, end: 0, put: '\xef\xbb\xbf' },
        { start: 0, end: below(50, random), put: '' },
      ],
      random,
    ),
  ({ text }, random) => ({ start: text.length, end: text.length, put: oneOf(HOSTILE_TOKENS, random) }),
  ({ text }, random) => ({ start: below(text.length, random), end: text.length, put: '' }),
];

/** Writes one character of a string as an escape. */
function escaped(found: string, random: Random): string {
  const at = 1 + below(Math.max(1, found.length - 2), random);
  const code = found.charCodeAt(at).toString(16).padStart(4, '0');
  return `${found.slice(0, at)}\\u${code}${found.slice(at + 1)}`;
}

/** Makes one to four random changes in a file. Leaves out a change that overlaps another. */
export function mutated(file: Anatomy, random: Random): string {
  const edits: Edit[] = [];
  do {
    const edit = oneOf(MUTATIONS, random)(file, random);
    if (edit !== undefined) edits.push(edit);
  } while (edits.length < 4 && random() < 0.4);
  edits.sort((a, b) => a.start - b.start);
  let changed = '';
  let at = 0;
  for (const { start, end, put } of edits) {
    if (start < at) continue;
    changed += file.text.slice(at, start) + put;
    at = end;
  }
  return changed + file.text.slice(at);
}

const DIGITS = '"sha256": "';

/** Replaces the seal by the right one; leaves a text without a seal as it is. */
export function resealed(text: string): string {
  const start = text.lastIndexOf(DIGITS) + DIGITS.length;
  if (start < DIGITS.length) return text;
  const body = text.slice(0, start);
  const digits = createHash('sha256').update(Buffer.from(body, 'latin1')).digest('hex');
  return `${body}${digits}${text.slice(start + digits.length)}`;
}

/** Leaves out `$artifact`, so that the file is unsealed. */
export const unsealed = (text: string): string => text.replace(/,\n {2}"\$artifact": \{.*\n {2}\}(?=\n\})/s, '');
