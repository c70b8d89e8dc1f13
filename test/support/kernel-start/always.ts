// Imported before a program, this file lets the kernel in WebAssembly write and read all numbers of the program.
import { KERNEL_START } from '../../../src/model/limits.js';

KERNEL_START.numbersByV8 = 0;
