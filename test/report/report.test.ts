// `writeReport` writes artifacts into one file, whole or not at all, and refuses options that are wrong.

import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { ReportFile } from '../../src/report/document/report-file.js';
import { writeReport } from '../../src/report/index.js';
import { decodeElements } from '../../src/report/plots/elements-text.js';
import { writePages } from '../../src/report/write-pages.js';
import { listEntries } from '../../src/repository/listing.js';
import { openStoredArtifact } from '../../src/repository/stored-artifact.js';
import { newFolder } from '../support/stored.js';
import { scan as scanWithCurve } from './scans.js';

@Persisted({ procedure: 'Scan' })
class Scan extends Artifact<{ n: number }> {
  @Persisted() label!: string;
}

/** Is a class that has saved nothing. */
@Persisted({ procedure: 'Unsaved' })
class Unsaved extends Artifact<{ n: number }> {}
void Unsaved;

@Persisted({ procedure: 'Former' })
class Former extends Artifact<{ n: number }> {}

@Persisted({ procedure: 'Renamed', procedureAliases: ['Former'] })
class Renamed extends Artifact<{ n: number }> {}

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

test('the line that loads an artifact works where it is pasted', async (t) => {
  const { repository, path } = await scans(1);
  await writeReport(repository, { path });
  const line = />await repository\.load\(\s*&#39;([^&]+)&#39;,?\s*\);<\/pre>/.exec(await readFile(path, 'utf8'));
  t.is((await repository.load(line?.[1] as string, Scan)).label, 'scan 0');
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

const NOTHING: readonly object[] = [{ conditions: ['n>7'] }, { until: '2026-01' }, { procedures: ['Unsaved'] }];
for (const options of NOTHING)
  test(`a report of ${JSON.stringify(options)}, which no artifact matches, is a page that says so`, async (t) => {
    const { repository, path } = await scans(2);
    t.is((await writeReport(repository, { path, ...options })).artifacts, 0);
    const text = await readFile(path, 'utf8');
    t.true(text.includes('<h1>No artifact matches.</h1>'));
  });

const UNKNOWN = [
  ['Scam', 2, /^There is no procedure "Scam"\. Did you mean Scan\?$/],
  ['Nothing', 2, /^There is no procedure "Nothing"\. There are Scan\.$/],
  ['Nothing', 0, /^There is no procedure "Nothing"\. There is none in .*artifacts\.$/],
] as const;
for (const [name, count, message] of UNKNOWN)
  test(`the unknown procedure ${name} is refused beside ${count} artifacts, and nothing is written`, async (t) => {
    const { folder, repository, path } = await scans(count);
    await t.throwsAsync(writeReport(repository, { path, procedures: ['Scan', name] }), {
      instanceOf: RangeError,
      message,
    });
    t.false((await readdir(folder)).includes('report.html'));
  });

test('a report of a procedure has also the artifacts that were saved under its former name', async (t) => {
  const { folder, path } = await scans(0);
  const storage = new FileStorage(join(folder, 'artifacts'));
  const head = { procedureVersion: '1.0.0', inputParameters: { n: 1 }, timestamp: new Date(0) };
  await new ArtifactRepository({ storage, classes: [Former] }).save(Former.create(head));
  const repository = new ArtifactRepository({ storage, classes: [Renamed] });
  await repository.save(Renamed.create(head));
  const { artifacts, problems } = await writeReport(repository, { path, procedures: ['Renamed'] });
  t.deepEqual([artifacts, problems], [2, []]);
  t.is((await writeReport(repository, { path, procedures: ['Former'], overwrite: true })).artifacts, 1);
});

test('a report is not written among the artifacts', async (t) => {
  const { folder, repository } = await scans(1);
  await symlink(join(folder, 'artifacts'), join(folder, 'link'));
  for (const place of ['artifacts', 'artifacts/Scan', 'artifacts/other', 'link']) {
    const error = await t.throwsAsync(writeReport(repository, { path: join(folder, place, 'x.html') }), {
      code: 'ARTIFACT_STORAGE',
    });
    t.regex(error.message, /is within .*artifacts, where only artifacts may be$/);
  }
  t.is((await readdir(join(folder, 'artifacts'), { recursive: true })).length, 2);
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
  await repository.save(scanWithCurve(1));
  const misspelled = await t.throwsAsync(writeReport(repository, { path, x: { curv: 'curve' } }));
  t.is(
    misspelled.message,
    'found x: { curv: "curve" }, but no artifact that is shown has both arrays; did you mean { curve: "curve" }?',
  );
  t.deepEqual(await readdir(folder), ['artifacts']);
});

test('the overview leads to a damaged artifact that the report shows in full, and not to one that is a row alone', async (t) => {
  const { folder, repository, path } = await scans(2);
  const scansFolder = join(folder, 'artifacts', 'Scan');
  for (const name of await readdir(scansFolder)) {
    const file = join(scansFolder, name);
    await writeFile(file, (await readFile(file, 'utf8')).replace('scan ', 'span '));
  }
  const { problems } = await writeReport(repository, { path, max: 1 });
  t.deepEqual(
    problems.map((each) => Object.keys(each)),
    [
      ['path', 'message'],
      ['path', 'message'],
    ],
  );
  const [, list = ''] = /<ul class="problems">(.*?)<\/ul>/s.exec(await readFile(path, 'utf8')) ?? [];
  const [shown = '', row = ''] = list.split('</li>');
  t.regex(shown, /<code><a href="#a=[0-9a-f]{8}">[^<]*12-00-01/);
  t.regex(row, /<code>[^<]*12-00-00/);
});

@Persisted({ procedure: 'Pair' })
class Pair extends Artifact<{ n: number }> {
  @NdArray('int8') counts!: Int8Array;
  @NdArray('float64') curve!: Float64Array;
}

test('an array that does not fit its declaration is named, and the others are drawn', async (t) => {
  const { folder, repository, path } = await scans(0);
  const curve = Float64Array.from({ length: 50 }, (_, index) => index);
  const values = { procedureVersion: '1.0.0', inputParameters: { n: 1 }, timestamp: new Date(0) };
  await repository.save(Pair.create({ ...values, counts: Int8Array.of(1, 5), curve }));
  const [name = ''] = await readdir(join(folder, 'artifacts', 'Pair'));
  const file = join(folder, 'artifacts', 'Pair', name);
  await writeFile(file, (await readFile(file, 'utf8')).replace('"dtype": "int8"', '"dtype": "bool"'));
  const { shown, problems } = await writeReport(repository, { path });
  t.deepEqual([shown, problems.length], [1, 1]);
  const [, counts, drawn] = (await readFile(path, 'utf8')).split('<figure ');
  t.regex(
    counts as string,
    /<h3>counts<\/h3>.*has another array at \/counts than its \$artifact\.arrays says: bool\[2\]/s,
  );
  t.regex(drawn as string, /<h3>curve<\/h3>.*<svg class="body".*49/s);
});

test('the same store at the same second gives the same bytes', async (t) => {
  const { folder, path } = await scans(20);
  const storage = new FileStorage(join(folder, 'artifacts'));
  const store = { storage, openStored: openStoredArtifact, readsAsStored: () => true };
  const write = async () => {
    const file = await ReportFile.create(path, true);
    const entries = await listEntries(storage, { order: 'newest' });
    await writePages(store, entries, file, { root: 'artifacts', written: '2026-02-26T12:00:00Z', max: 10, unread: [] });
    await file.finish();
    await file.discard();
    return readFile(path);
  };
  t.deepEqual(await write(), await write());
});

@Persisted({
  procedure: 'Scan',
  schemaVersion: 2,
  upgradesFrom: {
    1: (file) => {
      const { n } = file['input_parameters'] as { n: number };
      if (n === 1) throw new Error('1 has no label');
      return { ...file, label: `upgraded ${n}` };
    },
  },
})
class PresentScan extends Artifact<{ n: number }> {
  @Persisted() label!: string;
}

test('a file that does not fit its class is shown as it is stored, and named', async (t) => {
  const { folder, path } = await scans(3);
  const storage = new FileStorage(join(folder, 'artifacts'));
  const present = new ArtifactRepository({ storage, classes: [PresentScan] });
  const { artifacts, shown, problems } = await writeReport(present, { path });
  t.deepEqual([artifacts, shown, problems.length], [3, 3, 1]);
  t.regex(problems[0]?.path as string, /12-00-01/);
  t.regex(problems[0]?.message as string, /1 has no label/);
  const text = await readFile(path, 'utf8');
  for (const label of ['upgraded 0', 'scan 1', 'upgraded 2']) t.true(text.includes(`"${label}"`), label);
  t.is(text.split('>It does not fit its class, and is shown as it is stored.<').length, 2);
});

test('files of other tools, without seals and dtypes, are shown with their curves', async (t) => {
  const { folder, repository, path } = await scans(0);
  const curve = JSON.stringify(Array.from({ length: 30 }, (_, index) => index ** 2));
  await mkdir(join(folder, 'artifacts', 'Other'), { recursive: true });
  await writeFile(
    join(folder, 'artifacts', 'Other', '2026-02-26T12-00-00_123456.json'),
    `{"procedure_name":"Other","procedure_version":"1","timestamp":"2026-02-26T12:00:00Z","constructor":{"a":1},"curve":${curve}}`,
  );
  const { shown, problems } = await writeReport(repository, { path });
  t.deepEqual([shown, problems], [1, []]);
  const data = dataOf(await readFile(path, 'utf8'));
  t.like(data.arrays[0], { name: 'curve', shape: [30], statistics: { highest: { text: '841', index: 29 } } });
  t.is(data.seal.state, 'none');
  t.true(
    data.results.some(({ name, text }: { name: string; text: string }) => name === 'constructor.a' && text === '1'),
  );
});

@Persisted({ procedure: 'Spike' })
class Spike extends Artifact {
  @NdArray('float64') curve!: Float64Array;
}

test('one spike in a million numbers is in their statistics and in their picture', async (t) => {
  const { repository, path } = await scans(0);
  const curve = new Float64Array(1_000_000);
  curve[654_321] = 5;
  const timestamp = new Date(0);
  await repository.save(Spike.create({ procedureVersion: '1', inputParameters: {}, timestamp, curve }));
  const { bytes } = await writeReport(repository, { path });
  t.true(bytes < 1_000_000, `${bytes} bytes`);
  const [array] = dataOf(await readFile(path, 'utf8')).arrays;
  t.deepEqual(array.statistics.highest, { text: '5', index: 654_321 });
  const [indices, values] = [array.drawn.indices, array.drawn.values].map((text) => decodeElements(text, 'float64'));
  t.is(values?.[indices?.indexOf(654_321) as number], 5);
});

@Persisted({ procedure: 'Curves' })
class Curves extends Artifact {
  @Persisted() label!: string;
  @NdArray('float64') a!: Float64Array;
  @NdArray('float64') none!: Float64Array;
  @NdArray('float64') z!: Float64Array;
}

test('each array of an artifact has its own elements in a report, whatever the texts beside them are', async (t) => {
  const { repository, path } = await scans(0);
  const label = '"elements":"" \\"elements\\":\\"\\"';
  const [a, none, z] = [Float64Array.of(1, 2.5), new Float64Array(), Float64Array.of(-0, Number.NaN, 3)];
  const timestamp = new Date(0);
  await repository.save(Curves.create({ procedureVersion: '1', inputParameters: {}, timestamp, label, a, none, z }));
  await writeReport(repository, { path });
  const data = dataOf(await readFile(path, 'utf8'));
  t.is(data.results.find(({ name }: { name: string }) => name === 'label').text, label);
  t.deepEqual(
    data.arrays.map(({ elements }: { elements: string }) => decodeElements(elements, 'float64')),
    [a, none, z],
  );
});

test('of a text of a megabyte, a report has the beginning and the length', async (t) => {
  const { repository, path } = await scans(0);
  const label = 'ab'.repeat(500_000);
  const timestamp = new Date(0);
  await repository.save(Scan.create({ procedureVersion: '1', inputParameters: { n: 1 }, timestamp, label }));
  const { bytes } = await writeReport(repository, { path });
  t.true(bytes < 200_000, `${bytes} bytes`);
  t.like(dataOf(await readFile(path, 'utf8')).results[0], { text: label.slice(0, 2000), length: 1_000_000 });
});

/** Returns the data of the only artifact of a report. */
const dataOf = (html: string) => JSON.parse(/ id="data:a=[\w-]+">(.*?)<\/script>/.exec(html)?.[1] as string);

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
