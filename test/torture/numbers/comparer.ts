// Compares batches: reads lines of JSON, [name of a kind, index of a batch], and prints the result of each as JSON.
// echo '["random bits",7]' | node comparer.js seed size

import { createInterface } from 'node:readline';
import { compare } from './batch.js';

const [seed, size] = process.argv.slice(2).map(Number);

for await (const line of createInterface({ input: process.stdin })) {
  const [name, batch] = JSON.parse(line);
  console.log(JSON.stringify(await compare(seed as number, name, batch, size as number)));
}
