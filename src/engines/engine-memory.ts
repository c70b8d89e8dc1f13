import { totalmem } from 'node:os';

/** The part of the memory that an engine may take. */
const MEMORY_PART = 1 / 2;

/** Returns how much memory an engine may take. Units: MiB. */
export const engineMemory = (): number =>
  Math.ceil((Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) * MEMORY_PART) / 2 ** 20);
