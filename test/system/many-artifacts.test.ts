// A procedure has more artifacts than a call of a function takes arguments, which are some 120,000.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { FileStorage } from '../../src/index.js';
import { artifacts } from '../command-line/installed.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';

const MANY = 150_000;

/** A folder with one artifact, and many older files that are empty. */
const cwd = await newFolder();
mkdirSync(join(cwd, 'artifacts/Sample'), { recursive: true });
for (let index = 1; index <= MANY; index++) {
  const second = new Date(-1000 * index).toISOString().slice(0, 19).replaceAll(':', '-');
  writeFileSync(join(cwd, `artifacts/Sample/${second}_44136f.json`), '');
}
await repositoryOf(new FileStorage(join(cwd, 'artifacts'))).save(sampleOf('newest', 0));

test('list shows the newest of a procedure with very many artifacts', async (t) => {
  const args = ['list', 'Sample', '--limit', '1', '--json', '--root', 'artifacts'];
  const { stdout, exitCode } = await artifacts(args, { cwd });
  t.like(JSON.parse(stdout.split('\n', 1)[0] as string), { path: `artifacts/${SAMPLE_KEY}` });
  t.is(exitCode, 0);
});
