// Several processes, and one with thousands of saves at once: waiting, killing, limits.

import { unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { FileStorage } from '../../src/index.js';
import { newToken } from '../../src/storage/file/token.js';
import { needs } from '../support/needs.js';
import { publishing } from '../support/other-processes.js';
import { repositoryOf, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { trace } from '../support/strace.js';
import { saverOf } from '../support/traced-save.js';
import { crash } from '../torture/processes/crash.js';
import { crowd } from '../torture/processes/crowd.js';
import { randomFrom } from '../torture/random.js';

const test = await needs('/proc');
const testTraced = await needs('strace');

testTraced('a save that waits for a publisher writes its own file if the publisher withdraws', async (t) => {
  const { folder, path, temporary } = await publishing(newToken());
  const saver = saverOf(t);
  await saver.save({ folder: await newFolder(), name: 'first', index: 0 });
  const tracing = await trace(saver.pid);
  const saving = saver.save({ folder, name: 'a', index: 0 });
  // The save now looks whether the file is still being published.
  await tracing.seen(new RegExp(`statx.*${basename(path)}.*AT_SYMLINK_NOFOLLOW`));
  await unlink(path);
  await unlink(temporary);
  t.deepEqual(await saving, { path });
  await tracing.stop();
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(path), sampleOf('a', 0));
});

test('a process that is killed while it saves loses no acknowledged artifact, and leaves no torn file', async (t) => {
  const seen = await crash(await newFolder(), 12, randomFrom(1));
  t.true(seen.acknowledged > 0);
  t.like(seen, { kills: 12, broken: 0, lost: 0, torn: 0, unswept: 0 });
  t.true(seen.files >= seen.acknowledged);
});

test('thousands of concurrent saves and loads do not exceed the limits of open files and memory', async (t) => {
  const seen = await crowd(await newFolder(), { count: 1000, length: 10, files: 256 });
  t.like(seen, { saves: 2000, loads: 1000, wrong: 0, arrays: 80_000 });
  t.true(seen.openFiles > 32 && seen.openFiles <= 128, `${seen.openFiles} files`);
  t.true(seen.beyond < 2 ** 28, `${seen.beyond} bytes`);
});
