// What the pages of a live store show: a page at a time, of the store as it is now.

import { hash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import test from 'ava';
import { idOf } from '../../src/display/ids.js';
import { ArtifactRepository, FileStorage, MemoryStorage } from '../../src/index.js';
import { tableState } from '../../src/report/data/page-state.js';
import { IdIndex } from '../../src/report/gathering/live-ids.js';
import { LivePages } from '../../src/report/gathering/live-pages.js';
import { LiveValues } from '../../src/report/gathering/live-values.js';
import { decodeElements } from '../../src/report/plots/elements-text.js';
import { newFolder } from '../support/stored.js';
import { until } from '../support/until.js';
import { Scan, saveScans, scan } from './scans.js';
import { served, storeOf } from './served.js';

const COUNT = 230;
const root = await newFolder();
const paths = await saveScans(new FileStorage(root), 0, COUNT);
const keyOfPath = (path: string): string => `Scan/${basename(path)}`;
const ids = paths.map((path) => idOf(keyOfPath(path)));
const newestFirst = ids.toReversed();

test('the overview counts by the names of files, and names the version of the newest artifact', async (t) => {
  const { page } = await served(t, root);
  const { overview, isLive, tables, artifacts } = await page('');
  t.true(isLive);
  t.deepEqual([tables, artifacts], [[], []]);
  t.is(overview.count, COUNT);
  t.is(overview.seals, undefined);
  t.deepEqual(overview.span, { from: '2026-02-26T12:00:00', to: '2026-02-26T12:03:49' });
  const [procedure, ...others] = overview.procedures;
  t.deepEqual(others, []);
  t.is(procedure?.name, 'Scan');
  t.is(procedure?.count, COUNT);
  t.deepEqual(procedure?.versions, ['1.0.1']);
  t.is(procedure?.newest.id, ids.at(-1));
  const bars = new Array(96).fill(0);
  for (let n = 0; n < COUNT; n++) bars[Math.min(95, Math.floor((96 * n) / (COUNT - 1)))]++;
  t.deepEqual(procedure?.bars, bars);
  t.deepEqual(
    overview.newest.map(({ id }) => id),
    newestFirst.slice(0, 8),
  );
  const time = '2026-02-26T12:03:49.000Z';
  t.deepEqual([procedure?.newest.time, overview.newest[0]?.time], [time, time]);
});

test('a table is sent a page at a time, the newest first', async (t) => {
  const { table } = await served(t, root);
  for (const [from, length] of [
    [0, 100],
    [100, 100],
    [200, 30],
    [230, 0],
    [1000, 0],
  ] as const) {
    const { ids, count, part } = await table(`p=Scan&from=${from}`);
    t.deepEqual(ids, newestFirst.slice(from, from + length));
    t.is(count, COUNT);
    t.deepEqual(part, { from, matching: COUNT, examined: COUNT, unread: 0, isFinished: true, incomparable: [] });
  }
});

/** Filters and orders, and the numbers of the artifacts that they leave, in their order. */
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const falling = numbers.toReversed();
const QUERIES: readonly (readonly [query: string, expected: readonly number[]])[] = [
  ['q=n%3E%3D200', falling.filter((n) => n >= 200)],
  ['q=n%3E%3D100 n<110', falling.filter((n) => n >= 100 && n < 110)],
  ['q=round', falling.filter((n) => n % 10 === 0)],
  ['q=ROUND n<50', falling.filter((n) => n % 10 === 0 && n < 50)],
  ['q="odd 7"', falling.filter((n) => n === 7 || (n >= 71 && n <= 79))],
  [`q=${ids[5]}`, [5]],
  ['q=12:01:07', [67]],
  ['q=procedure_version%3D1.0.1', falling.filter((n) => n % 2 === 1)],
  ['sort=n', numbers],
  ['sort=-n', falling],
  ['sort=time', numbers],
  ['sort=-time', falling],
  ['q=n<5&sort=time', [0, 1, 2, 3, 4]],
  ['q=n<4&sort=-half', [3, 0, 2, 1]],
  ['q=n<3&sort=size', [1, 2, 0]],
  ['q=nothing-has-this', []],
];

for (const [query, expected] of QUERIES)
  test(`a filter and an order hold for all artifacts of a procedure, not for a page alone: ${query}`, async (t) => {
    const { table } = await served(t, root);
    const all: string[] = [];
    for (let from = 0; from === 0 || all.length === from; from += 100) {
      const { ids: found, part } = await table(`p=Scan&${query.replaceAll(' ', '%20')}&from=${from}`);
      t.true(part?.isFinished);
      t.is(part?.problem, undefined);
      all.push(...found);
    }
    t.deepEqual(
      all.map((id) => ids.indexOf(id)),
      query.includes('sort=size') ? all.map((id) => ids.indexOf(id)) : expected,
    );
    t.is(all.length, expected.length);
  });

test('a filter stops looking when the page is full', async (t) => {
  const { table } = await served(t, root);
  const { ids: found, part } = await table('p=Scan&q=n%3E%3D20');
  t.deepEqual(found, newestFirst.slice(0, 100));
  t.true(part?.isFinished);
  t.true((part?.examined ?? 0) < 130, `${part?.examined}`);
});

test('a request looks at artifacts for a limited time, and the next one goes on where it stopped', async (t) => {
  const pages = new LivePages(storeOf(new FileStorage(root)), 0);
  const state = { ...tableState('Scan'), query: 'n<3' };
  let examined = -1;
  for (let asked = 0; ; asked++) {
    t.true(asked < COUNT);
    const { tables } = await pages.page(state);
    const part = tables[0]?.part;
    if (part?.isFinished) {
      t.true(asked > 0);
      t.is(part.examined, COUNT);
      t.deepEqual(tables[0]?.ids, [ids[2], ids[1], ids[0]]);
      break;
    }
    // With no time at all, one step is taken all the same.
    t.true((part?.examined ?? 0) > examined);
    examined = part?.examined as number;
  }
});

test('what is wrong with a condition is said in the words of artifacts list, and the other conditions hold', async (t) => {
  const { table } = await served(t, root);
  const wrong: readonly (readonly [query: string, problem: RegExp])[] = [
    ['n%3E%3D', /^n>= has no value\. Write for example\n {2}KEY=VALUE$/],
    ['m%3D1', /^No artifact here has "m"\./],
    ['lable%3D1', /^No artifact here has "lable"\. Did you mean label\?$/],
    ['n%3Dabc', /^n is integer in all 230 artifacts here, so n=abc can match none\. It is:\n/],
    ['input_parameters%3D1', /^input_parameters is an object; its keys: half, n\.$/],
  ];
  for (const [query, problem] of wrong) {
    const { ids: found, part } = await table(`p=Scan&q=n<3%20${query}`);
    t.regex(part?.problem ?? '', problem, query);
    t.deepEqual(found, newestFirst.slice(-3), query);
  }
  const { part } = await table('p=Scan&q=half%3E1');
  t.regex(part?.incomparable[0] ?? '', /^\d+ with half h/);
});

test('an artifact comes with its seal checked, and numbers of an array come whole or decimated', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Scan] });
  const key = storage.keyOf(await repository.save(scan(1, 20_000)));
  const { page, part, refusal } = await served(t, storage);
  const id = idOf(key);
  const [artifact] = (await page(`a=${id}`)).artifacts;
  t.is(artifact?.id, id);
  t.is(artifact?.seal.state, 'right');
  const few = await part(`a=${id}&zoom=/curve:100..103`);
  t.deepEqual(few.range, [100, 103]);
  t.deepEqual([...decodeElements('elements' in few ? few.elements : '', 'float64')], [101, 102, 103, 104]);
  const many = await part(`a=${id}&zoom=/curve:5000..15000`);
  const drawn = 'drawn' in many ? many.drawn : { indices: '', values: '' };
  const indices = [...decodeElements(drawn.indices, 'float64')] as number[];
  t.is(indices[0], 5000);
  t.is(indices.at(-1), 15_000);
  t.true(indices.length <= 4 * 720);
  t.deepEqual(
    [...decodeElements(drawn.values, 'float64')],
    indices.map((index) => index + 1),
  );
  t.deepEqual(await refusal(`/array.json?a=${id}&zoom=/curve:0..20000`), {
    status: 404,
    message: 'The array has 20000 numbers, and none at the index 20000.',
  });
  t.deepEqual(await refusal(`/array.json?a=${id}&zoom=/nothing:0..1`), {
    status: 404,
    message: 'The artifact has no such array.',
  });
});

