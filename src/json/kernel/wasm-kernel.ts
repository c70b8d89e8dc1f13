import { endianness } from 'node:os';
import { type DType, dtypeTraits, type TypedArray } from '../../model/dtypes.js';
import type { Missing } from '../../model/elements.js';
import { bufferOf, QUOTE } from '../bytes.js';
import {
  type Kernel,
  newReadingState,
  type Reading,
  type ReadingState,
  type Rows,
  type Scan,
  STATE,
} from './kernel.js';
import { elementOfText, v8Kernel } from './v8-kernel.js';
import { WASM_BYTES } from './wasm-bytes.js';

/** The functions and variables of the module, in assembly/kernel.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly FREE: { readonly value: number };
  readonly status: { readonly value: number };
  readonly textEnd: { readonly value: number };
  readonly mayHaveNearInteger: { readonly value: number };
  readonly mayHaveNearZero: { readonly value: number };
  scanText(from: number, end: number): number;
  readRows(kind: number, from: number, end: number, state: number, to: number): number;
  writeRows(
    kind: number,
    values: number,
    count: number,
    axes: number,
    axisCount: number,
    isFirst: boolean,
    to: number,
    limit: number,
  ): number;
}

/** What is used here of a global object that TypeScript knows in browsers alone. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** The numbers that stand for the dtypes in assembly/kinds.ts. */
const KINDS: { readonly [D in DType]: number } = {
  bool: 1,
  int8: 2,
  uint8: 3,
  int16: 4,
  uint16: 5,
  int32: 6,
  uint32: 7,
  int64: 8,
  uint64: 9,
  float32: 10,
  float64: 11,
};
const COUNTED = 0;
/** What is added for a float dtype whose NaN is `null`. */
const WITH_MISSING = 2;

const kindOf = (dtype: DType, missing: Missing): number => KINDS[dtype] + (missing === null ? WITH_MISSING : 0);

const NONE = new Float64Array(0);
const STATUSES = ['more', 'ended', 'mismatch'] as const;

// The regions of the memory behind the module's own data. Units: bytes.
const STATE_ROOM = 2 ** 11;
const AXES_ROOM = 2 ** 11;
const NUMBERS_PER_AXIS = 4;
const SEPARATORS_ROOM = 2 ** 16;
/** Room for as many elements as {@link READ_AT_ONCE} may have, each with a comma. */
const VALUES_ROOM = 2 ** 18;
const TEXT_ROOM = 2 ** 20;
const READ_AT_ONCE = 2 ** 16;
/** The number of zeros that follow a text to be read. */
const ZEROS = 32;
/** A multiple of 16. */
const SCANNED_AT_ONCE = 2 ** 16;
/** The number of bytes before and behind a part of a text that are there when it is scanned. */
const AROUND_SCANNED = 64;

/**
 * Returns the kernel in WebAssembly; undefined where there is no WebAssembly, or it is forbidden to compile any, or where the processor is
 * big-endian: WebAssembly stores numbers with the lowest byte first, and typed arrays as the processor does.
 */
export function createWasmKernel(): Kernel | undefined {
  if (endianness() === 'BE') return undefined;
  try {
    return new WasmKernel(new WebAssembly.Module(Buffer.from(WASM_BYTES, 'base64')));
  } catch {
    return undefined;
  }
}

class WasmKernel implements Kernel {
  readonly #exports: Exports;
  readonly #bytes: Uint8Array;
  readonly #state: Float64Array;
  readonly #axes: Float64Array;
  readonly #separators: number;
  readonly #values: number;
  readonly #text: number;
  /** The dtype of the elements that are being read, … */
  #dtype: DType = 'float64';
  /** … and how their NaNs are written. */
  #missing: Missing;

