// What FileStorage does with files, folders and links on disk, in one process and in several. What only another system or a killed
// process shows is in test/system and test/ended-processes.test.ts.

import { execFile } from 'node:child_process';
import {
  chmod,
  link,
  mkdir,
  readdir,
  readlink,
  rename,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, isArtifactError, loadArtifact, Persisted } from '../src/index.js';
import { publish } from '../src/storage/file/publish.js';
import { TemporaryFile } from '../src/storage/file/temporary-file.js';
import { newToken, temporaryName } from '../src/storage/file/token.js';
import { needs } from './support/needs.js';
import { outputOf, publishing, staleToken, WITHOUT_ROOT_RIGHTS } from './support/other-processes.js';
import { repositoryOf, SAMPLE_KEY, Sample, sampleOf } from './support/sample.js';
import { collect, create, newFolder, sound } from './support/stored.js';

const testPermissions = await needs('file permissions');
const testProc = await needs('/proc');

/** The fault in the error for a link that is not followed. */
const LINK = 'found a link, expected none: links are followed by new FileStorage(folder, { followLinks: true })';

/** One call of each method that needs the root of a storage. */
const CALLS: ((repository: ReturnType<typeof repositoryOf>, root: string) => Promise<unknown>)[] = [
  (repository) => collect(repository.list()),
  (repository) => collect(repository.find(Sample)),
  (repository) => repository.verify(),
  (repository) => repository.sweep(),
  (repository) => repository.save(sampleOf('a', 0)),
  (repository, root) => repository.load(join(root, SAMPLE_KEY)),
];

// ── Folders and files ───────────────────────────────────────────────────────────────────────────────────────────────

test('a save leaves no temporary file beside the artifact’s file', async (t) => {
  const storage = new FileStorage(await newFolder());
  const path = await repositoryOf(storage).save(sampleOf('a', 0));
  t.deepEqual(await readdir(join(storage.root, 'Sample')), [basename(path)]);
});

for (const [umask, mode] of [
  ['022', 0o444],
  ['077', 0o400],
] as const) {
  test(`a saved file has the mode ${mode.toString(8)} with the umask ${umask}`, async (t) => {
    const root = await newFolder();
    const program = `console.log(await repositoryOf(new FileStorage(${JSON.stringify(root)})).save(sampleOf('a', 0)));`;
    const path = await outputOf(program, {}, `umask ${umask}; exec "$@"`);
    t.is((await stat(path)).mode & 0o777, mode);
  });
}

test('save creates the folders that are missing', async (t) => {
  const root = join(await newFolder(), 'a', 'b', 'c');
  t.is(await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0)), join(root, SAMPLE_KEY));
});

test('a save that cannot write throws an error with the operation and the path, and leaves nothing', async (t) => {
  const root = await newFolder();
  await writeFile(join(root, 'Sample'), 'a file, where a folder should be');
  const repository = repositoryOf(new FileStorage(root));
  const error = await t.throwsAsync(repository.save(sampleOf('a', 0)), { code: 'ARTIFACT_STORAGE' });
  t.deepEqual(isArtifactError(error, 'ARTIFACT_STORAGE') && [error.operation, error.path], [
    'open',
    join(root, 'Sample'),
  ]);
  t.like(error?.cause, { code: 'ENOTDIR' });
  await t.throwsAsync(repositoryOf(new FileStorage(join(root, 'Sample', 'x'))).save(sampleOf('a', 0)), {
    code: 'ARTIFACT_STORAGE',
  });
  t.deepEqual(await readdir(root), ['Sample']);
});

testProc('a save in /proc, where no folder can be created, fails and does not hang', async (t) => {
  const root = '/proc/persisted-artifacts';
  await t.throwsAsync(repositoryOf(new FileStorage(root)).save(sampleOf('a', 0)), {
    code: 'ARTIFACT_STORAGE',
    message: `mkdir ${root}: ENOENT: no such file or directory, mkdir '${root}'`,
  });
});

