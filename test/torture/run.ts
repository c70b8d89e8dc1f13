// npm run torture [crash | races] [seed]: long runs, reproducible from the seed that is printed.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from './crash.js';
import { race } from './races.js';
import { randomFrom } from './random.js';

const [wanted = 'crash races', given] = process.argv.slice(2);
const seed = Number(given ?? Date.now() % 1e9);
console.log(`seed ${seed}`);

for (const [name, run] of [
  ['crash', (folder: string) => crash(folder, 2000, randomFrom(seed))],
  ['races', (folder: string) => race(folder, 32, 157, false)],
  ['races', (folder: string) => race(folder, 32, 157, true)],
] as const) {
  if (!wanted.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'torture-'));
  console.log(name, await run(folder));
  await rm(folder, { recursive: true });
}
