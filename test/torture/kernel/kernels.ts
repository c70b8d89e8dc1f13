import type { Kernel } from '../../../src/json/kernel/kernel.js';
import { v8Kernel } from '../../../src/json/kernel/v8-kernel.js';
import { createWasmKernel } from '../../../src/json/kernel/wasm-kernel.js';

/** The kernels, by name. */
export const KERNELS: { readonly [name: string]: Kernel } = { v8: v8Kernel, wasm: wasmKernel() };

function wasmKernel(): Kernel {
  const kernel = createWasmKernel();
  if (kernel === undefined) throw new Error('there is no WebAssembly');
  return kernel;
}
