import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { STEPS, withoutSteps } from '../support/altered.js';
import { needs } from '../support/needs.js';
import { faultsInOrder } from '../support/order-of-calls.js';
import { programOf } from '../support/other-processes.js';
import { SAMPLE_KEY } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { trace } from '../support/strace.js';
import { saverOf, unwritten, watched } from '../support/watched.js';

const test = await needs('strace');

test('bytes are on the disk before their name is there, and the name before the save is acknowledged', async (t) => {
  const { answer, lines, folder } = await watched(t);
  t.is(answer.path, join(folder, SAMPLE_KEY));
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
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
  'the sync of new folders': ['a', 'a/b', 'a/b/Sample'].map((name) => `the name of the folder ${name} is not synced`),
  'the removal of the temporary name': ['the temporary name is not removed'],
};

for (const { step, ...change } of STEPS) {
  test(`a save that leaves out ${step} is noticed`, async (t) => {
    const place = await newFolder();
    const program = join(await withoutSteps(place, [{ step, ...change }]), 'support', 'saver.js');
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

test('a file’s name is gone from the disk before its removal is acknowledged', async (t) => {
  const folder = await newFolder();
  const program = programOf(`
    import { once } from 'node:events';
    const repository = repositoryOf(new FileStorage(${JSON.stringify(folder)}));
    const path = await repository.save(sampleOf('a', 0));
    console.log('saved');
    await once(process.stdin, 'data');
    await repository.remove(path);
    console.log('removed');
    process.stdin.destroy();`);
  const remover = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => remover.kill('SIGKILL'));
  await once(remover.stdout, 'data');
  const tracing = await trace(remover.pid as number);
  remover.stdin.write('now');
  await once(remover.stdout, 'data');
  const lines = await tracing.stop();
  const path = join(folder, SAMPLE_KEY);
  const calls = [`unlink("${path}")`, `<${dirname(path)}>`, 'write(1<'].map((call) =>
    lines.findIndex((line) => line.includes(call) && (call.startsWith('<') ? line.includes('fsync(') : true)),
  );
  t.deepEqual(
    calls,
    [...calls].sort((a, b) => a - b),
    lines.join('\n'),
  );
  t.false(calls.includes(-1), lines.join('\n'));
});
