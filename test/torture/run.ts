// npm run torture [run …] [seed]: long runs, reproducible from the seed that is printed. README.md tells what each of them shows.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { damageInShares } from './damage/damage.js';
import { fuzz } from './fuzz/fuzz.js';
import { exact } from './numbers/exact.js';
import { crash } from './processes/crash.js';
import { crowd } from './processes/crowd.js';
import { race } from './processes/races.js';
import { randomFrom } from './random.js';
import { STEPS, withoutSteps } from './system/altered.js';
import { mountDevice, mountOverlay } from './system/device.js';
import { ALL_FAULTS, faults } from './system/faults.js';
import { fill } from './system/full.js';
import { otherSystem } from './system/other-system.js';
import { outages } from './system/power.js';

/** Processes that share a long run. */
const PROCESSES = 2;

/** A part of a run, and what was seen. Of what is wrong, nothing may be seen, unless the part is to show that it would be. */
type Part = readonly [part: string, seen: object, isToShow?: boolean];

/** What a run does in a folder of its own, one part after the other. */
type Run = (folder: string, seed: number) => AsyncIterable<Part>;

/** What is wrong, by the names that it has in what was seen. */
const WRONG = 'lost torn wrong unswept failures differences loaded strange unnamed unnoticed broken'.split(' ');

const RUNS: { readonly [name: string]: Run } = {
  async *crash(folder, seed) {
    yield ['2,000 kills', await crash(folder, 2000, randomFrom(seed))];
  },
  async *races(folder) {
    yield ['artifacts of their own', await race(join(folder, 'own'), 32, 157, false)];
    yield ['the same artifacts', await race(join(folder, 'same'), 32, 157, true)];
    const environment = await otherSystem(folder, { NO_LINKS: '1' });
    yield ['artifacts of their own, no links', await race(join(folder, 'unlinked'), 32, 32, false, environment)];
    yield ['the same artifacts, no links', await race(join(folder, 'unlinked same'), 32, 32, true, environment)];
  },
  async *crowd(folder) {
    yield ['5,000 at once', await crowd(folder, { count: 5000, length: 1000, files: 128 })];
  },
  async *faults(folder) {
    yield ['every call, with every error', await faults(folder, ALL_FAULTS)];
  },
  async *full(folder) {
    for (const [options, index] of [
      ['size=64k', 0],
      ['size=16m', 0],
      ['size=64m', 9],
      ['nr_inodes=1000', 0],
    ] as const) {
      yield [options, await fill(await mkdtemp(join(folder, 'full-')), options, index)];
    }
  },
  async *systems(folder, seed) {
    for (const kind of ['exfat', 'btrfs', 'overlay'] as const) {
      const place = await mkdtemp(join(folder, `${kind}-`));
      const mounted = await (kind === 'overlay' ? mountOverlay(place) : mountDevice(kind, place));
      try {
        yield [`${kind}, artifacts of their own`, await race(join(mounted.folder, 'own'), 16, 32, false)];
        yield [`${kind}, the same artifacts`, await race(join(mounted.folder, 'same'), 16, 32, true)];
        yield [`${kind}, 200 kills`, await crash(join(mounted.folder, 'crash'), 200, randomFrom(seed))];
      } finally {
        await mounted.unmount();
      }
    }
  },
  async *power(folder, seed) {
    const random = randomFrom(seed);
    for (const kind of ['ext4', 'xfs', 'btrfs'] as const) {
      const cut = async (program?: string) => outages(await mkdtemp(join(folder, 'power-')), kind, 20, random, program);
      yield [kind, await cut()];
      const syncs = STEPS.filter(({ step }) => step.includes('sync of'));
      const afterName = syncs.filter(({ step }) => /directory|second/.test(step));
      for (const left of [...syncs.map((each) => [each]), afterName]) {
        const programs = await withoutSteps(await mkdtemp(join(folder, 'altered-')), left);
        const names = left.map(({ step }) => step).join(' and ');
        yield [`${kind} without ${names}`, await cut(join(programs, 'processes', 'writer.js')), true];
      }
    }
  },
  async *damage(folder, seed) {
    yield ['100,000 faults', await damageInShares(folder, 100_000, seed, PROCESSES)];
  },
  async *fuzz(_, seed) {
    yield ['10,000,000 inputs', await fuzz(10_000_000, seed, PROCESSES)];
  },
  async *exact(_, seed) {
    yield* Object.entries(await exact(seed, { processes: PROCESSES, size: 2 ** 22, every: 1 }, showing()));
  },
};

/** Shows how far something long is, once a minute. */
function showing(): (part: string, seen: unknown) => void {
  let shownAt = performance.now();
  return (part, seen) => {
    if (performance.now() - shownAt < 60e3) return;
    shownAt = performance.now();
    console.log('…', part, seen);
  };
}

/** Tells of a part whether nothing that is wrong was seen. */
const isRight = ([, seen, isToShow]: Part): boolean =>
  isToShow === true ||
  Object.entries(seen).every(([name, found]) => !WRONG.includes(name) || (found.length ?? found) === 0);

const words = process.argv.slice(2);
const wanted = words.filter((word) => !/^\d+$/.test(word));
const unknown = wanted.filter((name) => RUNS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`there is no run ${unknown.join(', ')}; there are ${Object.keys(RUNS).join(', ')}`);
const seed = Number(words.find((word) => /^\d+$/.test(word)) ?? Date.now() % 1e9);
console.log(`seed ${seed}`);
for (const [name, run] of Object.entries(RUNS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'torture-'));
  for await (const part of run(folder, seed)) {
    const [title, seen] = part;
    console.log(`${isRight(part) ? '✔' : '✘'} ${name}, ${title}:`, seen);
    if (!isRight(part)) process.exitCode = 1;
  }
  await rm(folder, { recursive: true });
}
