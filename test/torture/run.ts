// npm run torture [run …] [seed] [1/n]: long runs, reproducible from the printed seed, or an nth of those that can be divided. README.md says
// what each of them does.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STEPS, withoutSteps } from '../support/altered.js';
import { otherSystem } from '../support/other-system.js';
import { s3Server } from '../support/s3-server.js';
import { outagesOfGateway } from './buckets/outages-of-gateway.js';
import { raceInBucket } from './buckets/race-in-bucket.js';
import { damageInShares } from './damage/damage.js';
import { fuzz } from './fuzz/fuzz.js';
import { againstV8 } from './kernel/against-v8.js';
import { KINDS as KERNEL_KINDS } from './kernel/kinds.js';
import { exact } from './numbers/exact.js';
import { KINDS } from './numbers/kinds.js';
import { crash } from './processes/crash.js';
import { crowd } from './processes/crowd.js';
import { race } from './processes/races.js';
import { randomFrom } from './random.js';
import { mountDevice, mountOverlay } from './system/device.js';
import { ALL_FAULTS, faults } from './system/faults.js';
import { fill } from './system/full.js';
import { outages } from './system/power.js';

/** How many processes share a long run. */
const PROCESSES = 2;

/** The name of a part of a run, its result, and the rules that have to be true of the result. */
type Part = readonly [part: string, seen: object, rules: { readonly [rule: string]: boolean }];

/**
 * A run: works in a folder of its own, and yields its parts.
 *
 * @param share - by what the size of the run is divided, if that is possible.
 */
type Run = (folder: string, seed: number, share: number) => AsyncIterable<Part>;

const racing = async (
  part: string,
  folder: string,
  processes: number,
  each: number,
  environment?: NodeJS.ProcessEnv,
) => {
  const parts: Part[] = [];
  for (const isSame of [false, true]) {
    const title = `${part}${isSame ? 'the same artifacts' : 'artifacts of their own'}`;
    const seen = await race(await mkdtemp(join(folder, 'race-')), processes, each, isSame, environment);
    parts.push([
      title,
      seen,
      {
        'there are as many files as artifacts': seen.files === (isSame ? each : processes * each),
        'each path holds its artifact': seen.wrong === 0,
        'readers saw only whole files': seen.torn === 0 && seen.read > 0,
      },
    ]);
  }
  return parts;
};

const crashing = async (part: string, folder: string, kills: number, seed: number): Promise<Part> => {
  const seen = await crash(folder, kills, randomFrom(seed));
  return [
    `${part}${kills} kills`,
    seen,
    {
      'each process was killed while it saved': seen.kills === kills && seen.broken === 0,
      'everything acknowledged is there': seen.acknowledged >= kills && seen.lost === 0,
      'every file is whole': seen.files >= seen.acknowledged && seen.torn === 0,
      'a sweep removes what was left': seen.left > 0 && seen.unswept === 0,
    },
  ];
};