test('an artifact is found by the beginning of its id, and by no beginning that several share', async (t) => {
  const { page, refusal } = await served(t, root);
  t.is((await page(`a=${ids[0]}`)).artifacts[0]?.id, ids[0]);
  t.is(
    (await page(`a=${hash('sha256', keyOfPath(paths[0] as string).replace('.json', ''))}`)).artifacts[0]?.id,
    ids[0],
  );
  t.deepEqual(await refusal('/page.json?a=12'), { status: 404, message: 'No artifact has the id 12.' });
});

test('ids that share 8 digits have 12, and each finds its artifact alone', (t) => {
  const keys = Array.from({ length: 200_000 }, (_, n) => `Scan/${n}`);
  const index = new IdIndex([keys.slice(0, 70_000), [], keys.slice(70_000)]);
  const all = keys.map((key) => index.idOf(key));
  t.is(new Set(all).size, keys.length);
  const long = all.flatMap((id, place) => (id.length === 12 ? [place] : []));
  t.true(long.length >= 2 && long.length < 50, `${long.length}`);
  for (const place of [0, 69_999, 70_000, 199_999, ...long])
    t.deepEqual(index.find(all[place] as string), [keys[place]]);
  for (const place of long) t.true(index.find((all[place] as string).slice(0, 8)).length >= 2);
  t.deepEqual(index.find('zz'), []);
  t.deepEqual(new IdIndex([]).find('00000000'), []);
});