  constructor(module: object) {
    const host = { readByHost: (from: number, end: number, to: number) => this.#readByHost(from, end, to) };
    this.#exports = new WebAssembly.Instance(module, { host }).exports as unknown as Exports;
    const { buffer } = this.#exports.memory;
    const state = this.#exports.FREE.value;
    this.#bytes = new Uint8Array(buffer);
    this.#state = new Float64Array(buffer, state, newReadingState().length);
    this.#axes = new Float64Array(buffer, state + STATE_ROOM, AXES_ROOM / 8);
    this.#separators = state + STATE_ROOM + AXES_ROOM;
    this.#values = this.#separators + SEPARATORS_ROOM;
    this.#text = this.#values + VALUES_ROOM;
  }

  write(dtype: DType, values: TypedArray, start: number, end: number, rows: Rows, missing?: Missing): Uint8Array {
    if (!this.#takeRows(rows)) return v8Kernel.write(dtype, values, start, end, rows, missing);
    const kind = kindOf(dtype, missing);
    const whole: Uint8Array[] = [];
    let text = this.#bytes.subarray(0, 0);
    for (let at = start; at < end; ) {
      if (at > start) whole.push(text.slice());
      at += this.#writeSome(kind, values, at, end, rows.shape);
      text = this.#bytes.subarray(this.#text, this.#exports.textEnd.value);
    }
    return whole.length === 0 ? text : Buffer.concat([...whole, text]);
  }

  /** Copies the lengths of the axes and the separators. Returns false if there is no room for them. */
  #takeRows({ shape, separators }: Rows): boolean {
    if (shape.length * NUMBERS_PER_AXIS > this.#axes.length) return false;
    let at = this.#separators;
    for (let axis = 0; axis < shape.length; axis++) {
      const separator = separators[axis];
      const size = separator?.length ?? 0;
      if (at + size > this.#values) return false;
      if (separator !== undefined) this.#bytes.set(separator, at);
      this.#axes.set([shape[axis] as number, 0, at, size], axis * NUMBERS_PER_AXIS);
      at += size;
    }
    return true;
  }

  /** Writes as many elements as there is room for. Returns how many. */
  #writeSome(kind: number, values: TypedArray, start: number, end: number, shape: readonly number[]): number {
    let rest = start;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] as number;
      this.#axes[axis * NUMBERS_PER_AXIS + 1] = rest % length;
      rest = Math.floor(rest / length);
    }
    const size = values.BYTES_PER_ELEMENT;
    const count = Math.min(end - start, VALUES_ROOM / size);
    // This throws if the array has become shorter.
    this.#bytes.set(new Uint8Array(values.buffer, values.byteOffset + start * size, count * size), this.#values);
    return this.#exports.writeRows(
      kind,
      this.#values,
      count,
      this.#axes.byteOffset,
      shape.length,
      start === 0,
      this.#text,
      this.#text + TEXT_ROOM,
    );
  }

  read(dtype: DType | undefined, bytes: Uint8Array, state: ReadingState, missing?: Missing): Reading {
    const { readRows, status } = this.#exports;
    const length = Math.min(bytes.length, READ_AT_ONCE);
    const start = this.#text;
    const end = start + length;
    this.#bytes.set(bytes.subarray(0, length), start);
    this.#bytes.fill(0, end, end + ZEROS);
    this.#state.set(state);
    if (dtype !== undefined) this.#dtype = dtype;
    this.#missing = missing;
    const kind = dtype === undefined ? COUNTED : kindOf(dtype, missing);
    const consumed = readRows(kind, start, end, this.#state.byteOffset, this.#values) - start;
    // An element may be longer than the memory.
    if (consumed === 0 && length < bytes.length) return v8Kernel.read(dtype, bytes, state, missing);
    const count = (this.#state[STATE.size] as number) - (state[STATE.size] as number);
    state.set(this.#state);
    return {
      consumed,
      values: dtype === undefined ? NONE : this.#elements(this.#values, count),
      status: STATUSES[status.value] as Reading['status'],
    };
  }

  scan(bytes: Uint8Array): Scan {
    const { scanText, mayHaveNearInteger, mayHaveNearZero } = this.#exports;
    const from = this.#text + AROUND_SCANNED;
    const scan = { keys: 0, mayHaveNearInteger: false, mayHaveNearZero: false };
    for (let start = 0; start < bytes.length; start += SCANNED_AT_ONCE) {
      const before = Math.min(start, AROUND_SCANNED - 1);
      const part = bytes.subarray(start - before, start + SCANNED_AT_ONCE + AROUND_SCANNED);
      this.#bytes.fill(0, this.#text, from);
      // The search for what stands before a colon ends here. A colon may be counted in excess: then the text is read by our own reader.
      this.#bytes[this.#text] = QUOTE;
      this.#bytes.set(part, from - before);
      this.#bytes.fill(0, from - before + part.length, from - before + part.length + ZEROS);
      scan.keys += scanText(from, from + Math.min(bytes.length - start, SCANNED_AT_ONCE));
      scan.mayHaveNearInteger ||= mayHaveNearInteger.value !== 0;
      scan.mayHaveNearZero ||= mayHaveNearZero.value !== 0;
    }
    return scan;
  }

  /** Reads the text of one element by V8, and stores the element. Returns 0 if it is not the text of an element. */
  #readByHost(from: number, end: number, to: number): number {
    const text = bufferOf(this.#bytes.subarray(from, end)).toString('latin1');
    const element = elementOfText(this.#dtype, text, this.#missing);
    if (element === undefined) return 0;
    this.#elements(to, 1)[0] = element as never;
    return 1;
  }

  #elements(address: number, count: number): TypedArray {
    return new (dtypeTraits(this.#dtype).TypedArray)(this.#bytes.buffer, address, count);
  }
}