test('every relative path in a deleted working directory is refused with an error that says so', async (t) => {
  const program = `
    import { mkdirSync, rmdirSync } from 'node:fs';
    import { ArtifactRepository, loadArtifact, saveArtifact } from ${JSON.stringify(resolve('dist/src/index.js'))};
    const gone = ${JSON.stringify(join(await newFolder(), 'gone'))};
    const elsewhere = repositoryOf(new FileStorage(gone + '/elsewhere'));
    for (const act of [
      () => new FileStorage('results'),
      () => new ArtifactRepository(),
      () => saveArtifact(sampleOf('a', 0)),
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
  t.is(await outputOf(program), paths.map(message).join('\n'));
});

for (const place of ['Sample', SAMPLE_KEY]) {
  for (const isThere of [true, false]) {
    test(`a ${isThere ? '' : 'broken '}link in place of ${place} is not followed, and the error names the option followLinks`, async (t) => {
      const [root, outside] = [await newFolder(), await newFolder()];
      const other = isThere ? await repositoryOf(new FileStorage(outside)).save(sampleOf('a', 0)) : outside;
      const before = await readdir(outside, { recursive: true });
      await mkdir(dirname(join(root, place)), { recursive: true });
      await symlink(join(outside, place), join(root, place));
      const repository = repositoryOf(new FileStorage(root));
      const message = `open ${join(root, place)}: ${LINK}`;
      await t.throwsAsync(repository.save(sampleOf('a', 0)), { code: 'ARTIFACT_STORAGE', message });
      await t.throwsAsync(repository.load(join(root, SAMPLE_KEY)), { code: 'ARTIFACT_STORAGE', message });
      t.deepEqual(await readdir(outside, { recursive: true }), before);
      t.is((await readdir(dirname(join(root, place)))).length, 1);
      if (isThere) t.truthy(await repositoryOf(new FileStorage(outside)).load(other));
    });
  }
}

/** What may be in place of a procedure's folder, and the error for it. */
const IN_PLACE_OF_FOLDER: [
  title: string,
  make: (path: string, outside: string) => Promise<unknown>,
  message: string,
][] = [
  ['a link to a folder', (path, outside) => symlink(outside, path), `readdir PATH: ${LINK}`],
  [
    'a broken link',
    (path) => symlink('/nowhere', path),
    'stat PATH: found a link to /nowhere, where nothing is: is the disk mounted?',
  ],
  [
    'a link in a circle',
    (path) => symlink(path, path),
    'stat PATH: found a link to PATH, where nothing is: is the disk mounted?',
  ],
  ['a file', (path) => writeFile(path, ''), 'readdir PATH: found no folder, expected a procedure’s folder'],
  [
    'a link to a file',
    (path) => symlink(resolve('package.json'), path),
    'readdir PATH: found no folder, expected a procedure’s folder',
  ],
];

for (const [title, make, expected] of IN_PLACE_OF_FOLDER) {
  test(`${title} in place of a procedure’s folder is an error in find and list, and a problem in verify`, async (t) => {
    const [root, outside] = [await newFolder(), await newFolder()];
    await repositoryOf(new FileStorage(outside)).save(sampleOf('a', 0));
    const path = join(root, 'Sample');
    await make(path, join(outside, 'Sample'));
    const repository = repositoryOf(new FileStorage(root));
    const message = expected.replaceAll('PATH', path);
    const error = { code: 'ARTIFACT_STORAGE', message };
    await t.throwsAsync(collect(repository.find(Sample)), error);
    await t.throwsAsync(collect(repository.list({ procedure: 'Sample' })), error);
    // A file hides no artifacts, so a list of all procedures goes on.
    if (expected.includes('found a link')) await t.throwsAsync(collect(repository.list()), error);
    else t.deepEqual(await collect(repository.list()), []);
    t.deepEqual(await collect(repository.list({ procedure: 'Another' })), []);
    t.like(await repository.verify(), { checked: 0, problems: [{ path, ...error }] });
    t.deepEqual(await repository.sweep(), []);
  });
}

test('verify reports everything that list does not show, except for names that begin with a dot', async (t) => {
  const root = await newFolder();
  const path = await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0));
  const deeper = join(root, 'Sample', 'deeper');
  for (const folder of [deeper, join(root, 'no procedure'), join(root, '.git'), join(root, 'Sample', '.deeper')]) {
    await mkdir(folder);
    await link(path, join(folder, basename(path)));
  }
  for (const name of ['.DS_Store', 'README.txt', 'Sample/.DS_Store']) await writeFile(join(root, name), '');
  const repository = repositoryOf(new FileStorage(root));
  t.deepEqual((await collect(repository.list())).length, 1);
  const { checked, problems } = await repository.verify();
  t.is(checked, 1);
  t.deepEqual(problems.map(({ code, message }) => [code, message]).sort(), [
    ['ARTIFACT_STORAGE', `readdir ${join(root, 'README.txt')}: found no folder, expected a procedure’s folder`],
    [
      'ARTIFACT_STORAGE',
      `readdir ${deeper}: found a folder in a procedure’s folder, expected files: the library does not look into it`,
    ],
    [
      'ARTIFACT_STORAGE',
      `readdir ${join(root, 'no procedure')}: found a folder that can be no procedure’s, expected one named with letters, digits, "_", "." and "-"`,
    ],
  ]);
});

test('verify reports a file that does not fit into memory, and goes on', async (t) => {
  const storage = new FileStorage(await newFolder());
  const repository = repositoryOf(storage);
  const path = await repository.save(sampleOf('a', 0));
  const large = join(dirname(path), 'large.json');
  // A sparse file: it takes no space on the disk.
  await writeFile(large, '');
  await truncate(large, 8e12);
  const { checked, problems } = await repository.verify();
  t.is(checked, 2);
  t.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [[large, 'ARTIFACT_FORMAT']],
  );
  const source = await storage.open('Sample/large.json');
  await t.throwsAsync(source.read(0, source.size), { code: 'ARTIFACT_STORAGE', message: /^read .*large\.json: / });
  await source.close();
});

testPermissions('verify reports a folder that it may not read, and goes on', async (t) => {
  const root = await newFolder();
  const path = await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0));
  await mkdir(join(root, 'Another'));
  await chmod(join(root, 'Another'), 0o333);
  await rename(dirname(path), join(root, 'Unknown'));
  const program = `
    const { checked, problems } = await repositoryOf(new FileStorage(${JSON.stringify(root)})).verify();
    console.log(checked, problems.map(({ code }) => code).sort().join(' '));`;
  t.is(await outputOf(program, {}, WITHOUT_ROOT_RIGHTS), '1 ARTIFACT_INTEGRITY ARTIFACT_STORAGE');
});

@Persisted({ procedure: 'sys' })
class Sys extends Artifact {}

for (const [title, root, Class, failure] of [
  ['no folder can be created', '/proc/x', Sample, { operation: 'mkdir', path: '/proc/x' }],
  ['no file can be created', '/proc', Sys, { operation: 'open' }],
] as const) {
  testProc(`findOrCreate does not run the procedure where ${title}`, async (t) => {
    const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Sample, Sys] });
    const create = () => t.fail() as never;
    const error = await t.throwsAsync(repository.findOrCreate<Artifact>(Class, { parameters: {} }, create));
    t.like(error, { code: 'ARTIFACT_STORAGE', ...failure });
  });
}

test('findOrCreate leaves only the procedure’s folder if the procedure throws', async (t) => {
  const root = join(await newFolder(), 'a', 'b');
  const create = () => {
    throw new Error('no result');
  };
  const finding = repositoryOf(new FileStorage(root)).findOrCreate(Sample, { parameters: {} }, create);
  await t.throwsAsync(finding, { message: 'no result' });
  t.deepEqual(await readdir(root, { recursive: true }), ['Sample']);
});

testPermissions('a process that may not write gets an error with the cause EACCES', async (t) => {
  const root = await newFolder();
  await chmod(root, 0o555);
  const program = `
    try { await new FileStorage(${JSON.stringify(root)}).draft('A').publish('A/a.json'); console.log('written'); }
    catch (error) { console.log(error.code, error.operation, error.cause?.code); }`;
  t.is(await outputOf(program, {}, WITHOUT_ROOT_RIGHTS), 'ARTIFACT_STORAGE mkdir EACCES');
});

for (const below of ['', 'results']) {
  test(`every method throws for a root ${below ? 'below' : 'that is'} a broken link, and does not take it for an empty folder`, async (t) => {
    const [folder, link] = [await newFolder(), join(await newFolder(), 'link')];
    await symlink(join(folder, 'disk'), link);
    const message = `stat ${link}: found a link to ${join(folder, 'disk')}, where nothing is: is the disk mounted?`;
    const root = join(link, below);
    const repository = repositoryOf(new FileStorage(root));
    for (const call of CALLS) await t.throwsAsync(call(repository, root), { code: 'ARTIFACT_STORAGE', message });
    // Once the disk is mounted, the root is missing, which is the same as empty.
    await mkdir(join(folder, 'disk'));
    t.deepEqual(await collect(repository.list()), []);
    await t.throwsAsync(repository.load(join(root, SAMPLE_KEY)), { code: 'ARTIFACT_NOT_FOUND' });
    t.is(await repository.save(sampleOf('a', 0)), join(root, SAMPLE_KEY));
  });
}

test('every method throws for a root that is a file', async (t) => {
  const root = join(await newFolder(), 'file');
  await writeFile(root, '');
  const repository = repositoryOf(new FileStorage(root));
  for (const call of CALLS)
    await t.throwsAsync(call(repository, root), { code: 'ARTIFACT_STORAGE', message: /ENOTDIR/ });
});

test('a draft can be reread while it is prepared, also for several names at once, and leaves nothing when it is closed', async (t) => {
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

test('a FIFO or folder under an artifact’s name is an error, and reading it does not hang', async (t) => {
  for (const make of ['mkfifo', 'mkdir']) {
    const root = await newFolder();
    const repository = repositoryOf(new FileStorage(root));
    const path = join(root, SAMPLE_KEY);
    await mkdir(join(root, 'Sample'));
    await promisify(execFile)(make, [path]);
    const expected = { code: 'ARTIFACT_STORAGE', message: `open ${path}: is not a regular file` };
    await t.throwsAsync(repository.save(sampleOf('a', 0)), expected);
    const report = await repository.verify();
    t.is(report.checked, make === 'mkdir' ? 0 : 1);
    t.like(report.problems, [{ path, code: expected.code, ...(make === 'mkfifo' && { message: expected.message }) }]);
    t.deepEqual(await readdir(join(root, 'Sample')), [basename(SAMPLE_KEY)]);
  }
});

testPermissions('load reads a file in a folder that may not be listed', async (t) => {
  const root = await newFolder();
  const path = await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0));
  await chmod(dirname(path), 0o311);
  const program = `
    import { readdirSync } from 'node:fs';
    try { readdirSync(${JSON.stringify(dirname(path))}); } catch (error) { console.log(error.code); }
    console.log((await repositoryOf(new FileStorage(${JSON.stringify(root)})).load(${JSON.stringify(path)})).name);`;
  t.is(await outputOf(program, {}, WITHOUT_ROOT_RIGHTS), 'EACCES\na');
  await chmod(dirname(path), 0o755);
});

for (const root of ['.', './', 'kept', 'kept/', './kept//']) {
  test(`a returned path still loads after the working directory has changed: root ${root}`, async (t) => {
    const said = await outputOf(
      `
      const storage = new FileStorage(${JSON.stringify(root)});
      const path = await repositoryOf(storage).save(sampleOf('a', 0));
      process.chdir('/');
      console.log(storage.root, path, (await repositoryOf(storage).load(path)).name);`,
      { FOLDER: await newFolder() },
      'cd "$FOLDER" && exec "$@"',
    );
    const name = root.includes('kept') ? 'kept' : '.';
    t.is(said, `${name} ${join(name, SAMPLE_KEY)} a`);
  });
}

test('load accepts a path that leaves the working directory and comes back', async (t) => {
  const folder = await newFolder();
  const program = `
    for (const root of ['.', '..']) {
      const storage = new FileStorage(root);
      const path = await repositoryOf(storage).save(sampleOf('a', 0));
      const around = root === '.' ? '../here/' : '../../' + process.cwd().split('/').at(-2) + '/';
      console.log((await repositoryOf(storage).load(around + path.replace('../', ''))).name);
    }`;
  t.is(
    await outputOf(program, { FOLDER: join(folder, 'here') }, 'mkdir "$FOLDER" && cd "$FOLDER" && exec "$@"'),
    'a\na',
  );
});

// ── Several processes ───────────────────────────────────────────────────────────────────────────────────────────────

test('a save of an identical artifact waits until the process that is publishing it has finished', async (t) => {
  const { folder, path, temporary } = await publishing(newToken());
  let isSaved = false;
  const saving = repositoryOf(new FileStorage(folder)).save(sampleOf('a', 0));
  saving.then(() => {
    isSaved = true;
  });
  // A save of a different artifact does not wait.
  await repositoryOf(new FileStorage(folder)).save(sampleOf('b', 0));
  t.false(isSaved);
  await unlink(temporary);
  t.is(await saving, path);
  t.is((await stat(path)).nlink, 1);
});

test('a taken name is not mistaken for a successful link because the temporary file has another hard link', async (t) => {
  const folder = await newFolder();
  const temporary = await TemporaryFile.create(folder);
  await temporary.write(Buffer.from('mine'));
  await link(temporary.path, join(folder, 'snapshot'));
  await writeFile(join(folder, 'a.json'), 'theirs');
  const openFolder = { path: folder, directory: undefined, stats: undefined };
  t.is(await publish(temporary, join(folder, 'a.json'), openFolder), 'different');
  await temporary.remove();
});

test('publish throws if the folder was replaced by a link meanwhile, and leaves nothing', async (t) => {
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

// ── Links that are followed ─────────────────────────────────────────────────────────────────────────────────────────

/** Creates a folder with an artifact as git-annex keeps it: a link into a read-only folder of objects. */
async function annexed(index: number): Promise<{ root: string; path: string; object: string }> {
  const root = await newFolder();
  const path = await repositoryOf(new FileStorage(root)).save(sampleOf('a', index));
  const folder = join(root, '.git', 'annex', 'objects', 'SHA256E-s1--1.json');
  const object = join(folder, 'SHA256E-s1--1.json');
  await mkdir(folder, { recursive: true });
  await rename(path, object);
  await symlink(relative(dirname(path), object), path);
  await chmod(folder, 0o555);
  return { root, path, object };
}

// Index 0 is compared in memory, index 9 after it was written to a temporary file.
for (const index of [0, 9]) {
  test(`with followLinks, a link to an artifact’s file is loaded, found, verified and saved again as the file itself: index ${index}`, async (t) => {
    const { root, path, object } = await annexed(index);
    const repository = repositoryOf(new FileStorage(root, { followLinks: true }));
    const before = await stat(object, { bigint: true });
    t.deepEqual(await repository.load(path), sampleOf('a', index));
    t.deepEqual(await collect(repository.find(Sample)), [sampleOf('a', index)]);
    t.deepEqual(await repository.verify(), sound(1));
    t.is(await repository.save(sampleOf('a', index)), path);
    t.deepEqual(await readdir(dirname(path)), [basename(path)]);
    const other = await repository.save(sampleOf('b', index));
    t.deepEqual(await repository.load(other), sampleOf('b', index));
    t.deepEqual((await readdir(dirname(path))).sort(), [basename(path), basename(other)].sort());
    t.deepEqual(await readdir(dirname(object)), [basename(object)]);
    const after = await stat(object, { bigint: true });
    t.deepEqual([after.ino, after.size, after.mtimeNs], [before.ino, before.size, before.mtimeNs]);
    t.is(await readlink(path), relative(dirname(path), object));
    await chmod(dirname(object), 0o755);
  });

  test(`with followLinks, a broken link under an artifact’s name is an error for every method, and is not overwritten: index ${index}`, async (t) => {
    const { root, path, object } = await annexed(index);
    await chmod(dirname(object), 0o755);
    await unlink(object);
    const repository = repositoryOf(new FileStorage(root, { followLinks: true }));
    const message = `stat ${path}: found a link to ${relative(dirname(path), object)}, where nothing is: is the disk mounted?`;
    const error = { code: 'ARTIFACT_STORAGE', message };
    await t.throwsAsync(repository.load(path), error);
    await t.throwsAsync(collect(repository.find(Sample)), error);
    for (const name of ['a', 'b']) await t.throwsAsync(repository.save(sampleOf(name, index)), error);
    t.like(await repository.verify(), { checked: 1, problems: [{ path, ...error }] });
    t.deepEqual(await readdir(dirname(path)), [basename(path)]);
    t.deepEqual(await readdir(dirname(object)), []);
  });
}

test('without followLinks, a link to an artifact’s file is refused with an error that names the option', async (t) => {
  const { root, path, object } = await annexed(0);
  const repository = repositoryOf(new FileStorage(root));
  const error = { code: 'ARTIFACT_STORAGE', message: `open ${path}: ${LINK}` };
  await t.throwsAsync(repository.load(path), error);
  await t.throwsAsync(collect(repository.find(Sample)), error);
  await t.throwsAsync(repository.save(sampleOf('a', 0)), error);
  t.like(await repository.verify(), { checked: 1, problems: [{ path, ...error }] });
  await chmod(dirname(object), 0o755);
});

test('loadArtifact follows links, and throws for a broken one', async (t) => {
  const { path, object } = await annexed(0);
  t.deepEqual(await loadArtifact(path), sampleOf('a', 0));
  await chmod(dirname(object), 0o755);
  await unlink(object);
  const message = `stat ${path}: found a link to ${relative(dirname(path), object)}, where nothing is: is the disk mounted?`;
  await t.throwsAsync(loadArtifact(path), { code: 'ARTIFACT_STORAGE', message });
});

test('with followLinks, a procedure’s folder may be a link to a folder', async (t) => {
  const [root, disk] = [await newFolder(), await newFolder()];
  const inner = repositoryOf(new FileStorage(disk));
  const moved = await inner.save(sampleOf('a', 0));
  await symlink(join(disk, 'Sample'), join(root, 'Sample'));
  const repository = repositoryOf(new FileStorage(root, { followLinks: true }));
  const path = join(root, SAMPLE_KEY);
  t.deepEqual(await repository.load(path), sampleOf('a', 0));
  t.is(await repository.save(sampleOf('a', 0)), path);
  for (const index of [1, 9]) {
    const saved = await repository.save(sampleOf('b', index));
    t.is(dirname(saved), dirname(path));
    t.deepEqual(await inner.load(join(dirname(moved), basename(saved))), sampleOf('b', index));
  }
  t.is((await collect(repository.find(Sample))).length, 3);
  await writeFile(join(dirname(moved), temporaryName(await staleToken())), '');
  t.is((await repository.sweep()).length, 1);
  t.deepEqual(await repository.verify(), sound(3));
  t.is((await readdir(dirname(moved))).length, 3);
});

test('with followLinks, a save waits until the process that is publishing a link’s target has finished', async (t) => {
  const { path, temporary } = await publishing(newToken());
  const root = await newFolder();
  await mkdir(join(root, 'Sample'));
  await symlink(path, join(root, SAMPLE_KEY));
  let isSaved = false;
  const saving = repositoryOf(new FileStorage(root, { followLinks: true })).save(sampleOf('a', 0));
  saving.then(() => {
    isSaved = true;
  });
  await repositoryOf(new FileStorage(await newFolder())).save(sampleOf('b', 0));
  t.false(isSaved);
  await unlink(temporary);
  t.is(await saving, join(root, SAMPLE_KEY));
});

test('with followLinks, files that are not links are saved as without it, and broken links are errors', async (t) => {
  const root = join(await newFolder(), 'a', 'b');
  const repository = repositoryOf(new FileStorage(root, { followLinks: true }));
  for (const index of [0, 9, 0, 9]) await repository.save(sampleOf('a', index));
  t.is((await collect(repository.find(Sample))).length, 2);
  await symlink('/nowhere', join(root, 'Gone'));
  const error = {
    code: 'ARTIFACT_STORAGE',
    message: `stat ${join(root, 'Gone')}: found a link to /nowhere, where nothing is: is the disk mounted?`,
  };
  await t.throwsAsync(collect(repository.list()), error);
  t.deepEqual((await repository.verify()).problems, [{ path: join(root, 'Gone'), ...error } as never]);
});

for (const [options, message] of [
  [{ followlinks: true }, 'found the option followlinks, expected followLinks'],
  [{ followLinks: 'yes' }, 'found followLinks: "yes", expected true or false'],
  [true, 'found true as options, expected an object with followLinks'],
] as const) {
  test(`a wrong option of a storage is refused: ${message}`, (t) => {
    t.throws(() => new FileStorage('results', options as never), { instanceOf: TypeError, message });
  });
}
