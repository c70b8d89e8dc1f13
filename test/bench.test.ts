// The benchmark compares ways that give the same values, and computes ratios to the fastest way that is written by hand.

import { join } from 'node:path';
import test from 'ava';
import { type Competition, compete, faultsOf, standings, type Way } from './bench/competition.js';
import { competitions } from './bench/competitions.js';
import { measureFolder } from './bench/scale.js';
import { checkStore, makeStore } from './bench/scale-store.js';
import { needs } from './support/needs.js';
import { newFolder } from './support/stored.js';

const withChdb = await needs('chdb');

test('every competition has several ways that are written by hand, or compares the library with itself; all its ways give the same values', async (t) => {
  for await (const competition of competitions({
    objects: 20,
    large: 10_000,
    array: 2000,
    small: 10,
    asking: { names: 100, searched: 100, newest: 50, large: 10, numbers: 20_000 },
    bucket: { saved: 40, keys: 40 },
    listed: 5,
    served: 300,
    reported: 5,
    browsed: 150,
  })) {
    const { work, plain, competitors } = competition;
    const names = [...plain, ...competitors].map(({ name }) => name);
    t.true(plain.length >= 2 || plain[0]?.name.endsWith('by this library'), work);
    t.deepEqual([...new Set(names)], names, work);
    t.true(competitors[0]?.name.startsWith('this library'), work);
    t.deepEqual(await faultsOf(competition), [], work);
  }
});

withChdb(
  'a storage of many artifacts has the files that a repository saves, and each way to ask it gives the same answer',
  async (t) => {
    const folder = await newFolder();
    const root = join(folder, 'artifacts');
    makeStore(root, 20);
    await checkStore(root, join(folder, 'checked'), 20);
    const table = (await measureFolder(root, 20, folder)).filter(
      (line) => line.startsWith('| ') && !line.startsWith('| |'),
    );
    t.is(table.length, 10);
    for (const line of table) t.regex(line, /^\| [^|]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \| \d+( \+ \d+)? \|$/);
  },
);

const way = (name: string): Way => ({ name, run: () => name });
const work: Competition = {
  work: 'work',
  items: { unit: 'item', count: 1 },
  expected: 'right',
  plain: [way('first'), way('second'), way('third')],
  competitors: [way('this library')],
};

test('the fastest way that is written by hand is the baseline, at any position', (t) => {
  const times = new Map([
    ['first', [7, 6]],
    ['second', [4, 3]],
    ['third', [5, 5]],
    ['this library', [2, 9]],
  ]);
  t.deepEqual(
    standings(work, ({ name }) => times.get(name) as number[]),
    {
      baseline: { way: work.plain[1] as Way, time: 3, ratio: 1, range: [1, 1] },
      competitors: [{ way: work.competitors[0] as Way, time: 2, ratio: 2 / 3, range: [0.5, 3] }],
      slower: [
        { way: work.plain[2] as Way, time: 5, ratio: 5 / 3, range: [1.25, 5 / 3] },
        { way: work.plain[0] as Way, time: 6, ratio: 2, range: [1.75, 2] },
      ],
    },
  );
});

test('if a way gives other values, the error names it, and nothing is measured', async (t) => {
  const right: Way = { ...way('third'), values: () => 'right' };
  const error = await t.throwsAsync(
    compete({ ...work, plain: [way('first'), right], competitors: [way('library')] }, { rounds: 1, time: 1 }),
  );
  t.is(error.message, 'work: found other values, by first and by library');
});

test('a way is prepared before each of its runs, and the preparation is not timed', async (t) => {
  let log = '';
  const run = (name: string): Way => ({
    name,
    prepare: () => void (log += '<'),
    run: () => {
      log += '>';
      return 'right';
    },
  });
  const { baseline, competitors, slower } = await compete(
    { ...work, plain: [run('one'), run('two')], competitors: [] },
    { rounds: 2, time: 1 },
  );
  t.deepEqual([baseline.way.name, ...slower.map((placing) => placing.way.name)].sort(), ['one', 'two']);
  t.deepEqual(competitors, []);
  t.regex(log, /^(<>)+$/);
});

test('a way that measures itself is placed by its own time', async (t) => {
  const run = (name: string, milliseconds: number): Way => ({
    name,
    run: () => milliseconds,
    duration: (result) => result as number,
    values: () => 'right',
  });
  const { baseline, competitors } = await compete(
    { ...work, plain: [run('one', 500), run('two', 2000)], competitors: [run('this library', 1000)] },
    { rounds: 2, time: 1 },
  );
  t.is(baseline.time, 500);
  t.like(competitors[0], { time: 1000, ratio: 2, range: [2, 2] });
});
