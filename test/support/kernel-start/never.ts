// Imported before a program, this file lets V8 write and read all numbers of the program, as where WebAssembly is refused.
import { KERNEL_START } from '../../../src/model/limits.js';

KERNEL_START.numbersByV8 = Number.POSITIVE_INFINITY;