const RUNS: { readonly [name: string]: Run } = {
  async *crash(folder, seed) {
    yield await crashing('', folder, 2000, seed);
  },
  async *races(folder) {
    yield* await racing('', folder, 32, 157);
    yield* await racing('no links, ', folder, 32, 32, await otherSystem(folder, { NO_LINKS: '1' }));
  },
  async *crowd(folder) {
    const seen = await crowd(folder, { count: 5000, length: 1000, files: 256 });
    yield [
      '5,000 at once',
      seen,
      {
        'all are loaded as they were saved': seen.saves === 10_000 && seen.loads === 5000 && seen.wrong === 0,
        'few files are open at once': seen.openFiles > 32 && seen.openFiles <= 128,
        'memory is less than ten times the arrays': seen.beyond < 10 * seen.arrays,
      },
    ];
  },
  async *faults(folder) {
    const seen = await faults(folder, ALL_FAULTS);
    yield [
      'every call, with every error',
      seen,
      { 'no rule is broken': seen.wrong.length === 0 && seen.saved > 0 && seen.refused > 0 && seen.met > 500 },
    ];
  },
  async *full(folder) {
    for (const [options, index] of [
      ['size=64k', 0],
      ['size=16m', 0],
      ['size=64m', 9],
      ['nr_inodes=1000', 0],
    ] as const) {
      const seen = await fill(await mkdtemp(join(folder, 'full-')), options, index);
      yield [
        options,
        seen,
        {
          'the disk is full': seen.refusal.endsWith(': ENOSPC'),
          'everything acknowledged is there': seen.saved > 1 && seen.lost === 0,
          'every file is whole': seen.files === seen.saved && seen.torn === 0,
          'the failed save left nothing': seen.left === 0,
          'with room again, a save works': seen.savesAgain,
        },
      ];
    }
  },
  async *systems(folder, seed) {
    for (const kind of ['exfat', 'btrfs', 'overlay'] as const) {
      const place = await mkdtemp(join(folder, `${kind}-`));
      const mounted = await (kind === 'overlay' ? mountOverlay(place) : mountDevice(kind, place));
      try {
        yield* await racing(`${kind}, `, mounted.folder, 16, 32);
        yield await crashing(`${kind}, `, join(mounted.folder, 'crash'), 200, seed);
      } finally {
        await mounted.unmount();
      }
    }
  },
  async *power(folder, seed) {
    const random = randomFrom(seed);
    for (const kind of ['ext4', 'xfs', 'btrfs'] as const) {
      const cut = async (program?: string) => outages(await mkdtemp(join(folder, 'power-')), kind, 20, random, program);
      const seen = await cut();
      yield [
        kind,
        seen,
        {
          'each process was killed while it saved': seen.outages === 20 && seen.broken === 0,
          'everything acknowledged is there': seen.acknowledged > 0 && seen.lost === 0,
          'every file is whole': seen.torn === 0,
        },
      ];
      const syncs = STEPS.filter(({ step }) => step.includes('sync of'));
      const afterName = syncs.filter(({ step }) => /directory|second/.test(step));
      for (const left of [...syncs.map((each) => [each]), afterName]) {
        const programs = await withoutSteps(await mkdtemp(join(folder, 'altered-')), left);
        const names = left.map(({ step }) => step).join(' and ');
        const noticed = await cut(join(programs, 'torture', 'processes', 'writer.js'));
        // A single missing sync may do no harm, because these file systems write more than they are asked to.
        const rules = {
          ...(names === 'the sync of the bytes' && { 'torn files show it': noticed.torn > 0 }),
          ...(left === afterName && { 'lost files show it': noticed.lost > 0 }),
        };
        yield [
          `${kind} without ${names}`,
          noticed,
          { 'each process was killed while it saved': noticed.broken === 0, ...rules },
        ];
      }
    }
  },
  async *buckets(_, seed) {
    const server = await s3Server('bluestore');
    try {
      const race = await raceInBucket(server, 'race', 16, 500);
      yield [
        '16 processes, 500 saves each',
        race,
        {
          'there are as many files as artifacts': race.saves === 8000 && race.files === 8000 && race.paths === 8000,
          'each path holds its artifact': race.wrong === 0 && race.problems === 0,
        },
      ];
      const outages = await outagesOfGateway(server, 'outages', 40, randomFrom(seed));
      yield [
        '40 kills of the server',
        outages,
        {
          'everything acknowledged is there': outages.acknowledged > 0 && outages.lost === 0,
          'every file is whole': outages.files >= outages.acknowledged && outages.problems === 0,
          'every other save ended with a StorageError': outages.strange === 0,
        },
      ];
    } finally {
      await server.stop();
    }
  },
  async *damage(folder, seed) {
    const seen = await damageInShares(folder, 100_000, seed, PROCESSES);
    yield [
      '100,000 faults',
      seen,
      {
        'all faults were made':
          seen.flips + seen.truncations === 100_000 && seen.swapped > 0 && seen.broken.length === 0,
        'all are refused': seen.loaded === 0 && seen.strange === 0,
        'verify reports all': seen.unnamed === 0 && seen.unnoticed === 0,
        'repaired files are sound': seen.left === 0,
      },
    ];
  },
  async *fuzz(_, seed, share) {
    const count = Math.ceil(10_000_000 / share);
    const seen = await fuzz(count, seed, PROCESSES);
    yield [
      `${count} inputs`,
      seen,
      {
        'all inputs were read': seen.texts + seen.lists + seen.files + seen.published === count,
        'nothing failed': seen.failures === 0,
        'some inputs are accepted': seen.accepted > 0 && seen.arrays > 0 && seen.quickly > 0 && seen.identical > 0,
      },
    ];
  },
  async *kernel(_, seed, share) {
    const extent = { processes: PROCESSES, size: 2 ** 18, every: share };
    for (const [kind, seen] of Object.entries(await againstV8('wasm', seed, extent, showing()))) {
      const rules = {
        'all were compared': share > 1 || seen.numbers === KERNEL_KINDS[kind]?.count,
        'none differs': seen.differences === 0,
      };
      yield [kind, seen, rules];
    }
  },
  async *exact(_, seed, share) {
    const extent = { processes: PROCESSES, size: 2 ** 22, every: share };
    for (const [kind, seen] of Object.entries(await exact(seed, extent, showing()))) {
      const rules = {
        'all were compared': share > 1 || seen.numbers === KINDS[kind]?.count,
        'none differs': seen.differences === 0,
        'the quick reader was sure': seen.unsure === 0,
      };
      yield [kind, seen, rules];
    }
  },
};

/** Returns a function that prints the result so far, once a minute. */
function showing(): (part: string, seen: unknown) => void {
  let shownAt = performance.now();
  return (part, seen) => {
    if (performance.now() - shownAt < 60e3) return;
    shownAt = performance.now();
    console.log('…', part, seen);
  };
}

const words = process.argv.slice(2);
const wanted = words.filter((word) => !/^[\d/]+$/.test(word));
const unknown = wanted.filter((name) => RUNS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`there is no run ${unknown.join(', ')}; there are ${Object.keys(RUNS).join(', ')}`);
const seed = Number(words.find((word) => /^\d+$/.test(word)) ?? Date.now() % 1e9);
const share = Number(words.find((word) => /^1\/\d+$/.test(word))?.slice(2) ?? 1);
console.log(`seed ${seed}`);
for (const [name, run] of Object.entries(RUNS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = await mkdtemp(join(tmpdir(), 'torture-'));
  for await (const [part, seen, rules] of run(folder, seed, share)) {
    const broken = Object.keys(rules).filter((rule) => !rules[rule]);
    console.log(`${broken.length === 0 ? '✔' : '✘'} ${name}, ${part}:`, seen);
    for (const rule of broken) console.log(`    not true: ${rule}`);
    if (broken.length > 0) process.exitCode = 1;
  }
  await rm(folder, { recursive: true });
}
