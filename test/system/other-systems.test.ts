import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { FileStorage } from '../../src/index.js';
import { newToken, temporaryName } from '../../src/storage/file/token.js';
import { compiled } from '../support/compiled.js';
import { needs } from '../support/needs.js';
import { saidBy, UNKNOWN } from '../support/other-processes.js';
import { otherSystem } from '../support/other-system.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { saverOf, watched } from '../support/watched.js';

const test = await needs('cc');
const testTraced = await needs('cc', 'strace');

test('a draft can be reread while what was kept in memory is written to its file', async (t) => {
  const program = `
    const bytes = Buffer.alloc(50_000, 'x');
    const draft = new FileStorage(${JSON.stringify(await newFolder())}).draft('Sample');
    await draft.write(bytes);
    let isPrepared = false;
    const prepared = draft.prepare('Sample/a.json').then(() => (isPrepared = true));
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

test('a file that is leased to somebody is waited for', async (t) => {
  const place = await newFolder();
  const repository = repositoryOf(new FileStorage(await newFolder()));
  const path = await repository.save(sampleOf('a', 0));
  const lease = spawn(await compiled(place, 'leased'), [path]);
  t.teardown(() => lease.kill());
  const ended = once(lease, 'close');
  await once(lease.stdout, 'data');
  t.deepEqual(await repository.load(path), sampleOf('a', 0));
  t.deepEqual(await ended, [0, null]);
});

test('a folder whose entries the system does not tell apart is listed, though some are gone by then', async (t) => {
  const root = await newFolder();
  await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0));
  await writeFile(join(root, 'Sample', temporaryName(UNKNOWN)), '');
  const program = `
    const keys = [];
    for await (const key of new FileStorage(${JSON.stringify(root)}).list()) keys.push(key);
    console.log(keys);`;
  t.is(await saidBy(program, await otherSystem(await newFolder(), { UNTYPED: '1' })), `[ '${SAMPLE_KEY}' ]`);
  t.deepEqual(await readdir(join(root, 'Sample')), [basename(SAMPLE_KEY)]);
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
    t.deepEqual(await repository.load(path), sampleOf(name, 9));
  }
  t.is((await repository.verify()).checked, 3);
});

test('a process whose first thread alone has ended is living', async (t) => {
  const storage = new FileStorage(await newFolder());
  const path = join(storage.root, 'Sample');
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

for (const [title, ways] of [
  ['takes and gives a few bytes at a time', { SHORT: '100' }],
  ['takes a few bytes, and then says that it took no more', { SHORT: '100', HALTING: '1' }],
] as const) {
  testTraced(`a system that ${title} takes and gives all of them`, async (t) => {
    const { answer, lines, folder } = await watched(t, { environment: await otherSystem(await newFolder(), ways) });
    t.true(lines.filter((line) => line.includes('pwrite64')).length > 20);
    t.deepEqual(await repositoryOf(new FileStorage(folder)).load(answer.path as string), sampleOf('a', 0));
  });
}

for (const [title, ways] of [
  ['a link', { LYING: '1' }],
  ['a rename, where there are no links,', { LYING: '1', NO_LINKS: '1' }],
] as const) {
  testTraced(`${title} that took place, and is said to have failed, is recognized`, async (t) => {
    const { answer, folder } = await watched(t, { environment: await otherSystem(await newFolder(), ways) });
    t.deepEqual(answer, { path: join(folder, SAMPLE_KEY) });
    t.deepEqual(await readdir(join(folder, 'Sample')), [basename(SAMPLE_KEY)]);
  });
}
