import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FileStorage } from '../../../src/index.js';
import { holdsSample, repositoryOf } from '../../support/sample.js';

/** The result of processes that save at the same time and want the same path. */
export interface Races {
  readonly processes: number;
  readonly saves: number;
  /** The number of files in the end. */
  readonly files: number;
  /** How many returned paths hold another artifact than the one that was saved. */
  readonly wrong: number;
  /** How many files could not be loaded during the race or verified after it. */
  readonly torn: number;
  /** How many files were loaded during the race. */
  readonly read: number;
  /** The time of a process's last tenth of saves divided by that of its first tenth: medians, and the median of all processes. */
  readonly lastToFirst: number;
}

const RACER = fileURLToPath(new URL('racer.js', import.meta.url));

/**
 * Lets processes save at the same time, while this process lists and loads.
 *
 * @param each - the number of saves of each process.
 * @param isSame - whether all processes save the same artifacts.
 * @param environment - variables of the processes, beside those of this one.
 */
export async function race(
  folder: string,
  processes: number,
  each: number,
  isSame: boolean,
  environment: NodeJS.ProcessEnv = {},
): Promise<Races> {
  const repository = repositoryOf(new FileStorage(folder));
  let state: 'racing' | 'over' | 'failed' = 'racing';
  let [read, torn] = [0, 0];
  const reader = (async () => {
    while (state === 'racing' || (state === 'over' && read === 0)) {
      for await (const { path } of repository.list({ order: 'newest' })) {
        if (state !== 'racing' && read > 0) break;
        read++;
        await repository.load(path).catch(() => torn++);
      }
      await new Promise(setImmediate);
    }
  })();
  const names = Array.from({ length: processes }, (_, index) => (isSame ? 'same' : `racer ${index}`));
  const options = { maxBuffer: 1 << 28, env: { ...process.env, ...environment } };
  const racing = Promise.all(
    names.map((name) => promisify(execFile)(process.execPath, [RACER, folder, name, String(each)], options)),
  );
  racing.then(
    () => (state = 'over'),
    () => (state = 'failed'),
  );
  const said = await racing;
  await reader;
  let wrong = 0;
  const ratios: number[] = [];
  for (const [racer, { stdout }] of said.entries()) {
    const saves = stdout.trim().split('\n').map(savedOf);
    ratios.push(lastToFirst(saves.map(({ time }) => time)));
    if (saves.length !== each) wrong += Math.abs(each - saves.length);
    for (const [index, { path }] of saves.entries()) {
      if (!(await holdsSample(repository, path, names[racer] as string, index))) wrong++;
    }
  }
  const { checked, problems } = await repository.verify();
  return {
    processes,
    saves: processes * each,
    files: checked,
    wrong,
    torn: torn + problems.length,
    read,
    lastToFirst: median(ratios),
  };
}

/** Parses a racer's line. */
function savedOf(line: string): { time: number; path: string } {
  const end = line.indexOf(' ');
  return { time: Number(line.slice(0, end)), path: line.slice(end + 1) };
}

function lastToFirst(times: readonly number[]): number {
  const tenth = Math.ceil(times.length / 10);
  return median(times.slice(-tenth)) / median(times.slice(0, tenth));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
