import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, link, mkdir, readdir, readFile, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { FileStorage, isArtifactError, MemoryStorage, SweepError } from '../src/index.js';
import { newToken, takenBackName, temporaryName } from '../src/storage/owner.js';
import { publish } from '../src/storage/publish.js';
import { TemporaryFile } from '../src/storage/temporary-file.js';
import { bytesOf, create, newFolder } from './stored.js';
import { race } from './torture/processes/races.js';
import { STEPS, withoutSteps } from './torture/system/altered.js';
import { compiled } from './torture/system/compiled.js';
import { ALL_FAULTS, faults } from './torture/system/faults.js';
import { fill, onTmpfs } from './torture/system/full.js';
import { faultsInOrder } from './torture/system/order.js';
import { otherSystem } from './torture/system/other-system.js';
import { type Answer, type Order, type Saver, startSaver } from './torture/system/saver-process.js';
import { trace } from './torture/system/strace.js';
import { repositoryOf, tortured } from './torture/tortured.js';

const NAME = 'Tortured/1970-01-01T00-00-00_44136f.json';

/** Of a machine that nothing is known of. */
const UNKNOWN = '01234567-01234567-1-1-1-0123456789abcdef01234567';

/** What is special about a save that is watched. */
interface Watch {
  readonly program?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly injections?: (folder: string) => readonly string[];
  /** Whether the folder is there already. */
  readonly isThere?: boolean;
}

/** A process that saves when it is told to, and ends with the test. */
function saverOf(t: ExecutionContext, program?: string, environment?: NodeJS.ProcessEnv): Saver {
  const saver = startSaver(program, environment);
  t.teardown(() => saver.end());
  return saver;
}

/** Saves in a process of its own, while it is watched. */
async function watched(
  t: ExecutionContext,
  { program, environment, injections, isThere = false }: Watch = {},
): Promise<{
  answer: Answer;
  lines: readonly string[];
  folder: string;
}> {
  const place = await newFolder();
  const folder = join(place, 'a', 'b');
  if (isThere) await mkdir(join(folder, 'Tortured'), { recursive: true });
  const saver = saverOf(t, program, environment);
  await saver.save({ folder: join(place, 'first'), name: 'first', index: 0 });
  const tracing = await trace(saver.pid, injections?.(folder));
  const answer = await saver.save({ folder, name: 'a', index: 0 });
  const lines = await tracing.stop();
  return { answer, lines, folder };
}

/** The text of a program that uses what is compiled. */
const programOf = (text: string): string => `
  import { FileStorage } from ${JSON.stringify(resolve('dist/src/index.js'))};
  import { hasEnded, newToken } from ${JSON.stringify(resolve('dist/src/storage/owner.js'))};
  import { repositoryOf, tortured } from ${JSON.stringify(resolve('dist/test/torture/tortured.js'))};
  ${text}`;

/** What a program says that uses what is compiled. */
async function saidBy(text: string, env: NodeJS.ProcessEnv = {}, shell = 'exec "$@"'): Promise<string> {
  const words = ['-c', shell, 'sh', process.execPath, '--input-type=module', '-e', programOf(text)];
  const { stdout } = await promisify(execFile)('sh', words, { env: { ...process.env, ...env } });
  return stdout.trim();
}

/** Root may read and write everything, unless it gives that up. */
const AS_OTHERS = `
  [ "$(id -u)" -ne 0 ] || set -- setpriv --bounding-set=-dac_override,-dac_read_search "$@"
  exec "$@"`;

/** Lets the sync of the directory fail: those of all folders above come before, and that of the bytes. */
const noDirectorySync = (root: string): string => `fsync:error=EIO:when=${root.split('/').length + 2}`;

/** Makes the system say that it wrote the artifact, and not do so. */
async function unwritten(): Promise<() => string[]> {
  const storage = new MemoryStorage();
  await repositoryOf(storage).save(tortured('a', 0));
  const { length } = await bytesOf(storage, NAME);
  return () => [`pwrite64:retval=${length}`];
}

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

