import { execFile } from 'node:child_process';
import { chmod, link, mkdir, readdir, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { FileStorage, isArtifactError } from '../src/index.js';
import { newToken } from '../src/storage/owner.js';
import { publish } from '../src/storage/publish.js';
import { TemporaryFile } from '../src/storage/temporary-file.js';
import { needs } from './needs.js';
import { AS_OTHERS, beingPublished, saidBy } from './other-processes.js';
import { create, newFolder } from './stored.js';
import { NAME, repositoryOf, tortured } from './torture/tortured.js';

const testPermissions = await needs('file permissions');

// ── Folders and files ───────────────────────────────────────────────────────────────────────────────────────────────

test('files are read-only, and no temporary file is left beside them', async (t) => {
  const storage = new FileStorage(await newFolder());
  const path = await repositoryOf(storage).save(tortured('a', 0));
  t.is((await stat(path)).mode & 0o777, 0o444);
  t.deepEqual(await readdir(join(storage.root, 'Tortured')), [basename(path)]);
});

test('saving makes the folders that are missing', async (t) => {
  const root = join(await newFolder(), 'a', 'b', 'c');
  t.is(await repositoryOf(new FileStorage(root)).save(tortured('a', 0)), join(root, NAME));
});

test('saving fails with the operation and the path where it cannot write, and leaves nothing', async (t) => {
  const root = await newFolder();
  await writeFile(join(root, 'Tortured'), 'a file, where a folder should be');
  const repository = repositoryOf(new FileStorage(root));
  const error = await t.throwsAsync(repository.save(tortured('a', 0)), { code: 'ARTIFACT_STORAGE' });
  t.deepEqual(isArtifactError(error, 'ARTIFACT_STORAGE') && [error.operation, error.path], [
    'open',
    join(root, 'Tortured'),
  ]);
  t.like(error?.cause, { code: 'ENOTDIR' });
  await t.throwsAsync(repositoryOf(new FileStorage(join(root, 'Tortured', 'x'))).save(tortured('a', 0)), {
    code: 'ARTIFACT_STORAGE',
  });
  t.deepEqual(await readdir(root), ['Tortured']);
});

test('saving where no folder can be made fails at once', async (t) => {
  const root = '/proc/persisted-artifacts';
  await t.throwsAsync(repositoryOf(new FileStorage(root)).save(tortured('a', 0)), {
    code: 'ARTIFACT_STORAGE',
    message: `mkdir ${root}: ENOENT: no such file or directory, mkdir '${root}'`,
  });
});

test('a working directory that was deleted is told of, wherever a path begins there', async (t) => {
  const program = `
    import { mkdirSync, rmdirSync } from 'node:fs';
    import { ArtifactRepository, loadArtifact, saveArtifact } from ${JSON.stringify(resolve('dist/src/index.js'))};
    const gone = ${JSON.stringify(join(await newFolder(), 'gone'))};
    const elsewhere = repositoryOf(new FileStorage(gone + '/elsewhere'));
    for (const act of [
      () => new FileStorage('results'),
      () => new ArtifactRepository(),
      () => saveArtifact(tortured('a', 0)),
      () => loadArtifact('a.json'),
      () => elsewhere.load('a.json'),
    ]) {
      mkdirSync(gone);
      process.chdir(gone);
      rmdirSync(gone);
      try { await act(); } catch (error) { console.log(error.code, error.message); }
    }`;
  const message = (path: string) =>
    `ARTIFACT_STORAGE getcwd ${path}: found that the working directory was deleted, expected one that exists, or an absolute path`;
  const paths = ['results', ...Array(2).fill('artifacts/exploratory'), 'a.json', 'a.json'];
  t.is(await saidBy(program), paths.map(message).join('\n'));
});

test('a link in the place of a folder or file is not followed', async (t) => {
  const [root, outside] = [await newFolder(), await newFolder()];
  await symlink(outside, join(root, 'Tortured'));
  const repository = repositoryOf(new FileStorage(root));
  await t.throwsAsync(repository.save(tortured('a', 0)), { code: 'ARTIFACT_STORAGE', message: /^open .*Tortured: / });
  await rm(join(root, 'Tortured'));
  await mkdir(join(root, 'Tortured'));
  await symlink(join(outside, 'planted.json'), join(root, NAME));
  await t.throwsAsync(repository.save(tortured('a', 0)), { code: 'ARTIFACT_STORAGE' });
  t.deepEqual(await readdir(outside), []);
});

test('an artifact is not loaded through a link in the place of its folder', async (t) => {
  const [root, linked] = [await newFolder(), await newFolder()];
  const path = await repositoryOf(new FileStorage(root)).save(tortured('a', 0));
  await symlink(dirname(path), join(linked, 'Tortured'));
  await t.throwsAsync(repositoryOf(new FileStorage(linked)).load(join(linked, NAME)), {
    code: 'ARTIFACT_STORAGE',
    message: /^open .*Tortured: /,
  });
});

testPermissions('a process that may not write is told so', async (t) => {
  const root = await newFolder();
  await chmod(root, 0o555);
  const program = `
    try { await new FileStorage(${JSON.stringify(root)}).draft('A').publish('A/a.json'); console.log('written'); }
    catch (error) { console.log(error.code, error.operation, error.cause?.code); }`;
  t.is(await saidBy(program, {}, AS_OTHERS), 'ARTIFACT_STORAGE mkdir EACCES');
});

test('a root that is a dangling link is refused', async (t) => {
  const folder = await newFolder();
  await symlink(join(folder, 'nowhere'), join(folder, 'root'));
  const repository = repositoryOf(new FileStorage(join(folder, 'root')));
  await t.throwsAsync(repository.save(tortured('a', 0)), { code: 'ARTIFACT_STORAGE' });
  t.deepEqual(await readdir(folder), ['root']);
});

test('a draft can be reread while it is prepared, for several names at once, and leaves nothing', async (t) => {
  const storage = new FileStorage(await newFolder());
  for (const size of [10, 2 ** 21]) {
    const bytes = Buffer.alloc(size, 'x');
    const draft = storage.draft('A');
    await draft.write(bytes);
    const prepared = [draft.prepare?.('A/a.json'), draft.prepare?.('A/b.json')];
    for (let round = 0; round < 20; round++) {
      await new Promise(setImmediate);
      t.is(Buffer.compare(await draft.reread().read(0, size), bytes), 0);
    }
    await Promise.all(prepared);
    await draft.close();
  }
  t.deepEqual(await readdir(join(storage.root, 'A')), []);
});

test('what is no regular file under a final name is neither waited for nor taken for an artifact', async (t) => {
  for (const make of ['mkfifo', 'mkdir']) {
    const root = await newFolder();
    const repository = repositoryOf(new FileStorage(root));
    const path = join(root, NAME);
    await mkdir(join(root, 'Tortured'));
    await promisify(execFile)(make, [path]);
    const expected = { code: 'ARTIFACT_STORAGE', message: `open ${path}: is not a regular file` };
    await t.throwsAsync(repository.save(tortured('a', 0)), expected);
    const problems = make === 'mkdir' ? [] : [{ path, code: expected.code, message: expected.message }];
    t.deepEqual(await repository.verify(), { checked: problems.length, problems });
    t.deepEqual(await readdir(join(root, 'Tortured')), [basename(NAME)]);
  }
});

testPermissions('a file is loaded from a folder whose names may not be read', async (t) => {
  const root = await newFolder();
  const path = await repositoryOf(new FileStorage(root)).save(tortured('a', 0));
  await chmod(dirname(path), 0o311);
  const program = `
    import { readdirSync } from 'node:fs';
    try { readdirSync(${JSON.stringify(dirname(path))}); } catch (error) { console.log(error.code); }
    console.log((await repositoryOf(new FileStorage(${JSON.stringify(root)})).load(${JSON.stringify(path)})).name);`;
  t.is(await saidBy(program, {}, AS_OTHERS), 'EACCES\na');
  await chmod(dirname(path), 0o755);
});

for (const root of ['.', './', 'kept', 'kept/', './kept//']) {
  test(`paths lead to their files after the working directory has changed: in ${root}`, async (t) => {
    const said = await saidBy(
      `
      const storage = new FileStorage(${JSON.stringify(root)});
      const path = await repositoryOf(storage).save(tortured('a', 0));
      process.chdir('/');
      console.log(storage.root, path, (await repositoryOf(storage).load(path)).name);`,
      {},
      `cd '${await newFolder()}' && exec "$@"`,
    );
    const name = root.includes('kept') ? 'kept' : '.';
    t.is(said, `${name} ${join(name, NAME)} a`);
  });
}

test('a path may lead to the working directory from outside of it', async (t) => {
  const folder = await newFolder();
  const program = `
    for (const root of ['.', '..']) {
      const storage = new FileStorage(root);
      const path = await repositoryOf(storage).save(tortured('a', 0));
      const around = root === '.' ? '../here/' : '../../' + process.cwd().split('/').at(-2) + '/';
      console.log((await repositoryOf(storage).load(around + path.replace('../', ''))).name);
    }`;
  t.is(await saidBy(program, {}, `mkdir '${folder}/here' && cd '${folder}/here' && exec "$@"`), 'a\na');
});

// ── Several processes ───────────────────────────────────────────────────────────────────────────────────────────────

test('a save of the identical artifact waits for the process that is publishing it', async (t) => {
  const { folder, path, temporary } = await beingPublished(newToken());
  let isSaved = false;
  const saving = repositoryOf(new FileStorage(folder)).save(tortured('a', 0));
  saving.then(() => {
    isSaved = true;
  });
  // One that is another artifact does not wait.
  await repositoryOf(new FileStorage(folder)).save(tortured('b', 0));
  t.false(isSaved);
  await unlink(temporary);
  t.is(await saving, path);
  t.is((await stat(path)).nlink, 1);
});

test('a name that is taken is not taken for one’s own because somebody made a snapshot of the temporary file', async (t) => {
  const folder = await newFolder();
  const temporary = await TemporaryFile.create(folder);
  await temporary.write(Buffer.from('mine'));
  await link(temporary.path, join(folder, 'snapshot'));
  await writeFile(join(folder, 'a.json'), 'theirs');
  t.is(await publish(temporary, join(folder, 'a.json'), undefined), 'different');
  await temporary.remove();
});

test('a folder that is replaced by a link while a file is written is noticed, and nothing is left', async (t) => {
  const [root, outside] = [await newFolder(), await newFolder()];
  const folder = join(root, 'A');
  const storage = new FileStorage(root);
  const draft = storage.draft('A');
  await draft.write(Buffer.from('mine'));
  await create(storage, 'A/a.json', Buffer.from('theirs'));
  await draft.prepare?.('A/a.json');
  await rename(folder, join(root, 'moved'));
  await symlink(outside, folder);
  await t.throwsAsync(draft.publish('A/b.json'), {
    code: 'ARTIFACT_STORAGE',
    message: `lstat ${folder}: found another folder there than at the beginning`,
  });
  await draft.close();
  t.deepEqual(await readdir(outside), []);
  t.deepEqual(await readdir(join(root, 'moved')), ['a.json']);
});
