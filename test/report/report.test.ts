// `writeReport` writes artifacts into one file, whole or not at all, and refuses options that are wrong.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, Persisted } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';

@Persisted({ procedure: 'Scan' })
class Scan extends Artifact<{ n: number }> {
  @Persisted() label!: string;
}

/** Makes a folder with a repository of some artifacts. */
async function scans(count: number) {
  const folder = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(join(folder, 'artifacts')) });
  for (let n = 0; n < count; n++)
    await repository.save(
      Scan.create({
        procedureVersion: '1.0.0',
        inputParameters: { n },
        timestamp: new Date(Date.UTC(2026, 1, 26, 12, 0, n)),
        label: `scan ${n}`,
      }),
    );
  return { folder, repository, path: join(folder, 'report.html') };
}

test('a report is one file, and the answer says what is in it', async (t) => {
  const { folder, repository, path } = await scans(3);
  const report = await writeReport(repository, { path });
  const text = await readFile(path, 'utf8');
  t.deepEqual(report, { path, artifacts: 3, shown: 3, problems: [], bytes: Buffer.byteLength(text) });
  t.deepEqual((await readdir(folder)).sort(), ['artifacts', 'report.html']);
  t.regex(text, /^<!doctype html>\n<html lang="en">\n/);
  for (const n of [0, 1, 2]) t.true(text.includes(`scan ${n}`), `${n}`);
});

test('a file that is there is not replaced, unless overwrite says so', async (t) => {
  const { repository, path } = await scans(1);
  await writeFile(path, 'mine');
  const error = await t.throwsAsync(writeReport(repository, { path }), { code: 'ARTIFACT_STORAGE' });
  t.regex(error.message, /is there already; to replace it, pass overwrite: true/);
  t.is(await readFile(path, 'utf8'), 'mine');
  await writeReport(repository, { path, overwrite: true });
  t.regex(await readFile(path, 'utf8'), /^<!doctype html>/);
});

test('a report of an empty store is a page that says so', async (t) => {
  const { repository, path } = await scans(0);
  const { artifacts, problems } = await writeReport(repository, { path });
  t.deepEqual([artifacts, problems], [0, []]);
  t.regex(await readFile(path, 'utf8'), /id="overview"/);
});

test('of more artifacts than max, the newest are shown in full, and all as rows', async (t) => {
  const { repository, path } = await scans(5);
  const { artifacts, shown } = await writeReport(repository, { path, max: 2 });
  const text = await readFile(path, 'utf8');
  t.deepEqual([artifacts, shown, text.split(' id="a=').length - 1], [5, 2, 2]);
  const { ids } = JSON.parse(/ id="data:p=Scan">(.*?)<\/script>/.exec(text)?.[1] as string);
  t.is(ids.length, 5);
});

test('a text of an artifact ends neither its data nor its section', async (t) => {
  const { repository, path } = await scans(0);
  const label = '</script><!--<script>alert(1)</script>\u2028';
  const timestamp = new Date(0);
  await repository.save(Scan.create({ procedureVersion: '1.0.0', inputParameters: { n: 1 }, timestamp, label }));
  await writeReport(repository, { path });
  const text = await readFile(path, 'utf8');
  t.false(text.includes('<script>alert'));
  const [, json = ''] = / id="data:a=\w+">(.*?)<\/script>/.exec(text) ?? [];
  t.deepEqual(
    JSON.parse(json).results.map((member: { text: string }) => member.text),
    [label],
  );
});

test('an x that no artifact has is refused, and nothing is written', async (t) => {
  const { folder, repository, path } = await scans(1);
  const error = await t.throwsAsync(writeReport(repository, { path, x: { curve: 'grid' } }), {
    instanceOf: RangeError,
  });
  t.is(error.message, 'found x: { curve: "grid" }, but no artifact that is shown has both arrays');
  t.deepEqual(await readdir(folder), ['artifacts']);
});

const WRONG: readonly (readonly [options: object, message: RegExp])[] = [
  [{}, /^found path: undefined, expected the path of a file/],
  [{ path: 'a.html', maximum: 3 }, /^found the option maximum, expected path, procedures,/],
  [{ path: 'a.html', max: -1 }, /^found max: -1, expected a number of artifacts$/],
  [{ path: 'a.html', procedures: 'Scan' }, /^found procedures: "Scan", expected a list of strings$/],
  [{ path: 'a.html', x: { curve: 3 } }, /^found x: \{ curve: 3 \}, expected names of arrays/],
  [{ path: 'a.html', conditions: ['n'] }, /is a key, not a condition/],
];

for (const [options, message] of WRONG)
  test(`the options ${JSON.stringify(options)} are refused`, async (t) => {
    const { folder, repository } = await scans(0);
    const error = await t.throwsAsync(writeReport(repository, options as never));
    t.regex(error.message, message);
    t.deepEqual(await readdir(folder), []);
  });
