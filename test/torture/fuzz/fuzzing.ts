import { publicFault } from './by-repository.js';
import { type Input, inputOf } from './inputs.js';
import { parsingOf } from './parsing.js';
import { readingOf } from './reading.js';
import { externalBytes, isPolluted, watchPrototypes } from './surroundings.js';

/** What was seen of inputs that were read. */
export interface Fuzzing {
  /** How many texts were given to the parser, and how many of these are JSON. */
  texts: number;
  json: number;
  /** How many files were read, how many of these were accepted … */
  files: number;
  accepted: number;
  /** … how many of these by the quick reader, and how many were written again byte for byte, the others by value. */
  quickly: number;
  identical: number;
  /** How many files were loaded, described and verified by a repository. */
  published: number;
  /** How many inputs have something wrong come of them. */
  failures: number;
  /** Milliseconds that one took at most. */
  slowest: number;
  /** Megabytes of memory that the process had at most. */
  memory: number;
}

/** Nothing was seen yet. */
export const nothing = (): Fuzzing => ({
  ...{ texts: 0, json: 0, files: 0, accepted: 0, quickly: 0, identical: 0, published: 0 },
  ...{ failures: 0, slowest: 0, memory: 0 },
});

/** An input of which something wrong has come. */
export interface Failure {
  readonly index: number;
  readonly way: string;
  readonly fault: string;
  readonly input: string;
}

/** Milliseconds that no input may take: the longest needs far less. */
const SLOW = 500;

/** Bytes that an input may allocate: what writing and reading takes for itself, and so many for each byte of its own. */
const allowed = (size: number): number => (1 << 22) + 64 * size;

/** Inputs after which all prototypes are looked at. */
const ROUND = 1000;

/**
 * Reads the inputs of a seed from one index up to another, every so many.
 *
 * @param tell - is told of each failure.
 * @param passed - is told of each round.
 */
export async function fuzzing(
  seed: number,
  { from = 0, to, step = 1 }: { readonly from?: number; readonly to: number; readonly step?: number },
  tell: (failure: Failure) => void,
  passed: (index: number) => void = () => {},
): Promise<Fuzzing> {
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
      tell({ index, way: input.way, fault: each, input: input.bytes.toString('base64') });
    }
    if (isRound) passed(index);
  }
  seen.memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return seen;
}

/** Reads an input, and tells what is wrong with what comes of it, or with how it was done. */
async function faultOf(input: Input, seen: Fuzzing): Promise<string | undefined> {
  const [start, before] = [performance.now(), externalBytes()];
  const fault = await reading(input, seen);
  const allocated = externalBytes() - before;
  let took = performance.now() - start;
  // The machine may have had something else to do: the input is at fault if it is slow every time.
  for (let times = 0; took > SLOW && times < 3; times++) {
    const again = performance.now();
    await reading(input, { ...seen });
    took = Math.min(took, performance.now() - again);
  }
  seen.slowest = Math.max(seen.slowest, Math.round(took));
  if (fault !== undefined) return fault;
  if (took > SLOW) return `takes ${Math.round(took)} ms`;
  return allocated > allowed(input.bytes.length) ? `allocates ${allocated} bytes` : undefined;
}

async function reading({ way, bytes, Class, limits, isThorough }: Input, seen: Fuzzing): Promise<string | undefined> {
  try {
    if (way === 'parsing') {
      const { isAccepted, fault } = parsingOf(bytes);
      seen.texts++;
      seen.json += Number(isAccepted);
      return fault;
    }
    if (way === 'public') {
      seen.published++;
      return await publicFault(bytes, Class);
    }
    const { isAccepted, isCut, isIdentical, fault } = await readingOf(bytes, Class, limits, isThorough);
    seen.files++;
    seen.accepted += Number(isAccepted);
    seen.quickly += Number(isCut);
    seen.identical += Number(isIdentical);
    return fault;
  } catch (error) {
    return `throws ${(error as Error)?.stack ?? String(error)}`;
  }
}
