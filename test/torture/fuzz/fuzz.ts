import { inShares } from '../shares.js';
import { type Failure, type Fuzzing, nothing } from './fuzzing.js';

/** A line that a fuzzer process writes. */
type Line = { readonly failure: Failure } | { readonly index: number } | { readonly seen: Fuzzing };

/** The limit of the heap of a fuzzer process; inputs have a few KiB. Units: MiB. */
const HEAP = 256;

/** How many failures are printed. */
const SHOWN = 20;

/** How many characters of an input are printed. */
const SHOWN_CHARACTERS = 2000;

/** Reads the first inputs of a seed, in several processes. */
export async function fuzz(count: number, seed: number, processes: number): Promise<Fuzzing> {
  let shown = 0;
  const show = ({ index, way, fault, input }: Failure): void => {
    if (shown++ < SHOWN)
      console.error(`seed ${seed}, index ${index}, ${way}: ${fault}\n  ${input.slice(0, SHOWN_CHARACTERS)}`);
  };
  const shares = Array.from({ length: processes }, (_, first) => [seed, first, count, processes].map(String));
  const endings = await inShares(new URL('fuzzer.js', import.meta.url), shares, HEAP, (line: Line) => {
    if ('failure' in line) show(line.failure);
  });
  const sum = nothing();
  for (const { share, last, fault } of endings) {
    if (fault === undefined && last !== undefined && 'seen' in last) addTo(sum, last.seen);
    else {
      sum.failures++;
      console.error(`the fuzzer of ${share.join(' ')} ${fault}; its last line: ${JSON.stringify(last)}`);
    }
  }
  return sum;
}

/** Adds the counts of one result to a sum, and keeps the larger ones of the maxima. */
function addTo(sum: Fuzzing, seen: Fuzzing): void {
  for (const key of Object.keys(seen) as (keyof Fuzzing)[]) {
    const isMaximum = key === 'slowest' || key === 'memory';
    sum[key] = isMaximum ? Math.max(sum[key], seen[key]) : sum[key] + seen[key];
  }
}
