import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStorage } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { trace } from '../support/strace.js';
import { noDirectorySync, saverOf, unwritten, watched } from '../support/watched.js';
import { ALL_FAULTS, faults } from '../torture/system/faults.js';

const test = await needs('strace');

test('a save whose system calls fail succeeds, or leaves nothing and says which failed; the next one works', async (t) => {
  const folder = await newFolder();
  const errors = ['EIO', 'EINTR'];
  const seen = await faults(folder, { ...ALL_FAULTS, errors, kinds: ['small', 'unlinkable'] });
  t.deepEqual(seen.wrong, []);
  t.true(seen.met > 50 && seen.saved > 10 && seen.refused > 30);
});

test('bytes that the system says it wrote and did not are missed', async (t) => {
  const { answer, folder } = await watched(t, { injections: await unwritten() });
  t.like(answer.failure, { isStorageError: true, operation: 'write' });
  t.regex(answer.failure?.message ?? '', /found 0 bytes, expected \d+$/);
  t.deepEqual(await readdir(join(folder, 'Sample')), []);
});

test('a file whose name could neither be made durable nor taken back is told of', async (t) => {
  const { answer, folder } = await watched(t, {
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

test('a name that somebody relies on is not taken back, and the error says so', async (t) => {
  // Who relies on it has removed the temporary name, so that it cannot be exchanged any more.
  const { answer, folder } = await watched(t, {
    injections: (folder) => [noDirectorySync(folder), 'rename:error=ENOENT'],
  });
  t.regex(
    answer.failure?.message ?? '',
    /: EIO: i\/o error, fsync; the file is there, and whole, but might not outlast/,
  );
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(join(folder, SAMPLE_KEY)), sampleOf('a', 0));
});

test('the identical artifact is found on a system that syncs nothing, for it cannot be written to', async (t) => {
  const folder = await newFolder();
  const saver = saverOf(t);
  const { path } = await saver.save({ folder, name: 'a', index: 0 });
  const tracing = await trace(saver.pid, ['fsync:error=EINVAL']);
  t.deepEqual(await saver.save({ folder, name: 'a', index: 0 }), { path });
  t.true((await tracing.stop()).some((line) => line.includes('fsync') && line.includes('INJECTED')));
});

test('an exceeded quota is called by its name', async (t) => {
  const { answer } = await watched(t, { injections: () => ['pwrite64:error=EDQUOT'] });
  t.regex(answer.failure?.message ?? '', /^StorageError: write .*: EDQUOT: .*, write$/);
});
