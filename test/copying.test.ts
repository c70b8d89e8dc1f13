// Specifies copyArtifacts: artifacts are copied whole, checked and once, and nothing is overwritten.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import test from 'ava';
import {
  type CopyOptions,
  type CopyReport,
  copyArtifacts,
  FileStorage,
  MemoryStorage,
  NotFoundError,
  type Source,
  type Storage,
  StorageError,
} from '../src/index.js';
import { madeStore } from './command-line/made-store.js';
import { ROOT } from './support/python-reference.js';
import { repositoryOf, Sample, sampleOf } from './support/sample.js';
import { Shelf } from './support/shelf.js';
import { bytesOf, collect, create, newFolder, sound } from './support/stored.js';

/** Returns a sample of its own second, and so with a name of its own. */
const at = (second: number, length?: number): Sample =>
  Object.assign(sampleOf('copied', second, length), { timestamp: new Date(1000 * second) });

const keyAt = (second: number): string =>
  `Sample/1970-01-01T00-${String(Math.floor(second / 60)).padStart(2, '0')}-${String(second % 60).padStart(2, '0')}_44136f.json`;

/** Saves samples, and returns their storage. */
async function filled<S extends Storage>(storage: S, count: number, length?: number): Promise<S> {
  for (let second = 0; second < count; second++) await repositoryOf(storage).save(at(second, length));
  return storage;
}

const keysIn = async (storage: Storage): Promise<string[]> => (await collect(storage.list())).sort();

const done = (others: Partial<CopyReport>): CopyReport => ({
  copied: 0,
  identical: 0,
  unsealed: 0,
  bytes: 0,
  dangling: 0,
  problems: [],
  ...others,
});

/** The report without the size of what was copied. */
const counts = ({ bytes, ...others }: CopyReport) => others;

const STORAGES: [name: string, make: () => Promise<Storage>][] = [
  ['a folder', async () => new FileStorage(await newFolder())],
  ['memory', async () => new MemoryStorage()],
  ['a user’s storage', async () => new Shelf()],
];

for (const [fromName, makeFrom] of STORAGES) {
  for (const [toName, makeTo] of STORAGES) {
    test(`all artifacts are copied from ${fromName} to ${toName}, byte for byte, and none of them twice`, async (t) => {
      const [from, to] = [await filled(await makeFrom(), 12), await makeTo()];
      const keys = await keysIn(from);
      let bytes = 0;
      for (const key of keys) bytes += (await bytesOf(from, key)).length;
      t.deepEqual(await copyArtifacts(from, to), done({ copied: 12, bytes }));
      t.deepEqual(await keysIn(to), keys);
      for (const key of keys) t.deepEqual(Buffer.from(await bytesOf(to, key)), Buffer.from(await bytesOf(from, key)));
      t.deepEqual(await repositoryOf(to).verify(), sound(12));
      t.deepEqual(await copyArtifacts(from, to), done({ identical: 12 }));
    });
  }
}

test('an empty storage is copied to nothing', async (t) => {
  const root = join(await newFolder(), 'new');
  t.deepEqual(await copyArtifacts(new MemoryStorage(), new FileStorage(root)), done({}));
  await t.throwsAsync(stat(root), { code: 'ENOENT' });
});

test('a second copy writes nothing, and reads only the ends of sealed files', async (t) => {
  const from = await filled(new FileStorage(await newFolder()), 3, 300_000);
  const to = new FileStorage(await newFolder());
  await copyArtifacts(from, to);
  const before = await Promise.all((await keysIn(to)).map(async (key) => (await stat(to.pathOf(key))).ctimeMs));
  let read = 0;
  const counting = Object.assign(new FileStorage(from.root), {
    open: async (key: string) => {
      const source = await from.open(key);
      const readRange = (start: number, end: number) => {
        read += end - start;
        return source.read(start, end);
      };
      return { size: source.size, read: readRange, close: () => source.close() };
    },
  });
  t.deepEqual(await copyArtifacts(counting, to), done({ identical: 3 }));
  t.true(read < 1000, `${read} bytes`);
  const after = await Promise.all((await keysIn(to)).map(async (key) => (await stat(to.pathOf(key))).ctimeMs));
  t.deepEqual(after, before);
});