test('a comparison leaves out an id that no artifact has, and says so; an id may be written in part or in full', async (t) => {
  const { ask, page, refusal } = await served(t, root);
  const [first = '', second = ''] = ids;
  const digits = hash('sha256', keyOfPath(paths[1] as string).replace('.json', ''));
  for (const asked of [`${first},${second},00000000`, `00000000,${first},${digits}`]) {
    const { comparison } = await page(`c=${asked}`);
    t.deepEqual(comparison?.absent, ['00000000']);
    t.deepEqual(
      comparison?.artifacts.map(({ id }) => id),
      [first, second],
    );
    const { status, body } = await ask(`/?c=${asked}`);
    t.is(status, 200);
    t.true(body.includes('No artifact 00000000 is here in full, so it is not compared.'));
  }
  t.is((await page(`c=${first},00000000`)).comparison?.problem, 'There are no two artifacts to compare.');
  t.deepEqual(await refusal('/page.json?c=00000000,00000001'), {
    status: 404,
    message: 'No artifact has the id 00000000.',
  });
});

test('new artifacts appear, and removed ones go, while the store is served', async (t) => {
  const folder = await newFolder();
  const storage = new FileStorage(folder);
  const { page, table, changes } = await served(t, folder);
  t.is((await page('')).overview.count, 0);
  t.deepEqual(await changes(), { procedures: [] });
  const [first = ''] = await saveScans(storage, 0, 1);
  await until(async () => (await page('')).overview.count === 1);
  t.deepEqual(await changes(), { procedures: [{ name: 'Scan', count: 1, newest: idOf(keyOfPath(first)) }] });
  t.is((await table('p=Scan&q=n<10')).ids.length, 1);
  const more = await saveScans(storage, 1, 20);
  await until(async () => (await table('p=Scan')).count === 20);
  t.is((await table('p=Scan&q=n<10')).ids.length, 10);
  t.is((await changes()).procedures[0]?.newest, idOf(keyOfPath(more.at(-1) as string)));
  for (const path of more) await rm(path);
  await until(async () => (await table('p=Scan')).count === 1);
  t.is((await table('p=Scan&q=n<10')).ids.length, 1);
  await rm(first);
  await until(async () => (await page('')).overview.count === 0);
});

