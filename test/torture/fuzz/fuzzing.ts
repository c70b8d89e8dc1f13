import { newReadingState } from '../../../src/json/kernel/kernel.js';
import { kernel } from '../../../src/json/kernel/kernels.js';
import { KERNEL_START } from '../../../src/model/limits.js';
import { publicFault } from './by-repository.js';
import { type Input, inputOf } from './inputs.js';
import { listReadingOf } from './list-reading.js';
import { parsingOf } from './parsing.js';
import { readingOf } from './reading.js';
import { externalBytes, isPolluted, watchPrototypes } from './surroundings.js';

/** The result of reading inputs. */
export interface Fuzzing {
  /** How many texts were parsed, and how many of them are JSON. */
  texts: number;
  json: number;
  /** How many lists were read, and how many of them the kernels accepted. */
  lists: number;
  arrays: number;
  /** How many files were read, and how many of them were accepted. */
  files: number;
  accepted: number;
  /** How many files the quick reader accepted, and how many were written again byte for byte (the others value by value). */
  quickly: number;
  identical: number;
  /** How many files were loaded, described and verified by a repository. */
  published: number;
  /** How many inputs broke a rule. */
  failures: number;
  /** The longest time of an input. Units: milliseconds. */
  slowest: number;
  /** The peak memory of the process. Units: MiB. */
  memory: number;
}

/** Returns the result of reading no input, to which the results of inputs are added. */
export const nothing = (): Fuzzing => ({
  ...{ texts: 0, json: 0, lists: 0, arrays: 0, files: 0, accepted: 0, quickly: 0, identical: 0, published: 0 },
  ...{ failures: 0, slowest: 0, memory: 0 },
});

/** An input that broke a rule. */
export interface Failure {
  readonly index: number;
  readonly way: string;
  readonly fault: string;
  readonly input: string;
}

/** The time that an input may take; the slowest need far less. Units: milliseconds. */
const SLOW = 500;

/** Returns the memory that reading an input may allocate outside of the heap: 4 MiB, and 64 bytes for each byte of it. Units: bytes. */
const allowedBytes = (size: number): number => (1 << 22) + 64 * size;

/** The number of inputs after which all prototypes are checked. */
const ROUND = 1000;

/**
 * Reads the inputs of a seed from one index up to another, in steps.
 *
 * @param onFailure - called for each failure.
 * @param onRound - called after each round.
 */
export async function fuzzing(
  seed: number,
  { from = 0, to, step = 1 }: { readonly from?: number; readonly to: number; readonly step?: number },
  onFailure: (failure: Failure) => void,
  onRound: (index: number) => void = () => {},
): Promise<Fuzzing> {
  takeKernelMemory();
  const seen = nothing();
  const arePrototypesChanged = watchPrototypes();
  let rounds = 0;
  for (let index = from; index < to; index += step) {
    const input = inputOf(seed, index);
    const fault = (await faultOf(input, seen)) ?? (isPolluted() ? 'a prototype was polluted' : undefined);
    const isRound = ++rounds % ROUND === 0 || index + step >= to;
    const last = isRound && arePrototypesChanged() ? `a prototype was changed in the last ${ROUND}` : undefined;
    for (const each of [fault, last]) {
      if (each === undefined) continue;
      seen.failures++;
      onFailure({ index, way: input.way, fault: each, input: input.bytes.toString('base64') });
    }
    if (isRound) onRound(index);
  }
  seen.memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return seen;
}

/** Lets the kernel in WebAssembly take its memory, which it does once, after many numbers: that is not due to one input. */
function takeKernelMemory(): void {
  const values = new Float64Array(KERNEL_START.numbersByV8 + 1);
  kernel.read('float64', Buffer.from(JSON.stringify(Array.from(values))), newReadingState());
  kernel.read('float64', Buffer.from('[0]'), newReadingState());
}

/** Reads an input. Returns the rule that it broke; undefined if it broke none. */
async function faultOf(input: Input, seen: Fuzzing): Promise<string | undefined> {
  const [start, before] = [performance.now(), externalBytes()];
  const fault = await reading(input, seen);
  const allocated = externalBytes() - before;
  let took = performance.now() - start;
  // The machine may have been busy: only an input that is slow every time breaks the rule.
  for (let times = 0; took > SLOW && times < 3; times++) {
    const again = performance.now();
    await reading(input, { ...seen });
    took = Math.min(took, performance.now() - again);
  }
  seen.slowest = Math.max(seen.slowest, Math.round(took));
  if (fault !== undefined) return fault;
  if (took > SLOW) return `takes ${Math.round(took)} ms`;
  return allocated > allowedBytes(input.bytes.length) ? `allocates ${allocated} bytes` : undefined;
}

async function reading(
  { way, bytes, Class, limits, type, isThorough }: Input,
  seen: Fuzzing,
): Promise<string | undefined> {
  try {
    if (way === 'parsing') {
      const { isAccepted, fault } = parsingOf(bytes);
      seen.texts++;
      seen.json += Number(isAccepted);
      return fault;
    }
    if (way === 'list') {
      const { isAccepted, fault } = listReadingOf(bytes, type, () => limits.piece);
      seen.lists++;
      seen.arrays += Number(isAccepted);
      return fault;
    }
    if (way === 'public') {
      seen.published++;
      return await publicFault(bytes, Class);
    }
    const { isAccepted, isQuick, isIdentical, fault } = await readingOf(bytes, Class, limits, isThorough);
    seen.files++;
    seen.accepted += Number(isAccepted);
    seen.quickly += Number(isQuick);
    seen.identical += Number(isIdentical);
    return fault;
  } catch (error) {
    return `throws ${(error as Error)?.stack ?? String(error)}`;
  }
}
