// Compares batches: reads lines of JSON, [name of a kind, index of a batch], and prints the result of each as JSON.
// echo '["random bits",7]' | node comparer.js seed size kernel

import { createInterface } from 'node:readline';
import { compare } from './batch.js';

const [seed, size, kernel] = process.argv.slice(2) as [string, string, string];

for await (const line of createInterface({ input: process.stdin })) {
  const [name, batch] = JSON.parse(line);
  console.log(JSON.stringify(compare(kernel, Number(seed), name, batch, Number(size))));
}
