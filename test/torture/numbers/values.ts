import { Buffer } from 'node:buffer';
import { type DType, dtypeTraits, type TypedArray } from '../../../src/model/dtypes.js';
import { randomWords } from '../random.js';
import type { Kind } from './kinds.js';

/** Reports a number that differs. */
export type Report = (index: number, saved: unknown, found: unknown) => void;

/** How many numbers of a batch differ, and the first of them. */
export interface Differences {
  readonly differences: number;
  readonly shown: readonly string[];
}

/** How many differences of a batch are shown. */
const SHOWN = 5;

/**
 * Returns a report that collects differences, and a function that returns them.
 *
 * @param batch - names the batch in what is shown.
 * @param wanted - what is done with the first number that is shown, such as `saved`.
 */
export function collectDifferences(batch: string, wanted: string): { report: Report; collected: () => Differences } {
  let differences = 0;
  const shown: string[] = [];
  const report: Report = (index, saved, found) => {
    if (differences++ < SHOWN) shown.push(`${batch}, index ${index}: ${wanted} ${saved}, found ${found}`);
  };
  return { report, collected: () => ({ differences, shown }) };
}

/** Returns numbers of a kind from an index on. The random ones are the same for the same name. */
export function valuesOf({ dtype, count, at }: Kind<DType>, first: number, size: number, name: string): TypedArray {
  const values = new (dtypeTraits(dtype).TypedArray)(Math.min(size, count - first));
  const words = randomWords(name, 2 * values.length);
  for (let index = 0; index < values.length; index++) {
    values[index] = at(first + index, words[2 * index] as number, words[2 * index + 1] as number) as never;
  }
  return values;
}

/** Compares two arrays bit for bit. All NaNs count as one value. */
export function compareBits(saved: TypedArray, found: TypedArray | undefined, report: Report): void {
  if (found?.constructor !== saved.constructor || found.length !== saved.length) {
    report(0, `${saved.constructor.name}(${saved.length})`, `${found?.constructor.name}(${found?.length})`);
    return;
  }
  if (bytesOf(saved).equals(bytesOf(found))) return;
  const [savedBits, foundBits] = [bitsOf(saved), bitsOf(found)];
  for (let at = 0; at < savedBits.length; at++) {
    if (savedBits[at] === foundBits[at]) continue;
    const index = Math.floor((at * saved.length) / savedBits.length);
    if (Number.isNaN(saved[index]) && Number.isNaN(found[index])) continue;
    report(index, hexOf(saved, index), hexOf(found, index));
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Buffer => Buffer.from(buffer, byteOffset, byteLength);

const bitsOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint32Array | Uint8Array =>
  byteLength % 4 === 0
    ? new Uint32Array(buffer, byteOffset, byteLength / 4)
    : new Uint8Array(buffer, byteOffset, byteLength);

/** Returns the bits of a number. */
export const hexOf = (values: TypedArray, index: number): string =>
  `0x${Buffer.from(values.slice(index, index + 1).buffer)
    .reverse()
    .toString('hex')}`;
