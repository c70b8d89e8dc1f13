import type { Kernel } from '../../../src/json/kernel/kernel.js';
import { v8Kernel } from '../../../src/json/kernel/v8-kernel.js';

/** The kernels, by name. */
export const KERNELS: { readonly [name: string]: Kernel } = { v8: v8Kernel };
