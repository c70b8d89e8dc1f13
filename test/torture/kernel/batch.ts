import { Buffer } from 'node:buffer';
import type { ElementText } from '../../../src/format/array-table.js';
import type { Kernel } from '../../../src/json/kernel/kernel.js';
import type { DType, TypedArray } from '../../../src/model/dtypes.js';
import type { Kind } from '../numbers/kinds.js';
import { collectDifferences, compareBits, type Differences, hexOf, type Report, valuesOf } from '../numbers/values.js';
import { below, type Random, randomFrom, randomWords } from '../random.js';
import { WORDS_PER_TEXT } from './decimal-texts.js';
import { KERNELS } from './kernels.js';
import { KINDS, type Texts } from './kinds.js';
import { v8Double, v8Text } from './v8-text.js';
import { readArray, writeArray } from './whole-arrays.js';

/** The result of comparing a kernel with V8: in one batch of numbers or texts, or in several. */
export interface Compared extends Differences {
  readonly numbers: number;
  /** How many of them are texts that no double can be said to name, which the kernel must refuse. */
  readonly refused: number;
}

/** How many numbers are written and read together. */
const PIECE = 8192;

/** Compares what a kernel makes of a batch of numbers or texts with what V8 makes of it. */
export function compare(kernel: string, seed: number, name: string, batch: number, size: number): Compared {
  const kind = KINDS[name] as (Kind<DType> & ElementText) | Texts;
  const words = `${seed} ${name} ${batch}`;
  const [first, count] = [batch * size, Math.min(size, kind.count - batch * size)];
  const { report, collected } = collectDifferences(`${kernel}, ${name}, batch ${batch}`, 'expected');
  const random = randomFrom(seed + batch);
  const compared = KERNELS[kernel] as Kernel;
  let refused = 0;
  if ('dtype' in kind) compareNumbers(compared, kind, valuesOf(kind, first, size, words), random, report);
  else refused = compareTexts(compared, textsOf(kind, first, count, words, report), random, report);
  return { numbers: count, refused, ...collected() };
}

function compareNumbers(kernel: Kernel, type: ElementText, all: TypedArray, random: Random, report: Report): void {
  for (let first = 0; first < all.length; first += PIECE) {
    const values = all.subarray(first, first + PIECE);
    const text = Buffer.from(v8Text(type, values), 'latin1');
    const cut = () => 1 + below(2 * PIECE, random);
    const found = writeArray(kernel, type, values, { shape: [values.length], separators: [] }, cut);
    const reportFrom: Report = (index, ...both) => report(first + index, ...both);
    if (!text.equals(found)) compareText(values, text.toString('latin1'), found.toString('latin1'), reportFrom);
    compareBits(values, readList(kernel, type, text, random), reportFrom);
  }
}

const LIST = [Buffer.from('['), Buffer.from(']')] as const;

/** Reads the elements of a text that has commas between them, in pieces. */
function readList(kernel: Kernel, type: ElementText, text: Buffer, random: Random): TypedArray | undefined {
  const cut = () => 1 + below(1 << 17, random);
  return readArray(kernel, type, Buffer.concat([LIST[0], text, LIST[1]]), cut)?.values;
}

function compareText(values: TypedArray, expected: string, found: string, report: Report): void {
  const [texts, foundTexts] = [expected.split(','), found.split(',')];
  for (const [index, text] of texts.entries())
    if (text !== foundTexts[index]) report(index, `${text} for ${hexOf(values, index)}`, foundTexts[index]);
  if (foundTexts.length !== texts.length) report(texts.length, `${texts.length} texts`, foundTexts.length);
}

/** A text, and the double that V8 reads; undefined if no double can be said to be that number. */
interface Text {
  readonly index: number;
  readonly text: string;
  readonly double: number | undefined;
}

/** Returns the texts of a batch. Where the double is known without V8, V8 has to read the same. */
function textsOf({ textAt }: Texts, first: number, count: number, name: string, report: Report): Text[] {
  const words = randomWords(name, WORDS_PER_TEXT * count);
  return Array.from({ length: count }, (_, at) => {
    const index = first + at;
    const { text, double } = textAt(index, words.subarray(WORDS_PER_TEXT * at, WORDS_PER_TEXT * (at + 1)));
    if (double !== undefined && !Object.is(double, Number(text))) report(index, `${double} for ${text}`, Number(text));
    return { index, text, double: v8Double(text) };
  });
}

/** Returns how many of the texts a kernel must refuse. */
function compareTexts(kernel: Kernel, texts: readonly Text[], random: Random, report: Report): number {
  const read = (some: readonly Text[]): TypedArray | undefined => {
    const list = some.map(({ text }) => text).join(',');
    return readList(kernel, { dtype: 'float64' }, Buffer.from(list, 'latin1'), random);
  };
  const accepted = texts.filter(({ double }) => double !== undefined);
  for (let first = 0; first < accepted.length; first += PIECE) {
    const some = accepted.slice(first, first + PIECE);
    const expected = Float64Array.from(some, ({ double }) => double as number);
    const found = read(some);
    if (found?.length === some.length) {
      compareBits(expected, found, (at, hex, foundHex) => {
        const { index, text } = some[at] as Text;
        report(index, `${hex} for ${text}`, foundHex);
      });
    } else {
      for (const each of some)
        if (read([each]) === undefined) report(each.index, `${each.double} for ${each.text}`, 'a refusal');
    }
  }
  const refused = texts.filter(({ double }) => double === undefined);
  for (const each of refused) {
    const found = read([each]);
    if (found !== undefined) report(each.index, `a refusal of ${each.text}`, found);
  }
  return refused.length;
}
