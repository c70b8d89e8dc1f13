import { type Kernel, STATE } from '../../../src/json/kernel/kernel.js';
import { v8Kernel } from '../../../src/json/kernel/v8-kernel.js';
import { createWasmKernel } from '../../../src/json/kernel/wasm-kernel.js';

/** The kernels, by name. The library goes from one to the other within an array, so there is one in which both work. */
export const KERNELS: { readonly [name: string]: Kernel } = kernels();

function kernels() {
  const wasm = createWasmKernel();
  if (wasm === undefined) throw new Error('there is no WebAssembly');
  const kernelAt = (index: number): Kernel => (index % 2 === 0 ? v8Kernel : wasm);
  const both: Kernel = {
    write: (dtype, values, start, end, rows, missing) =>
      kernelAt(start).write(dtype, values, start, end, rows, missing),
    read: (dtype, bytes, state, missing) => kernelAt(state[STATE.size] as number).read(dtype, bytes, state, missing),
    scan: (bytes, text) => kernelAt(bytes.length).scan(bytes, text),
  };
  return { v8: v8Kernel, wasm, both };
}
