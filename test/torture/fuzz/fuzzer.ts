// Reads the inputs of a seed, and prints a line of JSON for each failure, for each round, and in the end for the result.
// node fuzzer.js seed from to [step]

import { fuzzing } from './fuzzing.js';

const [seed, from, to, step = 1] = process.argv.slice(2).map(Number) as [number, number, number, number?];
const say = (line: object): void => console.log(JSON.stringify(line));

// Most inputs are refused, and stack traces take time.
if (to - from > 1) Error.stackTraceLimit = 0;

say({
  seen: await fuzzing(
    seed,
    { from, to, step },
    (failure) => say({ failure }),
    (index) => say({ index }),
  ),
});
