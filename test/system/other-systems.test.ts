// Systems that behave otherwise than this one: a preloaded library, or a C program beside the test, imitates them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { FileStorage } from '../../src/index.js';
import { newToken, temporaryName } from '../../src/storage/file/token.js';
import { compiled } from '../support/compiled.js';
import { needs } from '../support/needs.js';
import { outputOf, TOKEN_OF_ANOTHER_MACHINE } from '../support/other-processes.js';
import { otherSystem } from '../support/other-system.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { saverOf, syncedAfterNewFolder, tracedSave } from '../support/traced-save.js';

const test = await needs('cc');
const testTraced = await needs('cc', 'strace');

test('a draft can be reread while its bytes go from memory to the temporary file', async (t) => {
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
  t.is(await outputOf(program, await otherSystem(await newFolder(), { SHORT: '10' })), 'true 0');
});

test('load waits for a file on which another process has a lease', async (t) => {
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

test('list works where the system gives entries without types, and some are removed meanwhile', async (t) => {
  const root = await newFolder();
  await repositoryOf(new FileStorage(root)).save(sampleOf('a', 0));
  await writeFile(join(root, 'Sample', temporaryName(TOKEN_OF_ANOTHER_MACHINE)), '');
  const program = `
    const keys = [];
    for await (const key of new FileStorage(${JSON.stringify(root)}).list()) keys.push(key);
    console.log(keys);`;
  t.is(await outputOf(program, await otherSystem(await newFolder(), { UNTYPED: '1' })), `[ '${SAMPLE_KEY}' ]`);
  t.deepEqual(await readdir(join(root, 'Sample')), [basename(SAMPLE_KEY)]);
});

test('files whose inode numbers are equal as doubles are not mistaken for each other', async (t) => {
  const environment = await otherSystem(await newFolder(), { NUMBERS: '1' });
  const number = `import { statSync } from 'node:fs'; console.log(statSync('/', { bigint: true }).ino >= 2n ** 62n);`;
  t.is(await outputOf(number, environment), 'true');
  const folder = await newFolder();
  const saver = saverOf(t, undefined, environment);
  const repository = repositoryOf(new FileStorage(folder));
  // Large samples are compared with the file of the name only when they are published.
  for (const name of ['a', 'b', 'c']) {
    const { path = '' } = await saver.save({ folder, name, index: 9 });
    t.deepEqual(await repository.load(path), sampleOf(name, 9));
  }
  t.is((await repository.verify()).checked, 3);
});

test('a process whose first thread has ended counts as running', async (t) => {
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

testTraced(
  'a folder that was created again with the inode number of the removed one is not taken for it',
  async (t) => {
    const environment = await otherSystem(await newFolder(), { REUSED: '1' });
    const { folder, synced } = await syncedAfterNewFolder(t, environment);
    t.true(synced.includes(folder), synced.join('\n'));
  },
);

for (const [title, behaviour] of [
  ['reads and writes a few bytes at a time', { SHORT: '100' }],
  ['writes a few bytes, and then fails once', { SHORT: '100', HALTING: '1' }],
] as const) {
  testTraced(`save and load are complete where the system ${title}`, async (t) => {
    const { answer, lines, folder } = await tracedSave(t, {
      environment: await otherSystem(await newFolder(), behaviour),
    });
    t.true(lines.filter((line) => line.includes('pwrite64')).length > 20);
    t.deepEqual(await repositoryOf(new FileStorage(folder)).load(answer.path as string), sampleOf('a', 0));
  });
}

for (const [title, behaviour] of [
  ['a link', { LYING: '1' }],
  ['a rename, without hard links,', { LYING: '1', NO_LINKS: '1' }],
] as const) {
  testTraced(`${title} that was made and reported as failed counts as made`, async (t) => {
    const { answer, folder } = await tracedSave(t, { environment: await otherSystem(await newFolder(), behaviour) });
    t.deepEqual(answer, { path: join(folder, SAMPLE_KEY) });
    t.deepEqual(await readdir(join(folder, 'Sample')), [basename(SAMPLE_KEY)]);
  });
}