test('a file that is gone since it was listed, and one that is damaged, are said', async (t) => {
  const folder = await newFolder();
  const [gone = '', damaged = '', whole = ''] = await saveScans(new FileStorage(folder), 0, 3);
  const { ask, page, table, refusal, faults } = await served(t, folder);
  t.is((await table('p=Scan')).count, 3);
  await rm(gone);
  const text = await readFile(damaged, 'utf8');
  await rm(damaged);
  await writeFile(damaged, text.replace('odd 1', 'odd 2'));
  const isListed = (await page('')).overview.count === 3;
  const said = await refusal(`/page.json?a=${idOf(keyOfPath(gone))}`);
  t.is(said.status, 404);
  if (isListed) t.regex(said.message, /^The file of this artifact is no longer there\.$|^No artifact has the id/);
  const { status, body } = await ask(`/?a=${idOf(keyOfPath(gone))}`);
  t.is(status, 404);
  t.true(body.includes('This page cannot be shown'));
  const compared = [gone, damaged, whole].map((path) => idOf(keyOfPath(path)));
  t.deepEqual((await page(`c=${compared}`)).comparison?.absent, compared.slice(0, 1));
  const [artifact] = (await page(`a=${idOf(keyOfPath(damaged))}`)).artifacts;
  t.is(artifact?.seal.state, 'wrong');
  const { ids: found, seals } = await table('p=Scan');
  t.deepEqual(found, [idOf(keyOfPath(whole)), idOf(keyOfPath(damaged))]);
  t.is(seals, 'rw');
  t.deepEqual(faults, []);
});

test('a fault of the program is told to the one who runs it, and to a page no more than that there was one', async (t) => {
  const broken = Object.assign(new MemoryStorage(), {
    list: () => {
      throw new TypeError('the inside of the program');
    },
  });
  const { ask, refusal, faults } = await served(t, broken);
  const message = 'This is a fault of artifacts itself. Its terminal says more.';
  t.deepEqual(await refusal('/page.json'), { status: 500, message });
  t.is((await ask('/')).body, `${message}\n`);
  t.true(faults.length >= 2);
});

test('documents are whole without a script, and carry the data of their page', async (t) => {
  const { ask } = await served(t, root);
  for (const [path, part] of [
    ['/', 'id="overview"'],
    ['/?p=Scan', 'id="data:p=Scan"'],
    [`/?a=${ids[0]}`, `id="data:a=${ids[0]}"`],
  ] as const) {
    const { status, headers, body } = await ask(path);
    t.is(status, 200, path);
    t.is(headers['content-type'], 'text/html; charset=utf-8');
    t.regex(body, /^<!doctype html>\n<html lang="en">/);
    t.true(body.includes(part), path);
  }
  const { body } = await ask('/?p=Scan');
  t.true(body.includes('href="?p=Scan&amp;from=100"'), 'a link to the next rows');
});

test('values that take too much memory are dropped, those first that were asked for longest ago', (t) => {
  const values = new LiveValues(64 * 10);
  const value = (tree: number) => ({ pointer: '/n', tree, isLeaf: true });
  for (let n = 0; n < 10; n++) values.of('name', 'old').set(`k${n}`, value(n));
  const old = () => values.of('name', 'old');
  t.deepEqual(old().get('k3'), value(3));
  values.of('name', 'new').set('k', value(1));
  t.true(values.of('name', 'new').has('k'));
  t.false(old().has('k3'));
  for (let n = 0; n < 20; n++) old().set(`k${n}`, value(n));
  t.false(old().has('k19'), 'no room');
});
