import { type Kernel } from './kernel.js';
import { v8Kernel } from './v8-kernel.js';

/** The kernel that a program uses. */
export const kernel: Kernel = v8Kernel;
