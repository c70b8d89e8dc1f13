// Imported before a program, this file lets the kernel in WebAssembly take over in the middle of the first arrays.
import { KERNEL_START } from '../../../src/model/limits.js';

KERNEL_START.numbersByV8 = 4;