test('a process that may not write is told so', async (t) => {
  const root = await newFolder();
  await chmod(root, 0o555);
  const program = `
    try { await new FileStorage(${JSON.stringify(root)}).draft('A').publish('A/a.json'); console.log('written'); }
    catch (error) { console.log(error.code, error.operation, error.cause?.code); }`;
  t.is(await saidBy(program, {}, AS_OTHERS), 'ARTIFACT_STORAGE mkdir EACCES');
});

test('what a killed process left is swept, and nothing of a living one, or of one that nothing is known of', async (t) => {
  const storage = new FileStorage(await newFolder());
  const repository = repositoryOf(storage);
  t.deepEqual(await repository.sweep(), []);
  const path = await repository.save(tortured('a', 0));
  const script = `
    import { FileStorage } from ${JSON.stringify(resolve('dist/src/index.js'))};
    await new FileStorage(${JSON.stringify(storage.root)}).draft('Tortured').write(Buffer.alloc(2 ** 21));
    console.log('written');
    setInterval(() => {}, 1000);`;
  const writer = spawn(process.execPath, ['--input-type=module', '-e', script]);
  t.teardown(() => writer.kill('SIGKILL'));
  await once(writer.stdout, 'data');
  const own = storage.draft('Tortured');
  await own.write(Buffer.alloc(2 ** 21));
  const folder = join(storage.root, 'Tortured');
  const unknown = temporaryName(UNKNOWN);
  for (const name of [unknown, '.other.tmp', '.1-0123456789abcdef01234567.tmp'])
    await writeFile(join(folder, name), '');
  t.deepEqual(await repository.sweep(), []);
  t.is((await readdir(folder)).length, 6);
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  const [swept, ...others] = await repository.sweep();
  t.regex(swept as string, /\.tmp$/);
  t.deepEqual(others, []);
  t.is((await readdir(folder)).length, 5);
  await own.close();
  t.is((await readdir(folder)).length, 4);
  t.deepEqual(await repository.load(path), tortured('a', 0));
  t.deepEqual(await repository.verify(), { checked: 1, problems: [] });
  t.deepEqual(await repositoryOf(new MemoryStorage()).sweep(), []);
});

