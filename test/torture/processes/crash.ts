import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { FileStorage } from '../../../src/index.js';
import { repositoryOf } from '../../support/sample.js';
import type { Random } from '../random.js';
import { type Acknowledged, type Inspection, inspect, startWriter } from './writers.js';

/** The result of killing processes that save. */
export interface Crashes extends Inspection {
  readonly kills: number;
  /** How many processes ended by themselves, or before their first save. */
  readonly broken: number;
  /** How many temporary files were left before a sweep, and after it. */
  readonly left: number;
  readonly unswept: number;
}

/** Kills processes that save into one folder with SIGKILL, each a random time after its first save. */
export async function crash(folder: string, kills: number, random: Random): Promise<Crashes> {
  const acknowledged: Acknowledged = new Map();
  let [next, broken] = [0, 0];
  const killOne = async (): Promise<void> => {
    const writer = startWriter(folder, `writer ${next++}`);
    const delay = 200 * random();
    await writer.begun;
    await after(delay);
    writer.process.kill('SIGKILL');
    if (!(await writer.wasKilled)) broken++;
    for (const [path, artifact] of writer.acknowledged()) acknowledged.set(path, artifact);
  };
  const atOnce = Array.from({ length: 4 }, async () => {
    while (next < kills) await killOne();
  });
  await Promise.all(atOnce);

  const inspection = await inspect(folder, acknowledged);
  const hidden = async () => (await readdir(join(folder, 'Sample'))).filter((file) => file.startsWith('.')).length;
  const left = await hidden();
  await repositoryOf(new FileStorage(folder)).sweep();
  return { kills: next, broken, ...inspection, left, unswept: await hidden() };
}
