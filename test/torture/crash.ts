import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { FileStorage } from '../../src/index.js';
import { repositoryOf, tortured } from './tortured.js';

/** What was seen of processes that were killed while they saved. */
export interface Crashes {
  readonly kills: number;
  /** How many saves were acknowledged … */
  readonly acknowledged: number;
  /** … and how many of these are not there, or not what was saved. */
  readonly lost: number;
  /** How many files are there under a name, and how many of them are not right. */
  readonly files: number;
  readonly torn: number;
  /** How many temporary files were left, and how many of them after sweeping. */
  readonly left: number;
  readonly unswept: number;
}

const WRITER = fileURLToPath(new URL('writer.js', import.meta.url));

/** Kills processes (SIGKILL) that save into one folder, each after a random time. */
export async function crash(folder: string, kills: number, random: () => number): Promise<Crashes> {
  const storage = new FileStorage(folder);
  const repository = repositoryOf(storage);
  const acknowledged = new Map<string, { name: string; index: number }>();
  let next = 0;
  const killOne = async (): Promise<void> => {
    const name = `writer ${next++}`;
    const writer = spawn(process.execPath, [WRITER, folder, name], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    writer.stdout.on('data', (text) => {
      said += text;
    });
    const ended = once(writer, 'close');
    const delay = 200 * random();
    await Promise.race([once(writer.stdout, 'data'), ended]);
    await after(delay);
    writer.kill('SIGKILL');
    await ended;
    // What is behind the last line feed was not said to the end.
    for (const [index, path] of said.split('\n').slice(0, -1).entries()) acknowledged.set(path, { name, index });
  };
  const atOnce = Array.from({ length: 4 }, async () => {
    while (next < kills) await killOne();
  });
  await Promise.all(atOnce);

  const { checked, problems } = await repository.verify();
  let lost = 0;
  for (const [path, { name, index }] of acknowledged) {
    const found = await repository.load(path).catch(() => undefined);
    if (!isDeepStrictEqual(found, tortured(name, index))) lost++;
  }
  const hidden = async () => (await readdir(join(folder, 'Tortured'))).filter((file) => file.startsWith('.')).length;
  const left = await hidden();
  await repository.sweep();
  return {
    kills: next,
    acknowledged: acknowledged.size,
    lost,
    files: checked,
    torn: problems.length,
    left,
    unswept: await hidden(),
  };
}