test('a temporary file is swept only if machine, start, container, number and beginning say that its process has ended', async (t) => {
  const storage = new FileStorage(await newFolder());
  const folder = join(storage.root, 'Tortured');
  await mkdir(folder);
  const [host = '', boot = '', namespace = '', pid = '', start = ''] = newToken().split('-');
  t.false([boot, namespace, start].includes('0'));
  const ended = spawn(process.execPath, ['-e', '']);
  await once(ended, 'exit');
  const gone = String(ended.pid);
  const names = (...owners: string[][]) => owners.map((owner) => `.${owner.join('-')}-0123456789abcdef01234567.tmp`);
  const leftOver = names([host, boot, namespace, gone, '1'], [host, boot, namespace, pid, String(Number(start) + 1)]);
  const kept = names(
    [host, boot, namespace, pid, start],
    [host, boot, namespace, pid, '0'],
    ['01234567', boot, namespace, gone, '1'],
    [host, '0', namespace, gone, '1'],
    [host, boot, '1', gone, '1'],
  );
  // One process has what names it from another, when both begin from one snapshot.
  const part = newToken().split('-')[5];
  kept.push(`.${[host, boot, namespace, String(process.ppid), '0', part].join('-')}.tmp`);
  // In a container, nothing is known of other starts of the machine.
  const isContainer = !namespace.startsWith('4026531836');
  (isContainer ? kept : leftOver).push(...names([host, '01234567', namespace, pid, start]));
  for (const name of [...leftOver, ...kept]) await writeFile(join(folder, name), '');
  t.deepEqual((await storage.sweep()).sort(), leftOver.map((name) => join(folder, name)).sort());
  t.deepEqual((await readdir(folder)).sort(), kept.sort());
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

test('a draft can be reread while what was kept in memory is written to its file', async (t) => {
  const program = `
    const bytes = Buffer.alloc(50_000, 'x');
    const draft = new FileStorage(${JSON.stringify(await newFolder())}).draft('Tortured');
    await draft.write(bytes);
    let isPrepared = false;
    const prepared = draft.prepare('Tortured/a.json').then(() => (isPrepared = true));
    let [reread, wrong] = [0, 0];
    while (!isPrepared) {
      await new Promise(setImmediate);
      reread++;
      if (!bytes.equals(await draft.reread().read(0, bytes.length).catch(() => Buffer.alloc(0)))) wrong++;
    }
    await draft.close();
    console.log(reread > 0, wrong);`;
  t.is(await saidBy(program, await otherSystem(await newFolder(), { SHORT: '10' })), 'true 0');
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

test('a file is loaded from a folder whose names may not be read', async (t) => {
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

test('a file that is leased to somebody is waited for', async (t) => {
  const place = await newFolder();
  const repository = repositoryOf(new FileStorage(await newFolder()));
  const path = await repository.save(tortured('a', 0));
  const lease = spawn(await compiled(place, 'leased'), [path]);
  t.teardown(() => lease.kill());
  const ended = once(lease, 'close');
  await once(lease.stdout, 'data');
  t.deepEqual(await repository.load(path), tortured('a', 0));
  t.deepEqual(await ended, [0, null]);
});

test('a folder whose entries the system does not tell apart is listed, though some are gone by then', async (t) => {
  const root = await newFolder();
  await repositoryOf(new FileStorage(root)).save(tortured('a', 0));
  await writeFile(join(root, 'Tortured', temporaryName(UNKNOWN)), '');
  const program = `
    const keys = [];
    for await (const key of new FileStorage(${JSON.stringify(root)}).list()) keys.push(key);
    console.log(keys);`;
  t.is(await saidBy(program, await otherSystem(await newFolder(), { UNTYPED: '1' })), `[ '${NAME}' ]`);
  t.deepEqual(await readdir(join(root, 'Tortured')), [basename(NAME)]);
});

// ── The order on disk ───────────────────────────────────────────────────────────────────────────────────────────────

test('bytes are on the disk before their name is there, and the name before the save is acknowledged', async (t) => {
  const { answer, lines, folder } = await watched(t);
  t.is(answer.path, join(folder, NAME));
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
});

test('without links too, bytes are on the disk before their name', async (t) => {
  const { answer, lines, folder } = await watched(t, {
    environment: await otherSystem(await newFolder(), { NO_LINKS: '1' }),
  });
  t.is(answer.path, join(folder, NAME));
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
  t.deepEqual(await readdir(join(folder, 'Tortured')), [basename(NAME)]);
});

test('the names of folders that are there already are synced too, for who has made them may not have done so yet', async (t) => {
  const { answer, lines, folder } = await watched(t, { isThere: true });
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
  for (let parent = folder; dirname(parent) !== parent; parent = dirname(parent)) {
    t.true(lines.findIndex((line) => line.includes('fsync(') && line.includes(`<${parent}>`)) !== -1, parent);
  }
});

test('the name of a folder that was made again is synced again, though the system gives it the number of the last one', async (t) => {
  const folder = await newFolder();
  const saver = saverOf(t);
  const { path = '' } = await saver.save({ folder, name: 'a', index: 0 });
  await rm(dirname(path), { recursive: true });
  await mkdir(dirname(path));
  const tracing = await trace(saver.pid);
  t.deepEqual(await saver.save({ folder, name: 'a', index: 0 }), { path });
  const lines = await tracing.stop();
  t.true(lines.some((line) => line.includes('fsync(') && line.includes(`<${folder}>`)));
});

/** What shows that a step is left out: the order of the calls, or a system that says that it wrote what it did not. */
const NOTICED: Record<string, readonly string[]> = {
  'the sync of the bytes': ['the bytes are not synced before the name is there'],
  'the count of the bytes': ['the file is not whole'],
  'the exclusive link': ['the name is given without the right to it'],
  'the sync of the directory': ['the name is not synced'],
  'the second sync of the file': ['the file is not synced once more, after its name'],
  'the sync of new folders': ['a', 'a/b', 'a/b/Tortured'].map((name) => `the name of the folder ${name} is not synced`),
  'the removal of the temporary name': ['the temporary name is not removed'],
};

for (const { step, ...change } of STEPS) {
  test(`a save that leaves out ${step} is noticed`, async (t) => {
    const place = await newFolder();
    const program = join(await withoutSteps(place, [{ step, ...change }]), 'system', 'saver.js');
    const isCount = step === 'the count of the bytes';
    const { answer, lines, folder } = await watched(t, { program, ...(isCount && { injections: await unwritten() }) });
    const path = answer.path as string;
    const isWhole = (await stat(path)).size > 0;
    t.deepEqual(
      [...faultsInOrder(lines, path), ...(isWhole ? [] : ['the file is not whole'])].map((fault) =>
        fault.replace(`${join(folder, '..', '..')}/`, ''),
      ),
      NOTICED[step],
    );
  });
}

// ── Several processes ───────────────────────────────────────────────────────────────────────────────────────────────

/** A token of a process that has ended. */
const tokenOfTheDead = (): Promise<string> => saidBy('console.log(newToken());');

/** A folder with an artifact's file that is still being published, for it has its temporary name too. */
async function beingPublished(token: string): Promise<{ folder: string; path: string; temporary: string }> {
  const folder = await newFolder();
  const path = await repositoryOf(new FileStorage(folder)).save(tortured('a', 0));
  const temporary = join(folder, 'Tortured', temporaryName(token));
  await link(path, temporary);
  return { folder, path, temporary };
}

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

test('if that process takes the file back, the save writes its own', async (t) => {
  const { folder, path, temporary } = await beingPublished(newToken());
  const saver = saverOf(t);
  await saver.save({ folder: await newFolder(), name: 'first', index: 0 });
  const tracing = await trace(saver.pid);
  const saving = saver.save({ folder, name: 'a', index: 0 });
  // It looks whether the file is still being published.
  await tracing.seen(new RegExp(`statx.*${basename(path)}.*AT_SYMLINK_NOFOLLOW`));
  await unlink(path);
  await unlink(temporary);
  t.deepEqual(await saving, { path });
  await tracing.stop();
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(path), tortured('a', 0));
});

test('nobody waits for a process that has ended, and for one that nothing is known of only for a while', async (t) => {
  const [unknown, dead] = [await beingPublished(UNKNOWN), await beingPublished(await tokenOfTheDead())];
  const order: string[] = [];
  const save = async ({ folder, path }: { folder: string; path: string }) => {
    t.is(await repositoryOf(new FileStorage(folder)).save(tortured('a', 0)), path);
    order.push(path);
    // Now nobody can take it back any more.
    t.deepEqual(await readdir(dirname(path)), [basename(path)]);
  };
  await Promise.all([save(unknown), save(dead)]);
  t.deepEqual(order, [dead.path, unknown.path]);
});

test('a file that is being taken back is waited for, whoever does it, and not relied on', async (t) => {
  const { folder, path, temporary } = await beingPublished(UNKNOWN);
  await rename(temporary, join(dirname(path), takenBackName(UNKNOWN)));
  const error = await t.throwsAsync(repositoryOf(new FileStorage(folder)).save(tortured('a', 0)), {
    code: 'ARTIFACT_STORAGE',
  });
  t.regex(error?.message ?? '', /found it being taken back for 10000 ms, by the process of \.01234567-/);
  await rename(join(dirname(path), takenBackName(UNKNOWN)), join(dirname(path), takenBackName(await tokenOfTheDead())));
  t.is(await repositoryOf(new FileStorage(folder)).save(tortured('a', 0)), path);
  t.deepEqual(await readdir(dirname(path)), [basename(path)]);
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
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(join(folder, NAME)), tortured('a', 0));
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

test('a process that has ended, but that its parent has not asked for, is known to have ended', async (t) => {
  const storage = new FileStorage(await newFolder());
  await mkdir(join(storage.root, 'Tortured'));
  const program = programOf('console.log(newToken());');
  const parent = spawn('sh', ['-c', '"$0" --input-type=module -e "$1" & exec sleep 60', process.execPath, program]);
  t.teardown(() => parent.kill('SIGKILL'));
  const [told] = await once(parent.stdout, 'data');
  const name = temporaryName(String(told).trim());
  await writeFile(join(storage.root, 'Tortured', name), '');
  let swept: string[] = [];
  while (swept.length === 0 && parent.exitCode === null) swept = await storage.sweep();
  t.is(parent.exitCode, null);
  t.deepEqual(swept, [join(storage.root, 'Tortured', name)]);
});

test('a process whose first thread alone has ended is living', async (t) => {
  const storage = new FileStorage(await newFolder());
  const path = join(storage.root, 'Tortured');
  await mkdir(path);
  const process = spawn(await compiled(await newFolder(), 'leaderless', '-pthread'));
  t.teardown(() => process.kill('SIGKILL'));
  await once(process.stdout, 'data');
  const statOf = async () => (await readFile(`/proc/${process.pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
  while ((await statOf())[0] !== 'Z') await after(1);
  const [host, boot, namespace] = newToken().split('-');
  const token = [host, boot, namespace, process.pid, (await statOf())[19], '0123456789abcdef01234567'].join('-');
  await writeFile(join(path, temporaryName(token)), '');
  t.deepEqual(await storage.sweep(), []);
  process.kill('SIGKILL');
  await once(process, 'exit');
  t.deepEqual(await storage.sweep(), [join(path, temporaryName(token))]);
});

test('where the system does not say in which container a process counts, none is known to have ended', async (t) => {
  const script = join(await newFolder(), 'script.mjs');
  const program = programOf(`
    const [host, boot, namespace] = newToken().split('-');
    console.log(namespace, hasEnded([host, boot, namespace, 2 ** 22 + 1, 1, '0123456789abcdef01234567'].join('-')));`);
  await writeFile(script, program);
  // What is mounted there hides what the system says of processes.
  t.is((await onTmpfs('/proc', 'size=1m', script)).trim(), '00 false');
});

test('a process of somebody else that has the number of one that has ended is not taken for it', async (t) => {
  const program = `
    if (process.getuid() === 0) process.setuid(65534);
    const [host, boot, namespace] = newToken().split('-');
    for (const start of [0, 1]) console.log(hasEnded([host, boot, namespace, 1, start, '0123456789abcdef01234567'].join('-')));`;
  t.is(await saidBy(program), 'false\ntrue');
});

test('a process that may not open more files to tell who it is saves nothing, and says so; later it knows', async (t) => {
  const root = JSON.stringify(await newFolder());
  const program = `
    import { closeSync, openSync } from 'node:fs';
    const repository = repositoryOf(new FileStorage(${root}));
    const open = [];
    try { for (;;) open.push(openSync('/dev/null')); } catch {}
    try { newToken(); } catch (error) { console.log(error.code, error.cause.code); }
    open.forEach((file) => closeSync(file));
    console.log(newToken().split('-').slice(1, 5).includes('0'));`;
  t.is(await saidBy(program, {}, 'ulimit -n 64; exec "$@"'), 'ARTIFACT_STORAGE EMFILE\nfalse');
});

test('files whose numbers no double holds are not taken for each other', async (t) => {
  const environment = await otherSystem(await newFolder(), { NUMBERS: '1' });
  const number = `import { statSync } from 'node:fs'; console.log(statSync('/', { bigint: true }).ino >= 2n ** 62n);`;
  t.is(await saidBy(number, environment), 'true');
  const folder = await newFolder();
  const saver = saverOf(t, undefined, environment);
  const repository = repositoryOf(new FileStorage(folder));
  // Those of several pieces are compared with what is there only once they go for its name.
  for (const name of ['a', 'b', 'c']) {
    const { path = '' } = await saver.save({ folder, name, index: 9 });
    t.deepEqual(await repository.load(path), tortured(name, 9));
  }
  t.is((await repository.verify()).checked, 3);
});

for (const [title, ways] of [
  ['a link', { LYING: '1' }],
  ['a rename, where there are no links,', { LYING: '1', NO_LINKS: '1' }],
] as const) {
  test(`${title} that took place, and is said to have failed, is recognized`, async (t) => {
    const { answer, folder } = await watched(t, { environment: await otherSystem(await newFolder(), ways) });
    t.deepEqual(answer, { path: join(folder, NAME) });
    t.deepEqual(await readdir(join(folder, 'Tortured')), [basename(NAME)]);
  });
}

// ── Systems without links ───────────────────────────────────────────────────────────────────────────────────────────

const CLAIM = `.${basename(NAME)}.claim`;

/** A process that saves where there are no links, and a folder in which somebody has claimed its path. */
async function claimed(
  t: ExecutionContext,
  token: string,
): Promise<{ saver: Saver; order: Order; claim: string; entry: string }> {
  const folder = await newFolder();
  const claim = join(folder, 'Tortured', CLAIM);
  await mkdir(claim, { recursive: true });
  await writeFile(join(claim, token), '');
  const saver = saverOf(t, undefined, await otherSystem(await newFolder(), { NO_LINKS: '1' }));
  return { saver, order: { folder, name: 'a', index: 0 }, claim, entry: join(claim, token) };
}

test('without links, a save waits until no other living process claims its path', async (t) => {
  const { saver, order, entry } = await claimed(t, newToken());
  let answer: Answer | undefined;
  const saving = saver.save(order).then((given) => {
    answer = given;
  });
  const entries = () => readdir(join(order.folder, 'Tortured'), { withFileTypes: true });
  // It waits with a claim in the making.
  while ((await entries()).filter((each) => each.isDirectory()).length < 2) await after(10);
  t.is(answer, undefined);
  await unlink(entry);
  await saving;
  t.deepEqual(answer, { path: join(order.folder, NAME) });
  t.deepEqual(
    (await entries()).map(({ name }) => name),
    [basename(NAME)],
  );
});

test('without links, the claim of a process that has ended is taken over', async (t) => {
  const { saver, order } = await claimed(t, await tokenOfTheDead());
  t.deepEqual(await saver.save(order), { path: join(order.folder, NAME) });
  t.deepEqual(await readdir(join(order.folder, 'Tortured')), [basename(NAME)]);
});

test('without links, a claim that is not released is told of, and nothing is left', async (t) => {
  const { saver, order, claim } = await claimed(t, UNKNOWN);
  const { failure } = await saver.save(order);
  t.like(failure, { isStorageError: true, operation: 'rename', path: claim });
  t.regex(
    failure?.message ?? '',
    /found it held by 01234567-\S+, expected it to be released within 10000 ms: remove it if its process has ended$/,
  );
  t.deepEqual(await readdir(join(order.folder, 'Tortured')), [CLAIM]);
});

test('claims of processes that have ended are swept, and nothing of a living one, or of one that nothing is known of', async (t) => {
  const folder = join(await newFolder(), 'Tortured');
  const dead = await tokenOfTheDead();
  const [living, unknown] = [newToken(), UNKNOWN];
  for (const [name, ...entries] of [
    ['.dead.claim', dead],
    ['.empty.claim'],
    [temporaryName(dead), dead],
    ['.living.claim', living],
    ['.unknown.claim', unknown],
    [temporaryName(living), living],
    [temporaryName(unknown)],
  ] as const) {
    await mkdir(join(folder, name), { recursive: true });
    for (const entry of entries) await writeFile(join(folder, name, entry), '');
  }
  const storage = new FileStorage(join(folder, '..'));
  const swept = ['.dead.claim', '.empty.claim', temporaryName(dead)];
  t.deepEqual((await storage.sweep()).sort(), swept.map((name) => join(folder, name)).sort());
  t.is((await readdir(folder)).length, 4);
});

test('sweeping goes on after what it cannot remove, and then names that and all that it has removed', async (t) => {
  const root = await newFolder();
  const dead = await tokenOfTheDead();
  const stuck = ['A', 'C'].map((folder) => join(root, folder, '.stuck.claim', dead));
  // A directory is no entry of a claim, and cannot be removed as a file.
  for (const each of stuck) await mkdir(each, { recursive: true });
  await mkdir(join(root, 'B'));
  const leftOver = ['A', 'B', 'C'].map((folder) => join(root, folder, temporaryName(dead)));
  for (const each of leftOver) await writeFile(each, '');
  const error = await t.throwsAsync(repositoryOf(new FileStorage(root)).sweep(), { instanceOf: SweepError });
  t.like(error, { code: 'ARTIFACT_STORAGE', operation: 'sweep', path: root });
  t.deepEqual([...(error?.removed ?? [])].sort(), leftOver);
  const reasons = stuck.map((path) => `unlink ${path}: EISDIR: illegal operation on a directory, unlink '${path}'`);
  t.deepEqual(error?.failures.map(({ message }) => message).sort(), reasons);
  t.regex(error?.message ?? '', /^sweep .*: removed 3, and could not remove 2:\n {2}unlink .*\n {2}unlink /);
  for (const [index, folder] of ['A', 'B', 'C'].entries())
    t.deepEqual(await readdir(join(root, folder)), index === 1 ? [] : ['.stuck.claim']);
});

for (const isSame of [false, true]) {
  test(`without links, processes that save ${isSame ? 'the same artifacts get the same paths' : 'at the same second get a path each'}`, async (t) => {
    const environment = await otherSystem(await newFolder(), { NO_LINKS: '1' });
    const seen = await race(await newFolder(), 6, 10, isSame, environment);
    t.like(seen, { saves: 60, files: isSame ? 10 : 60, wrong: 0, torn: 0 });
  });
}

// ── Systems that fail ───────────────────────────────────────────────────────────────────────────────────────────────

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
  t.deepEqual(await readdir(join(folder, 'Tortured')), []);
});

test('a file whose name could neither be made durable nor taken back is told of', async (t) => {
  const { answer, folder } = await watched(t, {
    injections: (folder) => [noDirectorySync(folder), 'unlink:error=EROFS'],
  });
  const path = join(folder, NAME);
  t.deepEqual(answer.failure, {
    isStorageError: true,
    operation: 'fsync',
    path,
    message: `StorageError: fsync ${path}: EIO: i/o error, fsync; the file is there, and whole, but might not outlast a power failure`,
  });
  t.deepEqual(await repositoryOf(new FileStorage(folder)).load(path), tortured('a', 0));
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

for (const [title, ways] of [
  ['takes and gives a few bytes at a time', { SHORT: '100' }],
  ['takes a few bytes, and then says that it took no more', { SHORT: '100', HALTING: '1' }],
] as const) {
  test(`a system that ${title} takes and gives all of them`, async (t) => {
    const { answer, lines, folder } = await watched(t, { environment: await otherSystem(await newFolder(), ways) });
    t.true(lines.filter((line) => line.includes('pwrite64')).length > 20);
    t.deepEqual(await repositoryOf(new FileStorage(folder)).load(answer.path as string), tortured('a', 0));
  });
}

test('a file system that became read-only refuses what is new, and gives all that is there', async (t) => {
  const [folder, script] = [await newFolder(), join(await newFolder(), 'script.mjs')];
  // A process that has ended has left the temporary name of what it published.
  const temporary = join(folder, 'Tortured', temporaryName(await tokenOfTheDead()));
  const program = programOf(`
    import { execFileSync } from 'node:child_process';
    import { linkSync } from 'node:fs';
    const repository = repositoryOf(new FileStorage(process.argv[2]));
    const path = await repository.save(tortured('a', 0));
    linkSync(path, ${JSON.stringify(temporary)});
    execFileSync('mount', ['-o', 'remount,ro', process.argv[2]]);
    const again = await repository.save(tortured('a', 0));
    const { code, operation, cause } = await repository.save(tortured('b', 0)).catch((error) => error);
    console.log((await repository.load(path)).name, again === path, code, operation, cause.code);`);
  await writeFile(script, program);
  t.is((await onTmpfs(folder, 'size=1m', script)).trim(), 'a true ARTIFACT_STORAGE open EROFS');
});

for (const [options, index, refusal] of [
  ['size=64k', 0, 'write: ENOSPC'],
  ['size=5m', 9, 'write: ENOSPC'],
  ['nr_inodes=10', 0, 'link: ENOSPC'],
] as const) {
  test(`a full disk (${options}) refuses a save and keeps all others; with room again, saving works`, async (t) => {
    const seen = await fill(await newFolder(), options, index);
    t.like(seen, { lost: 0, torn: 0, left: 0, refusal, savesAgain: true });
    t.true(seen.saved > 1);
    t.is(seen.files, seen.saved);
  });
}
