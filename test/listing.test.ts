// Specifies listEntries, with which the command line lists artifacts by the names of their files.

import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { FileStorage, MemoryStorage, type NameRange } from '../src/index.js';
import { listEntries } from '../src/repository/listing.js';
import { boundsFilter, nameRangeOf, type TimeBounds } from '../src/repository/time-bounds.js';
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

/** What a storage is asked for, by the bounds. */
const RANGES: [bounds: TimeBounds, range: NameRange][] = [
  [{}, {}],
  [{ since: '2026' }, { from: '2026' }],
  [{ until: '2026-02' }, { until: '2026-03' }],
  [{ until: '2026-09' }, { until: '2026-0:' }],
  [
    { since: '2026-02-11T15:40', until: '2026-02-11T15:59:59' },
    { from: '2026-02-11T15-40', until: '2026-02-11T15-59-5:' },
  ],
  [
    { since: new Date(0), until: new Date(0) },
    { from: '1970-01-01T00-00-00', until: '1970-01-01T00-00-01' },
  ],
];

for (const [bounds, { from, until }] of RANGES) {
  test(`for ${JSON.stringify(bounds)}, a storage is asked for the names from ${from} up to ${until}`, async (t) => {
    class Asked extends MemoryStorage {
      override list(folder?: string, range?: NameRange) {
        t.deepEqual(range, { from, until });
        return super.list(folder);
      }
    }
    const storage = new Asked();
    await listEntries(storage, bounds);
    await listEntries(storage, { ...bounds, procedure: 'A' });
    t.plan(2);
  });
}

test('every name within bounds of time is in the range of names that a storage is asked for', (t) => {
  const time = fc.date({ min: new Date(0), max: new Date(2e9), noInvalidDate: true }).map((date) => date.toISOString());
  const bound = fc.option(
    fc.tuple(time, fc.constantFrom(4, 7, 10, 13, 16, 19)).map(([text, length]) => text.slice(0, length)),
    { nil: undefined },
  );
  fc.assert(
    fc.property(bound, bound, time, (since, until, made) => {
      const second = made.slice(0, 19);
      const name = `${second.replaceAll(':', '-')}_44136f.json`;
      const range = nameRangeOf({ since, until });
      const isInRange = (range.from ?? '') <= name && (range.until === undefined || name < range.until);
      t.is(isInRange, boundsFilter({ since, until })(second));
    }),
    { numRuns: 1000 },
  );
});

test('a listing is the same from a storage that lists all names as from one that lists only those in the range', async (t) => {
  class Ordered extends MemoryStorage {
    override async *list(folder?: string, { from = '', until = '~' }: NameRange = {}) {
      for await (const key of super.list(folder)) {
        const name = key.slice(key.indexOf('/') + 1);
        if (from <= name && name < until) yield key;
      }
    }
  }
  const ordered = new Ordered();
  for (const key of KEYS) await create(ordered, key, new Uint8Array(0));
  const all = await storageOf(KEYS);
  for (const since of [undefined, '2026-02-11T12', '2026-03'])
    for (const until of [undefined, '2026-02-11T11', '2026-02', '2025'])
      t.deepEqual(await listEntries(ordered, { since, until }), await listEntries(all, { since, until }));
});
