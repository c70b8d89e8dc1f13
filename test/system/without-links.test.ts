// Saves on a file system without hard links, which publish by rename under a claim.

import { mkdir, readdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { newToken } from '../../src/storage/file/token.js';
import { needs } from '../support/needs.js';
import { faultsInOrder } from '../support/order-of-calls.js';
import { staleToken, TOKEN_OF_ANOTHER_MACHINE } from '../support/other-processes.js';
import { otherSystem } from '../support/other-system.js';
import { SAMPLE_KEY } from '../support/sample.js';
import { type Answer, type Order, type Saver } from '../support/saver-process.js';
import { newFolder } from '../support/stored.js';
import { saverOf, tracedSave } from '../support/traced-save.js';
import { race } from '../torture/processes/races.js';

const test = await needs('cc');
const testTraced = await needs('cc', 'strace');

const CLAIM = `.${basename(SAMPLE_KEY)}.claim`;

/** Starts a saver process without hard links, and creates a folder in which the owner of a token has claimed the sample's path. */
async function claimed(
  t: ExecutionContext,
  token: string,
): Promise<{ saver: Saver; order: Order; claim: string; entry: string }> {
  const folder = await newFolder();
  const claim = join(folder, 'Sample', CLAIM);
  await mkdir(claim, { recursive: true });
  await writeFile(join(claim, token), '');
  const saver = saverOf(t, undefined, await otherSystem(await newFolder(), { NO_LINKS: '1' }));
  return { saver, order: { folder, name: 'a', index: 0 }, claim, entry: join(claim, token) };
}

test('without hard links, a save waits until a running process releases its claim', async (t) => {
  const { saver, order, entry } = await claimed(t, newToken());
  let answer: Answer | undefined;
  const saving = saver.save(order).then((given) => {
    answer = given;
  });
  const entries = () => readdir(join(order.folder, 'Sample'), { withFileTypes: true });
  // The save waits with a temporary directory beside the claim.
  const isWaiting = async () => (await entries()).filter((each) => each.isDirectory()).length === 2;
  while (answer === undefined && !(await isWaiting())) await after(10);
  t.is(answer, undefined);
  await unlink(entry);
  await saving;
  t.deepEqual(answer, { path: join(order.folder, SAMPLE_KEY) });
  t.deepEqual(
    (await entries()).map(({ name }) => name),
    [basename(SAMPLE_KEY)],
  );
});

test('without hard links, a save takes over the claim of an ended process', async (t) => {
  const { saver, order } = await claimed(t, await staleToken());
  t.deepEqual(await saver.save(order), { path: join(order.folder, SAMPLE_KEY) });
  t.deepEqual(await readdir(join(order.folder, 'Sample')), [basename(SAMPLE_KEY)]);
});

test('without hard links, a save fails after 10 s if a claim is not released, names the claim and leaves nothing', async (t) => {
  const { saver, order, claim } = await claimed(t, TOKEN_OF_ANOTHER_MACHINE);
  const { failure } = await saver.save(order);
  t.like(failure, { isStorageError: true, operation: 'rename', path: claim });
  t.regex(
    failure?.message ?? '',
    /found it held by 01234567-\S+, expected it to be released within 10000 ms: remove it if its process has ended$/,
  );
  t.deepEqual(await readdir(join(order.folder, 'Sample')), [CLAIM]);
});

for (const isSame of [false, true]) {
  test(`without hard links, processes that save ${isSame ? 'identical artifacts get the same paths' : 'different artifacts of one second get different paths'}`, async (t) => {
    const environment = await otherSystem(await newFolder(), { NO_LINKS: '1' });
    const seen = await race(await newFolder(), 6, 10, isSame, environment);
    t.like(seen, { saves: 60, files: isSame ? 10 : 60, wrong: 0, torn: 0 });
  });
}

testTraced('without hard links, a save syncs the bytes before it gives the file its name', async (t) => {
  const { answer, lines, folder } = await tracedSave(t, {
    environment: await otherSystem(await newFolder(), { NO_LINKS: '1' }),
  });
  t.is(answer.path, join(folder, SAMPLE_KEY));
  t.deepEqual(faultsInOrder(lines, answer.path as string), []);
  t.deepEqual(await readdir(join(folder, 'Sample')), [basename(SAMPLE_KEY)]);
});
