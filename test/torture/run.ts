// npm run torture [crash | races | crowd | exact] [seed] [processes]: long runs, reproducible from the seed that is printed.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Compared } from './batch.js';
import { crash } from './crash.js';
import { crowd } from './crowd.js';
import { exact } from './exact.js';
import { KINDS, type Kind } from './kinds.js';
import { race } from './races.js';
import { randomFrom } from './random.js';

const [wanted = 'crash races crowd exact', given, processes = 2] = process.argv.slice(2);
const seed = Number(given ?? Date.now() % 1e9);
console.log(`seed ${seed}`);

/** Shows how far it is, once a minute and whenever a kind of numbers is done. */
let shownAt = performance.now();
const show = (kind: string, seen: Compared): void => {
  if (seen.numbers < (KINDS[kind] as Kind).count && performance.now() - shownAt < 60e3) return;
  shownAt = performance.now();
  console.log(kind, seen);
};

for (const [name, run] of [
  ['crash', (folder: string) => crash(folder, 2000, randomFrom(seed))],
  ['races', (folder: string) => race(folder, 32, 157, false)],
  ['races', (folder: string) => race(folder, 32, 157, true)],
  ['crowd', (folder: string) => crowd(folder, { count: 5000, length: 1000, files: 128 })],
  ['exact', () => exact(seed, { processes: Number(processes), size: 2 ** 22, every: 1 }, show)],
] as const) {
  if (!wanted.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'torture-'));
  console.log(name, await run(folder));
  await rm(folder, { recursive: true });
}
