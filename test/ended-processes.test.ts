// When a temporary file or a claim counts as left behind by an ended process: what a sweep removes, and for whom a save waits.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FileStorage, MemoryStorage, SweepError } from '../src/index.js';
import { newToken, temporaryName, withdrawnName } from '../src/storage/file/token.js';
import { needs } from './support/needs.js';
import { outputOf, programOf, publishing, staleToken, TOKEN_OF_ANOTHER_MACHINE } from './support/other-processes.js';
import { repositoryOf, sampleOf } from './support/sample.js';
import { newFolder, sound } from './support/stored.js';

const test = await needs('/proc');

test('a sweep removes what a killed process left, and nothing of a running process or of one on another machine', async (t) => {
  const storage = new FileStorage(await newFolder());
  const repository = repositoryOf(storage);
  t.deepEqual(await repository.sweep(), []);
  const path = await repository.save(sampleOf('a', 0));
  const script = `
    import { FileStorage } from ${JSON.stringify(resolve('dist/src/index.js'))};
    await new FileStorage(${JSON.stringify(storage.root)}).draft('Sample').write(Buffer.alloc(2 ** 21));
    console.log('written');
    setInterval(() => {}, 1000);`;
  const writer = spawn(process.execPath, ['--input-type=module', '-e', script]);
  t.teardown(() => writer.kill('SIGKILL'));
  await once(writer.stdout, 'data');
  const own = storage.draft('Sample');
  await own.write(Buffer.alloc(2 ** 21));
  const folder = join(storage.root, 'Sample');
  const unknown = temporaryName(TOKEN_OF_ANOTHER_MACHINE);
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
  t.deepEqual(await repository.load(path), sampleOf('a', 0));
  t.deepEqual(await repository.verify(), sound(1));
  t.deepEqual(await repositoryOf(new MemoryStorage()).sweep(), []);
});

test('a sweep compares machine, boot, namespace, PID and start time of the process that made a temporary file', async (t) => {
  const storage = new FileStorage(await newFolder());
  const folder = join(storage.root, 'Sample');
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
  // Another process may have the same thread part, if both started from one snapshot of V8.
  const part = newToken().split('-')[5];
  kept.push(`.${[host, boot, namespace, String(process.ppid), '0', part].join('-')}.tmp`);
  // In a container, the boot id cannot be relied on.
  const isContainer = !namespace.startsWith('4026531836');
  (isContainer ? kept : leftOver).push(...names([host, '01234567', namespace, pid, start]));
  for (const name of [...leftOver, ...kept]) await writeFile(join(folder, name), '');
  t.deepEqual((await storage.sweep()).sort(), leftOver.map((name) => join(folder, name)).sort());
  t.deepEqual((await readdir(folder)).sort(), kept.sort());
});

test('a sweep goes on after a failed removal, and its error lists what failed and what was removed', async (t) => {
  const root = await newFolder();
  const dead = await staleToken();
  const stuck = ['A', 'C'].map((folder) => join(root, folder, '.stuck.claim', dead));
  // The entry of a claim is a file; a directory in its place cannot be removed as one.
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

test('a sweep removes the claims of ended processes, and no claim of a running process or of one on another machine', async (t) => {
  const folder = join(await newFolder(), 'Sample');
  const dead = await staleToken();
  const [living, unknown] = [newToken(), TOKEN_OF_ANOTHER_MACHINE];
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

test('a save does not wait for an ended publisher, and waits 10 s at most for one on another machine', async (t) => {
  const [unknown, dead] = [await publishing(TOKEN_OF_ANOTHER_MACHINE), await publishing(await staleToken())];
  const order: string[] = [];
  const save = async ({ folder, path }: { folder: string; path: string }) => {
    t.is(await repositoryOf(new FileStorage(folder)).save(sampleOf('a', 0)), path);
    order.push(path);
    // The temporary name was removed, so the publisher cannot withdraw the file any more.
    t.deepEqual(await readdir(dirname(path)), [basename(path)]);
  };
  await Promise.all([save(unknown), save(dead)]);
  t.deepEqual(order, [dead.path, unknown.path]);
});

test('a save waits for a file that is being withdrawn, and does not acknowledge it', async (t) => {
  const { folder, path, temporary } = await publishing(TOKEN_OF_ANOTHER_MACHINE);
  await rename(temporary, join(dirname(path), withdrawnName(TOKEN_OF_ANOTHER_MACHINE)));
  const error = await t.throwsAsync(repositoryOf(new FileStorage(folder)).save(sampleOf('a', 0)), {
    code: 'ARTIFACT_STORAGE',
  });
  t.regex(
    error?.message ?? '',
    /found it being removed for 10000 ms by the process that saved it, which named it \.01234567-/,
  );
  await rename(
    join(dirname(path), withdrawnName(TOKEN_OF_ANOTHER_MACHINE)),
    join(dirname(path), withdrawnName(await staleToken())),
  );
  t.is(await repositoryOf(new FileStorage(folder)).save(sampleOf('a', 0)), path);
  t.deepEqual(await readdir(dirname(path)), [basename(path)]);
});

test('a zombie process counts as ended', async (t) => {
  const storage = new FileStorage(await newFolder());
  await mkdir(join(storage.root, 'Sample'));
  const program = programOf('console.log(newToken());');
  const parent = spawn('sh', ['-c', '"$0" --input-type=module -e "$1" & exec sleep 60', process.execPath, program]);
  t.teardown(() => parent.kill('SIGKILL'));
  const [token] = await once(parent.stdout, 'data');
  const name = temporaryName(String(token).trim());
  await writeFile(join(storage.root, 'Sample', name), '');
  let swept: string[] = [];
  while (swept.length === 0 && parent.exitCode === null) swept = await storage.sweep();
  t.is(parent.exitCode, null);
  t.deepEqual(swept, [join(storage.root, 'Sample', name)]);
});

test('another user’s process that has the PID of an ended one is told apart by its start time', async (t) => {
  const program = `
    if (process.getuid() === 0) process.setuid(65534);
    const [host, boot, namespace] = newToken().split('-');
    for (const start of [0, 1]) console.log(isStale([host, boot, namespace, 1, start, '0123456789abcdef01234567'].join('-')));`;
  t.is(await outputOf(program), 'false\ntrue');
});

test('a process with too many open files cannot make a token; once it closes some, it can', async (t) => {
  const root = JSON.stringify(await newFolder());
  const program = `
    import { closeSync, openSync } from 'node:fs';
    const repository = repositoryOf(new FileStorage(${root}));
    const open = [];
    try { for (;;) open.push(openSync('/dev/null')); } catch {}
    try { newToken(); } catch (error) { console.log(error.code, error.cause.code); }
    open.forEach((file) => closeSync(file));
    console.log(newToken().split('-').slice(1, 5).includes('0'));`;
  t.is(await outputOf(program, {}, 'ulimit -n 256; exec "$@"'), 'ARTIFACT_STORAGE EMFILE\nfalse');
});
