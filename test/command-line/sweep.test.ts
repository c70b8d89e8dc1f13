// `artifacts sweep` removes what ended processes left.

import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { temporaryName } from '../../src/storage/file/token.js';
import { staleToken } from '../support/other-processes.js';
import { newFolder } from '../support/stored.js';
import { artifacts } from './installed.js';
import { exampleStore } from './store.js';

test('sweep removes the temporary file of an ended process, and prints its path', async (t) => {
  const cwd = await exampleStore();
  const root = join('artifacts', 'exploratory');
  const paths = [join(root, 'GridModel', temporaryName(await staleToken()))];
  for (const path of paths) await writeFile(join(cwd, path), 'half');
  t.deepEqual(await artifacts(['sweep'], { cwd }), {
    stdout: `${paths[0]}\nRemoved 1 part of artifacts that were never finished.\n`,
    stderr: '',
    exitCode: 0,
  });
  t.deepEqual(await artifacts(['sweep'], { cwd }), {
    stdout: 'Nothing was left behind in artifacts/exploratory by a process that has ended.\n',
    stderr: '',
    exitCode: 0,
  });
  t.is((await artifacts(['sweep', '--json'], { cwd })).stdout, '{"type":"summary","removed":0,"failed":0}\n');
});

test('a folder that cannot be swept is an error with its path', async (t) => {
  const cwd = await newFolder();
  await symlink('Loop', join(cwd, 'Loop'));
  const { stdout, stderr, exitCode } = await artifacts(['sweep', '--root', '.', '--follow-links', '--json'], { cwd });
  t.is(stdout, '{"type":"summary","removed":0,"failed":1}\n');
  const { message, ...error } = JSON.parse(stderr);
  t.deepEqual(error, { type: 'error', code: 'ARTIFACT_STORAGE', path: 'Loop', issues: [] });
  t.is(message, 'stat Loop: found a link to Loop, where nothing is: is the disk mounted?');
  t.is(exitCode, 1);
});
