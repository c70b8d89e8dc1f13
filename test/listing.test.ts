// Specifies listEntries, with which the command line lists artifacts by the names of their files.

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { FileStorage, MemoryStorage } from '../src/index.js';
import { listEntries } from '../src/repository/listing.js';
import { create, newFolder } from './support/stored.js';

const KEYS = [
  'B/2026-02-11T12-00-00_bbbbbb.json',
  'A/2026-02-11T12-00-00_bbbbbb_0123456789abcdef.json',
  'A/2026-02-11T12-00-00_bbbbbb.json',
  'A/2026-02-11T12-00-00_aaaaaa.json',
  'B/2026-02-11T11-59-59_ffffff.json',
];

async function storageOf(keys: readonly string[]): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  for (const key of keys) await create(storage, key, new Uint8Array(0));
  return storage;
}

test('entries are sorted by their times, and those of one second by their paths', async (t) => {
  const storage = await storageOf(KEYS);
  const keys = [4, 3, 2, 1, 0].map((index) => KEYS[index]);
  t.deepEqual(
    (await listEntries(storage)).map(({ key }) => key),
    keys,
  );
  t.deepEqual(
    (await listEntries(storage, { order: 'newest' })).map(({ key }) => key),
    keys.reverse(),
  );
});

test('an entry has everything that the name of its file says', async (t) => {
  t.deepEqual(await listEntries(await storageOf([KEYS[1] as string])), [
    {
      key: KEYS[1] as string,
      path: KEYS[1] as string,
      procedureName: 'A',
      timestamp: '2026-02-11T12:00:00',
      parameterHash: 'bbbbbb',
      sealPrefix: '0123456789abcdef',
    },
  ]);
});

test('a folder whose name no procedure can have is left out, also after a folder with a valid name', async (t) => {
  const root = await newFolder();
  for (const folder of ['A', 'A b', 'Z']) {
    await mkdir(join(root, folder));
    await writeFile(join(root, folder, '2026-02-11T12-00-00_aaaaaa.json'), '');
  }
  const entries = await listEntries(new FileStorage(root));
  t.deepEqual(
    entries.map(({ procedureName }) => procedureName),
    ['A', 'Z'],
  );
});

test('for one procedure only its folder is read: another folder that cannot be read is no error', async (t) => {
  const root = await newFolder();
  await mkdir(join(root, 'A'));
  await writeFile(join(root, KEYS[3] as string), '');
  await symlink(join(root, 'missing'), join(root, 'B'));
  const storage = new FileStorage(root);
  t.deepEqual(
    (await listEntries(storage, { procedure: 'A' })).map(({ path }) => path),
    [join(root, KEYS[3] as string)],
  );
  await t.throwsAsync(listEntries(storage), { code: 'ARTIFACT_STORAGE' });
});

test('all folders are listed if there are more than are read at a time', async (t) => {
  const root = await newFolder();
  const folders = Array.from({ length: 30 }, (_, index) => `P${index}`);
  for (const folder of folders) {
    await mkdir(join(root, folder));
    await writeFile(join(root, folder, '2026-02-11T12-00-00_aaaaaa.json'), '');
  }
  t.deepEqual(
    (await listEntries(new FileStorage(root))).map(({ procedureName }) => procedureName),
    folders.sort(),
  );
});