for (const [title, options, seconds] of [
  ['a procedure', { procedure: 'Sample' }, [0, 1, 2, 3, 4]],
  ['another procedure', { procedure: 'Other' }, []],
  ['a beginning', { since: '1970-01-01T00:00:03' }, [3, 4]],
  ['an end', { until: new Date(1000) }, [0, 1]],
  [
    'both, and a procedure',
    { procedure: 'Sample', since: '1970-01-01T00:00:01', until: '1970-01-01T00:00:03' },
    [1, 2, 3],
  ],
] as const satisfies (readonly [string, CopyOptions, readonly number[]])[]) {
  test(`only those artifacts are copied that ${title} names`, async (t) => {
    const [from, to] = [await filled(new MemoryStorage(), 5), new MemoryStorage()];
    await create(from, 'Sample/notes.json', Buffer.from('notes'));
    t.deepEqual(counts(await copyArtifacts(from, to, options)), counts(done({ copied: seconds.length })));
    t.deepEqual(await keysIn(to), seconds.map(keyAt));
  });
}

test('with newer, only what is later than the newest artifact of its procedure in the target is copied', async (t) => {
  const [from, to] = [await filled(new MemoryStorage(), 5), new MemoryStorage()];
  const { cwd } = await madeStore();
  const others = new FileStorage(join(cwd, 'artifacts', 'exploratory'));
  await copyArtifacts(others, from);
  await repositoryOf(to).save(at(2));
  t.deepEqual(counts(await copyArtifacts(from, to, { newer: true })), counts(done({ copied: 7 })));
  t.deepEqual(
    (await keysIn(to)).filter((key) => key.startsWith('Sample/')),
    [2, 3, 4].map(keyAt),
  );
  t.deepEqual(await copyArtifacts(from, to, { newer: true }), done({}));
  // Another artifact of the newest second is newer for all that anybody knows.
  const path = await repositoryOf(from).save(Object.assign(at(4), { name: 'other' }));
  t.deepEqual(counts(await copyArtifacts(from, to, { newer: true })), counts(done({ copied: 1 })));
  t.truthy(await repositoryOf(to).load(path));
});

test('what is damaged, has a wrong name or is no artifact is reported and not copied, and everything else is copied', async (t) => {
  const from = await filled(new FileStorage(await newFolder()), 4);
  const path = (second: number) => from.pathOf(keyAt(second));
  const text = await readFile(path(1), 'utf8');
  await rename(path(1), `${path(1)}.before`);
  await writeFile(path(1), text.replace('"copied"', '"damaged"'));
  await rename(path(2), path(59));
  await writeFile(join(dirname(path(0)), 'notes.json'), 'notes');
  await mkdir(join(from.root, 'Sample', 'deeper'));
  await writeFile(join(from.root, 'loose.json'), '{}');
  const to = new FileStorage(await newFolder());
  const { problems, ...report } = await copyArtifacts(from, to);
  const { problems: verified } = await repositoryOf(from).verify();
  t.deepEqual(counts({ ...report, problems: [] }), counts(done({ copied: 2 })));
  const byPath = (some: readonly { path: string }[]) => some.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  t.deepEqual(byPath(problems), byPath(verified));
  t.is(problems.length, 6);
  t.deepEqual(
    await readdir(join(to.root, 'Sample')),
    [0, 3].map((second) => keyAt(second).slice('Sample/'.length)),
  );
});

test('a file that is cut or changed while it is copied is reported, and leaves nothing in the target', async (t) => {
  const from = await filled(new FileStorage(await newFolder()), 1, 600_000);
  const path = from.pathOf(keyAt(0));
  const size = (await stat(path)).size;
  const to = new FileStorage(await newFolder());
  let isCut = false;
  const { problems } = await copyArtifacts(from, to, {
    onProgress: async () => {
      if (!isCut) await truncate(path, size >> 1);
      isCut = true;
    },
  });
  t.deepEqual(
    problems.map(({ path: each, code }) => [each, code]),
    [[path, 'ARTIFACT_STORAGE']],
  );
  t.deepEqual(await readdir(join(to.root, 'Sample')), []);
  const changing = await filled(new Shelf(), 1, 600_000);
  const source = changing.source.bind(changing);
  Object.assign(changing, {
    source: (bytes: Uint8Array): Source => ({
      ...source(bytes),
      read: async (start, end) => bytes.slice(start, end).fill(0x37, 0, start > 0 && end < bytes.length ? 20 : 0),
    }),
  });
  const memory = new MemoryStorage();
  const report = await copyArtifacts(changing, memory);
  t.deepEqual(
    report.problems.map(({ path: each }) => each),
    [`shelf:${keyAt(0)}`],
  );
  t.deepEqual(await keysIn(memory), []);
});

test('a file that was removed after it was listed is reported', async (t) => {
  const from = await filled(new Shelf(), 2);
  const open = from.open.bind(from);
  from.open = async (key) => {
    from.files.delete(keyAt(1));
    return open(key);
  };
  const { copied, problems } = await copyArtifacts(from, new MemoryStorage());
  t.is(copied, 1);
  const path = `shelf:${keyAt(1)}`;
  t.deepEqual(problems, [{ path, code: 'ARTIFACT_NOT_FOUND', message: `${path} does not exist` }]);
});

