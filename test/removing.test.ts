// Specifies has, remove and pathOf, on a folder and in memory, with links and without permissions.

import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import test from 'ava';
import { ArtifactRepository, FileStorage, MemoryStorage, type Storage } from '../src/index.js';
import { needs } from './support/needs.js';
import { outputOf, WITHOUT_ROOT_RIGHTS } from './support/other-processes.js';
import { repositoryOf, SAMPLE_KEY, Sample, sampleOf } from './support/sample.js';
import { newFolder } from './support/stored.js';

const testOfPermissions = await needs('file permissions');

const storages: [name: string, make: () => Promise<Storage>][] = [
  ['FileStorage', async () => new FileStorage(await newFolder())],
  ['MemoryStorage', async () => new MemoryStorage()],
];

for (const [name, make] of storages) {
  test(`${name}: has and remove refuse a path outside of the storage`, async (t) => {
    const repository = repositoryOf(await make());
    for (const path of ['/etc/passwd', '../a.json', 'Sample/../../a.json', '', undefined as never]) {
      await t.throwsAsync(repository.has(path), { code: 'ARTIFACT_STORAGE' });
      await t.throwsAsync(repository.remove(path), { code: 'ARTIFACT_STORAGE' });
    }
  });

  test(`${name}: pathOf returns the path of an artifact that was saved, loaded, found or created`, async (t) => {
    const repository = repositoryOf(await make());
    const artifact = Object.freeze(sampleOf('a', 0));
    const path = await repository.save(artifact);
    t.is(repository.pathOf(artifact), path);
    t.is(repository.pathOf(await repository.load(path)), path);
    for await (const found of repository.find(Sample)) t.is(repository.pathOf(found), path);
    const latest = await repository.findLatest(Sample);
    t.is(latest && repository.pathOf(latest), path);
    const other = sampleOf('b', 1);
    const created = await repository.findOrCreate(Sample, { parameters: { a: 1 } }, () =>
      Object.assign(other, { inputParameters: { a: 1 } }),
    );
    t.is(repository.pathOf(created), repository.pathOf(other));
    t.not(repository.pathOf(created), path);
  });
}

test('pathOf returns the path that save returned, whichever path the artifact was loaded by', async (t) => {
  const root = await newFolder();
  const repository = repositoryOf(new FileStorage(root));
  const path = await repository.save(sampleOf('a', 0));
  t.is(repository.pathOf(await repository.load(join(root, 'Other', '..', SAMPLE_KEY))), path);
});

test('pathOf refuses an artifact that the repository has neither saved nor loaded', async (t) => {
  const storage = new MemoryStorage();
  const artifact = sampleOf('a', 0);
  await repositoryOf(storage).save(artifact);
  const message = (what: string) =>
    `found ${what}, expected an artifact that this repository has saved, loaded or found`;
  for (const [given, what] of [
    [artifact, 'an instance of Sample'],
    [undefined, 'undefined'],
    [SAMPLE_KEY, `"${SAMPLE_KEY}"`],
  ] as const)
    t.throws(() => repositoryOf(storage).pathOf(given as never), { instanceOf: TypeError, message: message(what) });
});

test('remove keeps the folder when its last artifact is gone', async (t) => {
  const root = await newFolder();
  const repository = repositoryOf(new FileStorage(root));
  await repository.remove(await repository.save(sampleOf('a', 0)));
  t.deepEqual(await readdir(join(root, 'Sample')), []);
});

test('remove throws a NotFoundError for a file that does not exist', async (t) => {
  const root = await newFolder();
  for (const each of [root, join(root, 'missing')]) {
    const repository = repositoryOf(new FileStorage(each));
    const path = join(each, SAMPLE_KEY);
    t.false(await repository.has(path));
    await t.throwsAsync(repository.remove(path), { code: 'ARTIFACT_NOT_FOUND', message: `${path} does not exist` });
  }
});

test('remove refuses a folder that has the name of an artifact', async (t) => {
  const root = await newFolder();
  await mkdir(join(root, SAMPLE_KEY), { recursive: true });
  const repository = repositoryOf(new FileStorage(root));
  const path = join(root, SAMPLE_KEY);
  await t.throwsAsync(repository.has(path), {
    code: 'ARTIFACT_STORAGE',
    message: `open ${path}: is not a regular file`,
  });
  await t.throwsAsync(repository.remove(path), {
    code: 'ARTIFACT_STORAGE',
    message: `unlink ${path}: is not a regular file`,
  });
  t.true((await stat(path)).isDirectory());
});

