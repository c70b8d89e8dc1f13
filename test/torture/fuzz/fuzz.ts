import { inShares } from '../shares.js';
import { type Failure, type Fuzzing, nothing } from './fuzzing.js';

/** A line of a fuzzer. */
type Line = { readonly failure: Failure } | { readonly index: number } | { readonly seen: Fuzzing };

/** Megabytes that the heap of a fuzzer may have: inputs have a few kilobytes. */
const HEAP = 256;

/** Failures that are shown. */
const SHOWN = 20;

/** Characters of an input that are shown. */
const SHORT = 2000;

/** Reads so many inputs of a seed, shared out among processes. */
export async function fuzz(count: number, seed: number, processes: number): Promise<Fuzzing> {
  let shown = 0;
  const show = ({ index, way, fault, input }: Failure): void => {
    if (shown++ < SHOWN) console.error(`seed ${seed}, index ${index}, ${way}: ${fault}\n  ${input.slice(0, SHORT)}`);
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
      console.error(`the fuzzer of ${share.join(' ')} ${fault}; the last it said: ${JSON.stringify(last)}`);
    }
  }
  return sum;
}

/** Adds counts; of what is a maximum, the larger one is taken. */
function addTo(sum: Fuzzing, seen: Fuzzing): void {
  for (const key of Object.keys(seen) as (keyof Fuzzing)[]) {
    const isMaximum = key === 'slowest' || key === 'memory';
    sum[key] = isMaximum ? Math.max(sum[key], seen[key]) : sum[key] + seen[key];
  }
}
