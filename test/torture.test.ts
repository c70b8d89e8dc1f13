// A few rounds of each of the long runs in test/torture, which `npm run torture` repeats thousands of times.

import test from 'ava';
import { aroundStep, STEPS } from './support/altered.js';
import { newFolder } from './support/stored.js';
import { damageInShares } from './torture/damage/damage.js';
import { fuzz } from './torture/fuzz/fuzz.js';
import { againstV8 } from './torture/kernel/against-v8.js';
import { KERNELS } from './torture/kernel/kernels.js';
import { exact } from './torture/numbers/exact.js';
import { race } from './torture/processes/races.js';

test('processes that save different artifacts of the same second get different paths, and readers see only whole files', async (t) => {
  const seen = await race(await newFolder(), 6, 20, false);
  t.like(seen, { saves: 120, files: 120, wrong: 0, torn: 0 });
});

test('processes that save identical artifacts get the same paths', async (t) => {
  const seen = await race(await newFolder(), 6, 5, true);
  t.like(seen, { saves: 30, files: 5, wrong: 0, torn: 0 });
});

test('numbers of every kind are written as their shortest text, and both readers load them bit for bit', async (t) => {
  const seen = await exact(1, { processes: 1, size: 2 ** 16, every: 8191 });
  for (const [kind, { numbers, exactly, texts, ...others }] of Object.entries(seen)) {
    t.true(numbers > 0 && exactly > 0 && texts > 0, kind);
    t.deepEqual(others, { unsure: 0, differences: 0, shown: [] }, kind);
  }
  t.like(seen, { 'all int8': { numbers: 2 ** 8 }, 'all uint16': { numbers: 2 ** 16, texts: 2 ** 16 } });
});

for (const kernel of Object.keys(KERNELS)) {
  test(`numbers of every kind are written and read as V8 does, and texts that no double can be said to name are refused, by the kernel ${kernel}`, async (t) => {
    const seen = await againstV8(kernel, 1, { processes: 1, size: 2 ** 12, every: 2 ** 17 });
    for (const [kind, { numbers, refused, ...others }] of Object.entries(seen)) {
      t.true(numbers > 0, kind);
      t.deepEqual(others, { differences: 0, shown: [] }, kind);
    }
    t.true((seen['decimals of 1 to 40 digits']?.refused as number) > 500);
  });
}

test('load and verify notice every flipped bit, truncated file and exchanged name', async (t) => {
  const seen = await damageInShares(await newFolder(), 48, 1, 1);
  t.like(seen, { loaded: 0, strange: 0, unnamed: 0, swapped: 2, unnoticed: 0, left: 0, broken: [] });
  t.true(seen.truncations > 0 && seen.flips > 30);
});

test('every input gives values or an ArtifactError, and an accepted one can be saved and loaded again', async (t) => {
  const seen = await fuzz(4000, 1, 1);
  t.is(seen.failures, 0);
  t.is(seen.texts + seen.lists + seen.files + seen.published, 4000);
  t.true(seen.json > 500 && seen.arrays > 200 && seen.lists > seen.arrays + 100, JSON.stringify(seen));
  t.true(seen.accepted > 100 && seen.quickly > 50 && seen.identical > 20, JSON.stringify(seen));
});

test('the inputs of a seed do not depend on the number of processes', async (t) => {
  const [one, two] = [await fuzz(300, 7, 1), await fuzz(300, 7, 2)];
  t.like(two, { texts: one.texts, json: one.json, accepted: one.accepted, failures: 0 });
});

test('every step of a save that a test leaves out stands exactly once in its file', async (t) => {
  for (const step of STEPS) await t.notThrowsAsync(aroundStep('dist', step), step.step);
});
