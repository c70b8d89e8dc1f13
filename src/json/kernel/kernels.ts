import { KERNEL_START } from '../../model/limits.js';
import type { Kernel } from './kernel.js';
import { v8Kernel } from './v8-kernel.js';
import { createWasmKernel } from './wasm-kernel.js';

/**
 * The kernel that the library uses: V8's for the first numbers of a program, because compiling WebAssembly takes as long as they do, and
 * then the one in WebAssembly; V8's always where WebAssembly is refused.
 */
export const kernel: Kernel = {
  write: (dtype, values, start, end, rows, missing) =>
    kernelFor(end - start).write(dtype, values, start, end, rows, missing),
  read(dtype, bytes, state, missing) {
    // Text that is refused takes time, too.
    const reading = kernelFor(bytes.length / BYTES_PER_NUMBER).read(dtype, bytes, state, missing);
    numbers += reading.values.length;
    return reading;
  },
  scan: (bytes, text) => kernelFor(bytes.length / BYTES_PER_NUMBER).scan(bytes, text),
};

/** V8 scans this many bytes in the time in which it reads a number. */
const BYTES_PER_NUMBER = 128;

/** How many numbers were written and read so far. */
let numbers = 0;
let wasmKernel: Kernel | undefined;

function kernelFor(more: number): Kernel {
  numbers += more;
  if (numbers <= KERNEL_START.numbersByV8) return v8Kernel;
  wasmKernel ??= createWasmKernel() ?? v8Kernel;
  return wasmKernel;
}