test('other bytes under a key are a conflict that names both paths, and are not overwritten', async (t) => {
  const from = await filled(new Shelf(), 2);
  const to = new FileStorage(await newFolder());
  await create(to, keyAt(0), Buffer.from('other bytes'));
  const { copied, problems } = await copyArtifacts(from, to);
  const [path, targetPath] = [from.pathOf(keyAt(0)), to.pathOf(keyAt(0))];
  const message = `${targetPath} holds other bytes than ${path} already; nothing was written`;
  t.is(copied, 1);
  t.deepEqual(problems, [{ path, code: 'ARTIFACT_CONFLICT', message, targetPath }]);
  t.is(Buffer.from(await bytesOf(to, keyAt(0))).toString(), 'other bytes');
});

test('a sealed file of the same size under the same key is a conflict, also if it appears while a file is copied', async (t) => {
  const [from, to] = [await filled(new MemoryStorage(), 1), new Shelf()];
  await repositoryOf(to).save(Object.assign(at(0), { name: 'others' }));
  const open = to.open.bind(to);
  const missing = async (key: string) => {
    throw new NotFoundError(key);
  };
  for (const opening of [open, missing]) {
    to.open = opening;
    const { copied, identical, problems } = await copyArtifacts(from, to);
    t.deepEqual([copied, identical, problems.map(({ code }) => code)], [0, 0, ['ARTIFACT_CONFLICT']]);
  }
  to.open = open;
  t.is((await repositoryOf(to).load(to.pathOf(keyAt(0)), Sample)).name, 'others');
});

test('if a file differs from its copy because it is damaged itself, that is what is reported', async (t) => {
  const from = await filled(new Shelf(), 1);
  const to = new MemoryStorage();
  await copyArtifacts(from, to);
  from.files.set(keyAt(0), (from.files.get(keyAt(0)) as Uint8Array).subarray(0, 300));
  const { problems } = await copyArtifacts(from, to);
  t.deepEqual(
    problems.map(({ code }) => code),
    ['ARTIFACT_FORMAT'],
  );
});

test('unsealed files of Python are copied under their names, counted, and compared byte by byte', async (t) => {
  const [from, to] = [new FileStorage(ROOT), new MemoryStorage()];
  const { problems, ...report } = await copyArtifacts(from, to);
  t.deepEqual(counts({ ...report, problems: [] }), counts(done({ copied: 6, unsealed: 6 })));
  t.deepEqual(
    problems.map(({ path }) => path),
    [join(ROOT, 'README.md')],
  );
  t.is((await copyArtifacts(from, to)).identical, 6);
  const [key = ''] = await keysIn(to);
  const changed = new MemoryStorage();
  const bytes = await bytesOf(to, key);
  await create(
    changed,
    key,
    bytes.map((byte, index) => (index === 40 ? byte ^ 1 : byte)),
  );
  const again = await copyArtifacts(to, changed);
  t.deepEqual([again.copied, again.problems.map(({ code }) => code)], [5, ['ARTIFACT_CONFLICT']]);
});

test('the report counts the references that lead to nothing in the target', async (t) => {
  const { cwd } = await madeStore();
  const from = new FileStorage(join(cwd, 'artifacts', 'exploratory'));
  const to = new MemoryStorage();
  t.is((await copyArtifacts(from, to, { procedure: 'Burst' })).dangling, 2);
  t.is((await copyArtifacts(from, to, { procedure: 'Filtered' })).dangling, 4);
  t.is((await copyArtifacts(from, to)).dangling, 0);
  t.is((await copyArtifacts(from, new MemoryStorage())).dangling, 0);
});

test('a storage is not copied to itself, nor a folder into itself, under whatever path', async (t) => {
  const from = await filled(new FileStorage(join(await newFolder(), 'results')), 1);
  const link = join(await newFolder(), 'link');
  await symlink(from.root, link);
  for (const root of [from.root, link, join(from.root, 'Sample'), join(link, 'deep', 'er'), dirname(from.root)]) {
    const message = `copy ${root}: is not apart from ${from.root}, from which artifacts are to be copied; expected another place`;
    await t.throwsAsync(copyArtifacts(from, new FileStorage(root)), { instanceOf: StorageError, message });
  }
  t.deepEqual(await readdir(from.root, { recursive: true }), ['Sample', keyAt(0)]);
  const memory = new MemoryStorage();
  await t.throwsAsync(copyArtifacts(memory, memory), { code: 'ARTIFACT_STORAGE' });
  t.is((await copyArtifacts(from, new FileStorage(`${from.root}2`))).copied, 1);
});

