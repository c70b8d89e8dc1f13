// What a save does when a system call fails or lies. strace injects the faults into a running process.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStorage } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { trace } from '../support/strace.js';
import { noDirectorySync, saverOf, tracedSave, unwrittenBytes } from '../support/traced-save.js';
import { ALL_FAULTS, faults } from '../torture/system/faults.js';

const test = await needs('strace');

test('a save with a failing system call succeeds, or leaves nothing and names the call; the next save works', async (t) => {
  const folder = await newFolder();
  const errors = ['EIO', 'EINTR'];
  const seen = await faults(folder, { ...ALL_FAULTS, errors, kinds: ['small', 'unlinkable'] });
  t.deepEqual(seen.wrong, []);
  t.true(seen.met > 50 && seen.saved > 10 && seen.refused > 30);
});

test('a save fails if the system reports bytes as written that are not in the file', async (t) => {
  const { answer, folder } = await tracedSave(t, { injections: await unwrittenBytes() });
  t.like(answer.failure, { isStorageError: true, operation: 'write' });
  t.regex(answer.failure?.message ?? '', /found 0 bytes, expected \d+$/);
  t.deepEqual(await readdir(join(folder, 'Sample')), []);
});

test('the error of a failed directory sync says so if the file’s name could not be removed either', async (t) => {
  const { answer, folder } = await tracedSave(t, {
    injections: (folder) => [noDirectorySync(folder), 'unlink:error=EROFS'],
  });
  const path = join(folder, SAMPLE_KEY);
  t.deepEqual(answer.failure, {
    isStorageError: true,
    operation: 'fsync',
    path,
    message: `StorageError: fsync ${path}: EIO: i/o error, fsync; the file is there, and whole, but might not outlast a power failure`,
  });
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(path), sampleOf('a', 0));
});

test('a failed directory sync does not remove a file that another process has acknowledged, and the error says so', async (t) => {
  // The other process has removed the temporary name, so renaming it fails.
  const { answer, folder } = await tracedSave(t, {
    injections: (folder) => [noDirectorySync(folder), 'rename:error=ENOENT'],
  });
  t.regex(
    answer.failure?.message ?? '',
    /: EIO: i\/o error, fsync; the file is there, and whole, but might not outlast/,
  );
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(join(folder, SAMPLE_KEY)), sampleOf('a', 0));
});

test('a save finds the identical artifact on a read-only file system that cannot sync', async (t) => {
  const folder = await newFolder();
  const saver = saverOf(t);
  const { path } = await saver.save({ folder, name: 'a', index: 0 });
  const tracing = await trace(saver.pid, ['fsync:error=EINVAL']);
  t.deepEqual(await saver.save({ folder, name: 'a', index: 0 }), { path });
  t.true((await tracing.stop()).some((line) => line.includes('fsync') && line.includes('INJECTED')));
});

test('the error for an exceeded quota has the name EDQUOT', async (t) => {
  const { answer } = await tracedSave(t, { injections: () => ['pwrite64:error=EDQUOT'] });
  t.regex(answer.failure?.message ?? '', /^StorageError: write .*: EDQUOT: .*, write$/);
});
