import { Buffer } from 'node:buffer';
import type { ElementText } from '../../../src/format/array-table.js';
import { type Kernel, newReadingState, type Rows, STATE } from '../../../src/json/kernel/kernel.js';
import { type DType, dtypeTraits, type TypedArray } from '../../../src/model/dtypes.js';

/** Returns the length of the next piece; at least 1. */
export type Cut = () => number;

/** Writes all elements of an array, some at a time. */
export function writeArray(
  kernel: Kernel,
  { dtype, missing }: ElementText,
  values: TypedArray,
  rows: Rows,
  cut: Cut,
): Buffer {
  const pieces: Buffer[] = [];
  for (let start = 0, end = 0; start < values.length; start = end) {
    end = Math.min(values.length, start + cut());
    pieces.push(Buffer.from(kernel.write(dtype, values, start, end, rows, missing)));
  }
  return Buffer.concat(pieces);
}

/** An array that a kernel has read up to its last bracket. */
export interface ReadArray {
  readonly values: TypedArray;
  readonly shape: readonly number[];
  readonly size: number;
  /** The number of bytes up to the last bracket. */
  readonly end: number;
}

/**
 * Reads the text of an array, in pieces that come one after the other. What is left of a piece comes again, before the next one.
 *
 * @param type - the type of the elements; an empty one to count them.
 * @returns undefined if the kernel does not get to a last bracket.
 */
export function readArray(
  kernel: Kernel,
  { dtype, missing }: Partial<ElementText>,
  bytes: Uint8Array,
  cut: Cut,
): ReadArray | undefined {
  const state = newReadingState();
  const pieces: TypedArray[] = [];
  for (let at = 0, end = 0; ; ) {
    const { consumed, values, status } = kernel.read(dtype, bytes.subarray(at, end), state, missing);
    if (status === 'mismatch') return undefined;
    at += consumed;
    if (values.length > 0) pieces.push(values.slice());
    if (status === 'ended') {
      const rank = state[STATE.rank] as number;
      const shape = Array.from(state.subarray(STATE.lengths, STATE.lengths + rank), (length) => length - 1);
      return { values: joined(dtype ?? 'float64', pieces), shape, size: state[STATE.size] as number, end: at };
    }
    if (consumed > 0) continue;
    if (end === bytes.length) return undefined;
    // As much again as is left: a long element that comes again with every short piece would take the square of its length.
    end = Math.min(bytes.length, end + Math.max(cut(), end - at));
  }
}

function joined(dtype: DType, pieces: readonly TypedArray[]): TypedArray {
  if (pieces.length === 1) return pieces[0] as TypedArray;
  const all = new (dtypeTraits(dtype).TypedArray)(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece as never, at);
    at += piece.length;
  }
  return all;
}
