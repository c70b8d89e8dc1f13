// The order of the system calls of save and remove, as strace records them: what is on the disk when a call resolves.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { STEPS, withoutSteps } from '../support/altered.js';
import { needs } from '../support/needs.js';
import { faultsInOrder } from '../support/order-of-calls.js';
import { programOf } from '../support/other-processes.js';
import { SAMPLE_KEY } from '../support/sample.js';
import { newFolder } from '../support/stored.js';
import { trace } from '../support/strace.js';
import { syncedAfterNewFolder, tracedSave, unwrittenBytes } from '../support/traced-save.js';

const test = await needs('strace');

test('a save syncs the bytes before it gives the file its name, and the name before it resolves', async (t) => {
  const { answer, lines, folder } = await tracedSave(t);
  t.is(answer.path, join(folder, SAMPLE_KEY));
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
});

test('the first save syncs the names of existing folders too, because another process may have just created them', async (t) => {
  const { answer, lines, folder } = await tracedSave(t, { folderExists: true });
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
  for (let parent = folder; dirname(parent) !== parent; parent = dirname(parent)) {
    t.true(lines.findIndex((line) => line.includes('fsync(') && line.includes(`<${parent}>`)) !== -1, parent);
  }
});

test('a save syncs the name of a folder again after it was removed and created again', async (t) => {
  const { folder, synced } = await syncedAfterNewFolder(t);
  t.true(synced.includes(folder), synced.join('\n'));
});

/** The faults that show that a step was left out. For the count of the bytes, the system reports a write that it did not make. */
const NOTICED: Record<string, readonly string[]> = {
  'the sync of the bytes': ['the bytes are not synced before the file gets its name'],
  'the count of the bytes': ['the file is not whole'],
  'the exclusive link': ['the file gets its name without a link or a claim'],
  'the sync of the directory': ['the directory is not synced after the file got its name'],
  'the second sync of the file': ['the file is not synced once more after its directory'],
  'the sync of new folders': ['a', 'a/b', 'a/b/Sample'].map((name) => `the name of the folder ${name} is not synced`),
  'the removal of the temporary name': ['the temporary name is not removed'],
};

for (const { step, ...change } of STEPS) {
  test(`these tests notice a save that leaves out ${step}`, async (t) => {
    const place = await newFolder();
    const program = join(await withoutSteps(place, [{ step, ...change }]), 'support', 'saver.js');
    const isCount = step === 'the count of the bytes';
    const { answer, lines, folder } = await tracedSave(t, {
      program,
      ...(isCount && { injections: await unwrittenBytes() }),
    });
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

test('remove syncs the directory before it resolves', async (t) => {
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