test('remove throws if a user’s storage has no such method', async (t) => {
  const inner = new MemoryStorage();
  const storage: Storage = {
    draft: (folder) => inner.draft(folder),
    open: (key) => inner.open(key),
    list: (folder) => inner.list(folder),
    pathOf: (key) => inner.pathOf(key),
    keyOf: (path) => inner.keyOf(path),
  };
  const repository = new ArtifactRepository({ storage, classes: [Sample] });
  const path = await repository.save(sampleOf('a', 0));
  await t.throwsAsync(repository.remove(path), {
    code: 'ARTIFACT_STORAGE',
    message: `remove ${path}: the storage has no method remove, expected one that removes files`,
  });
  t.true(await repository.has(path));
});

// ── Links ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const LINK = 'found a link, expected none: links are followed by new FileStorage(folder, { followLinks: true })';

/** Makes a root whose artifact is a link, and another folder with the file that it leads to. */
async function linked(): Promise<{ root: string; path: string; object: string }> {
  const [root, elsewhere] = [await newFolder(), await newFolder()];
  const object = await repositoryOf(new FileStorage(elsewhere)).save(sampleOf('a', 0));
  const path = join(root, SAMPLE_KEY);
  await mkdir(dirname(path));
  await symlink(object, path);
  return { root, path, object };
}

test('remove refuses a link; with followLinks, it removes the link and keeps the file', async (t) => {
  const { root, path, object } = await linked();
  const strict = repositoryOf(new FileStorage(root));
  await t.throwsAsync(strict.remove(path), { code: 'ARTIFACT_STORAGE', message: `unlink ${path}: ${LINK}` });
  await t.throwsAsync(strict.has(path), { code: 'ARTIFACT_STORAGE' });
  const following = repositoryOf(new FileStorage(root, { followLinks: true }));
  t.true(await following.has(path));
  await following.remove(path);
  t.deepEqual(await readdir(dirname(path)), []);
  t.true((await readFile(object)).length > 0);
  t.false(await following.has(path));
});

test('a broken link is out of reach, not missing, and with followLinks it is removed', async (t) => {
  const { root, path, object } = await linked();
  await rm(object);
  const following = repositoryOf(new FileStorage(root, { followLinks: true }));
  await t.throwsAsync(following.has(path), {
    code: 'ARTIFACT_STORAGE',
    message: /where nothing is: is the disk mounted/,
  });
  await following.remove(path);
  t.false(await following.has(path));
});

test('remove refuses a folder that is a link, unless links are followed', async (t) => {
  const { object } = await linked();
  const root = await newFolder();
  await symlink(dirname(object), join(root, 'Sample'));
  const path = join(root, 'Sample', basename(object));
  const message = `open ${dirname(path)}: ${LINK}`;
  await t.throwsAsync(repositoryOf(new FileStorage(root)).remove(path), { code: 'ARTIFACT_STORAGE', message });
  t.true((await stat(object)).isFile());
  await repositoryOf(new FileStorage(root, { followLinks: true })).remove(path);
  t.deepEqual(await readdir(dirname(object)), []);
});

test('an artifact in a root that is a broken link is out of reach, not missing', async (t) => {
  const root = join(await newFolder(), 'root');
  await symlink(join(dirname(root), 'unmounted'), root);
  const repository = repositoryOf(new FileStorage(root));
  const expected = { code: 'ARTIFACT_STORAGE', message: /where nothing is: is the disk mounted/ };
  await t.throwsAsync(repository.has(join(root, SAMPLE_KEY)), expected);
  await t.throwsAsync(repository.remove(join(root, SAMPLE_KEY)), expected);
});

testOfPermissions('a file in a read-only folder is not removed, and the error says why', async (t) => {
  const root = await newFolder();
  const path = await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0));
  const said = await outputOf(
    `
    import { chmodSync } from 'node:fs';
    chmodSync(${JSON.stringify(dirname(path))}, 0o555);
    const repository = repositoryOf(new FileStorage(${JSON.stringify(root)}));
    try { await repository.remove(${JSON.stringify(path)}); } catch (error) { console.log(error.code, error.operation); }
    console.log(await repository.has(${JSON.stringify(path)}));
    chmodSync(${JSON.stringify(dirname(path))}, 0o755);`,
    {},
    WITHOUT_ROOT_RIGHTS,
  );
  t.is(said, 'ARTIFACT_STORAGE unlink\ntrue');
});

test('remove keeps other files beside the artifact', async (t) => {
  const root = await newFolder();
  const repository = repositoryOf(new FileStorage(root));
  const path = await repository.save(sampleOf('a', 0));
  await writeFile(`${path}~`, '');
  await repository.remove(path);
  t.deepEqual(await readdir(dirname(path)), [`${basename(path)}~`]);
});
