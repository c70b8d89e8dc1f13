import { chmod, type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactRepository, FileStorage, isArtifactError } from '../../../src/index.js';
import { Everything } from '../../support/classes.js';
import { below, type Random } from '../random.js';
import { inShares } from '../shares.js';
import { large } from './large.js';

/** The result of damaging files on disk. */
export interface Damages {
  flips: number;
  truncations: number;
  /** How many damaged files `load` accepted, and for how many it threw something other than an ArtifactError. */
  loaded: number;
  strange: number;
  /** How many damaged files `verify` did not report. */
  unnamed: number;
  /** How many files were given another file's name, and how many of these `verify` did not report. */
  swapped: number;
  unnoticed: number;
  /** How many files `verify` still reported after all were repaired. */
  left: number;
}

/** The number of files. Each round damages all of them once. */
const FILES = 16;

/** The last bytes of a file, with its `$artifact`. They get one fault in five. */
const TAIL = 4096;

/** The limit of the heap of a process. Units: MiB. */
const HEAP = 512;

/**
 * Flips a bit in large files or truncates them, one fault in each file, loads and verifies them, and repairs them.
 *
 * @param onRound - called after each round with the number of faults to come.
 */
export async function damage(
  folder: string,
  count: number,
  random: Random,
  onRound: (left: number) => void = () => {},
): Promise<Damages> {
  const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Everything] });
  const files = await Promise.all(Array.from({ length: FILES }, (_, index) => repository.save(large(index))));
  // Saved files are read-only.
  for (const path of files) await chmod(path, 0o600);
  const handles = await Promise.all(files.map((path) => open(path, 'r+')));
  const wholes = await Promise.all(handles.map((handle) => handle.readFile()));
  const seen = { flips: 0, truncations: 0, loaded: 0, strange: 0, unnamed: 0 };
  for (let left = count; left > 0; left -= FILES) {
    const damaged = files.slice(0, left);
    const repairs: (() => Promise<unknown>)[] = [];
    for (const [index, path] of damaged.entries()) {
      const isFlip = random() < 0.9;
      repairs.push(await (isFlip ? flip : cut)(handles[index] as FileHandle, wholes[index] as Buffer, random));
      seen[isFlip ? 'flips' : 'truncations']++;
      try {
        await repository.load(path);
        seen.loaded++;
      } catch (error) {
        if (!isArtifactError(error)) seen.strange++;
      }
    }
    seen.unnamed += await countUnreported(repository, damaged);
    for (const repair of repairs) await repair();
    onRound(left);
  }
  for (const handle of handles) await handle.close();
  const swaps = await swap(repository, files, Math.ceil(count / 1000), random);
  return { ...seen, ...swaps, left: files.length - (await countUnreported(repository, files)) };
}

/** Does the same in several processes, each with a share of the faults. */
export async function damageInShares(
  folder: string,
  count: number,
  seed: number,
  processes: number,
): Promise<Damages & { readonly broken: readonly string[] }> {
  const folders = Array.from({ length: processes }, (_, index) => join(folder, String(index)));
  for (const each of folders) await mkdir(each);
  const shares = folders.map((each, index) => [each, String(Math.ceil(count / processes)), String(seed + index)]);
  const endings = await inShares<Damages>(new URL('damager.js', import.meta.url), shares, HEAP);
  const sum = { flips: 0, truncations: 0, loaded: 0, strange: 0, unnamed: 0, swapped: 0, unnoticed: 0, left: 0 };
  for (const { last, fault } of endings) {
    if (fault !== undefined) continue;
    for (const key of Object.keys(sum) as (keyof Damages)[]) sum[key] += (last as Damages)[key];
  }
  return { ...sum, broken: endings.flatMap(({ fault }) => fault ?? []) };
}

async function countUnreported(repository: ArtifactRepository, paths: readonly string[]): Promise<number> {
  const named = new Set((await repository.verify()).problems.map(({ path }) => path));
  return paths.filter((path) => !named.has(path)).length;
}

/** Flips a bit. Returns a function that repairs it. */
async function flip(handle: FileHandle, whole: Buffer, random: Random): Promise<() => Promise<unknown>> {
  const at = place(whole, random);
  await handle.write(Uint8Array.of((whole[at] as number) ^ (1 << below(8, random))), 0, 1, at);
  return () => handle.write(whole, at, 1, at);
}

/** Truncates a file. Returns a function that repairs it. */
async function cut(handle: FileHandle, whole: Buffer, random: Random): Promise<() => Promise<unknown>> {
  const at = place(whole, random);
  await handle.truncate(at);
  return () => handle.write(whole, at, whole.length - at, at);
}

const place = (whole: Buffer, random: Random): number =>
  random() < 0.8 ? below(whole.length, random) : whole.length - 1 - below(TAIL, random);

/** Exchanges the names of two files, several times, and counts the files that `verify` does not report. */
async function swap(
  repository: ArtifactRepository,
  files: readonly string[],
  times: number,
  random: Random,
): Promise<{ swapped: number; unnoticed: number }> {
  let unnoticed = 0;
  for (let time = 0; time < times; time++) {
    const first = below(files.length, random);
    const second = (first + 1 + below(files.length - 1, random)) % files.length;
    const pair = [files[first], files[second]] as [string, string];
    await exchange(...pair);
    unnoticed += await countUnreported(repository, pair);
    await exchange(...pair);
  }
  return { swapped: 2 * times, unnoticed };
}

async function exchange(a: string, b: string): Promise<void> {
  await rename(a, `${a}.swapped`);
  await rename(b, a);
  await rename(`${a}.swapped`, b);
}
