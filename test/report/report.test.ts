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