for (const newer of [false, true]) {
  test(`an error of the target ends the copy${newer ? ', and with newer, nothing after it is published' : ''}`, async (t) => {
    const from = await filled(new MemoryStorage(), 30);
    const to = new Shelf();
    const publish = to.publish.bind(to);
    to.publish = (key, bytes) => {
      if (key === keyAt(9)) throw new StorageError('write', key, 'no space left on device');
      return publish(key, bytes);
    };
    const message = `write ${keyAt(9)}: no space left on device`;
    await t.throwsAsync(copyArtifacts(from, to, { newer }), { code: 'ARTIFACT_STORAGE', message });
    if (newer)
      t.deepEqual(
        await keysIn(to),
        Array.from({ length: 9 }, (_, second) => keyAt(second)),
      );
    to.publish = publish;
    const { copied, identical } = await copyArtifacts(from, to, { newer });
    t.is(copied + identical, newer ? 21 : 30);
    t.deepEqual(await repositoryOf(to).verify(), sound(30));
  });
}

test('a signal stops a copy, and progress counts files and bytes', async (t) => {
  const from = await filled(new MemoryStorage(), 20);
  const to = new MemoryStorage();
  const controller = new AbortController();
  const reason = new Error('enough');
  const onProgress = ({ files }: { files: number }) => {
    if (files === 5) controller.abort(reason);
  };
  const { signal } = controller;
  t.is(await t.throwsAsync(copyArtifacts(from, to, { signal, onProgress })), reason);
  t.true((await keysIn(to)).length < 20);
  let last: unknown;
  const { bytes, identical } = await copyArtifacts(from, to, { onProgress: (progress) => void (last = progress) });
  t.true(identical >= 5);
  t.deepEqual(last, { files: 20, of: 20, bytes });
  await t.throwsAsync(copyArtifacts(from, to, { signal: AbortSignal.abort(reason) }), { message: 'enough' });
});

test('wrong options and storages are refused', async (t) => {
  const [from, to] = [new MemoryStorage(), new MemoryStorage()];
  for (const options of [{ newest: true }, { newer: 1 }, { procedure: 5 }, { onProgress: 5 }, { signal: {} }])
    await t.throwsAsync(copyArtifacts(from, to, options as never), { instanceOf: TypeError });
  await t.throwsAsync(copyArtifacts(from, to, { since: 'yesterday' }), { instanceOf: RangeError });
  await t.throwsAsync(copyArtifacts(from, {} as never), { instanceOf: TypeError });
});

// ── Several processes ───────────────────────────────────────────────────────────────────────────────────────────────

const COPIER = 'dist/test/support/copier.js';

test('two processes copy into one folder at the same time: each artifact is copied by one of them', async (t) => {
  const from = await filled(new FileStorage(await newFolder()), 60);
  const to = new FileStorage(await newFolder());
  const run = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [COPIER, from.root, to.root]);
    return JSON.parse(stdout.split('\n').at(-2) as string) as CopyReport;
  };
  const reports = await Promise.all([run(), run()]);
  const sum = (of: (report: CopyReport) => number) => reports.map(of).reduce((a, b) => a + b);
  t.deepEqual([sum(({ copied }) => copied), sum(({ identical }) => identical)], [60, 60]);
  t.deepEqual(
    reports.flatMap(({ problems }) => problems),
    [],
  );
  t.deepEqual(await repositoryOf(to).verify(), sound(60));
});

for (const newer of ['', 'newer']) {
  test(`a copy${newer === '' ? '' : ' with newer'} that is killed goes on where it was: nothing is lost, and nothing there twice`, async (t) => {
    const from = await filled(new FileStorage(await newFolder()), 120);
    const to = new FileStorage(await newFolder());
    const keys = await keysIn(from);
    for (let round = 0; round < 6; round++) {
      const copier = spawn(process.execPath, [COPIER, from.root, to.root, newer], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(copier.stdout, 'data');
      await setTimeout(round * 3);
      copier.kill('SIGKILL');
      await once(copier, 'close');
      const copied = await keysIn(to);
      if (newer === 'newer') t.deepEqual(copied, keys.slice(0, copied.length), 'a file is missing before the newest');
      t.deepEqual(await repositoryOf(to).verify(), sound(copied.length));
    }
    await copyArtifacts(from, to, { newer: newer === 'newer' });
    t.deepEqual(await keysIn(to), keys);
    t.deepEqual(await repositoryOf(to).verify(), sound(120));
    await to.sweep();
    t.is((await readdir(join(to.root, 'Sample'))).length, 120);
  });
}
