import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { FileStorage } from '../../src/index.js';
import { repositoryOf, tortured } from './tortured.js';

/** What was seen of processes that save at the same time, all for the same path. */
export interface Races {
  readonly processes: number;
  readonly saves: number;
  /** How many files are there. */
  readonly files: number;
  /** How many paths hold another artifact than the one they were returned for. */
  readonly wrong: number;
  /** How many files that were seen meanwhile were not whole. */
  readonly torn: number;
  /** How many were read meanwhile. */
  readonly read: number;
}

const RACER = fileURLToPath(new URL('racer.js', import.meta.url));

/** Processes save at the same time: each artifacts of its own, or all the same ones. */
export async function race(folder: string, processes: number, each: number, isSame: boolean): Promise<Races> {
  const repository = repositoryOf(new FileStorage(folder));
  let isOver = false;
  let [read, torn] = [0, 0];
  const reader = (async () => {
    while (!isOver) {
      for await (const { path } of repository.list({ order: 'newest' })) {
        if (isOver) break;
        read++;
        await repository.load(path).catch(() => torn++);
      }
      await new Promise(setImmediate);
    }
  })();
  const names = Array.from({ length: processes }, (_, index) => (isSame ? 'same' : `racer ${index}`));
  const options = { maxBuffer: 1 << 28 };
  const said = await Promise.all(
    names.map((name) => promisify(execFile)(process.execPath, [RACER, folder, name, String(each)], options)),
  );
  isOver = true;
  await reader;
  let wrong = 0;
  for (const [racer, { stdout }] of said.entries()) {
    const paths = stdout.trim().split('\n');
    if (paths.length !== each) wrong += Math.abs(each - paths.length);
    for (const [index, path] of paths.entries()) {
      const found = await repository.load(path).catch(() => undefined);
      if (!isDeepStrictEqual(found, tortured(names[racer] as string, index))) wrong++;
    }
  }
  const { checked, problems } = await repository.verify();
  return { processes, saves: processes * each, files: checked, wrong, torn: torn + problems.length, read };
}
