import { chmod, type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactRepository, FileStorage, isArtifactError } from '../../../src/index.js';
import { Everything } from '../../support/classes.js';
import { below, type Random } from '../random.js';
import { inShares } from '../shares.js';
import { large } from './large.js';

/** What was seen of files that were damaged on disk. */
export interface Damages {
  flips: number;
  truncations: number;
  /** How many damaged files were loaded all the same, or refused with something that is no ArtifactError. */
  loaded: number;
  strange: number;
  /** How many damaged files `verify` has not named. */
  unnamed: number;
  /** How many files had the name of another one, and how many of these `verify` has not named. */
  swapped: number;
  unnoticed: number;
  /** How many files were still named when all was put right again. */
  left: number;
}

/** Files that are damaged at a time. */
const FILES = 16;

/** Bytes at the end of a file that hold its `$artifact`. They get more than their share. */
const TAIL = 4096;

/** Megabytes that the heap of a process may have. */
const HEAP = 512;

/**
 * Flips single bits in large files, and cuts such files short, one fault a file, and loads and verifies them.
 *
 * @param passed - is told how many faults are still to come.
 */
export async function damage(
  folder: string,
  count: number,
  random: Random,
  passed: (left: number) => void = () => {},
): Promise<Damages> {
  const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Everything] });
  const files = await Promise.all(Array.from({ length: FILES }, (_, index) => repository.save(large(index))));
  // They are read-only, and not everybody who damages them is root.
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
    seen.unnamed += await countUnnamed(repository, damaged);
    for (const repair of repairs) await repair();
    passed(left);
  }
  for (const handle of handles) await handle.close();
  const swaps = await swap(repository, files, Math.ceil(count / 1000), random);
  return { ...seen, ...swaps, left: files.length - (await countUnnamed(repository, files)) };
}

/** The same, shared out among processes. */
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

async function countUnnamed(repository: ArtifactRepository, paths: readonly string[]): Promise<number> {
  const named = new Set((await repository.verify()).problems.map(({ path }) => path));
  return paths.filter((path) => !named.has(path)).length;
}

/** Flips a bit, and gives what puts it right again. */
async function flip(handle: FileHandle, whole: Buffer, random: Random): Promise<() => Promise<unknown>> {
  const at = place(whole, random);
  await handle.write(Uint8Array.of((whole[at] as number) ^ (1 << below(8, random))), 0, 1, at);
  return () => handle.write(whole, at, 1, at);
}

/** Cuts a file short, and gives what puts it right again. */
async function cut(handle: FileHandle, whole: Buffer, random: Random): Promise<() => Promise<unknown>> {
  const at = place(whole, random);
  await handle.truncate(at);
  return () => handle.write(whole, at, whole.length - at, at);
}

const place = (whole: Buffer, random: Random): number =>
  random() < 0.8 ? below(whole.length, random) : whole.length - 1 - below(TAIL, random);

/** Gives two files each the name of the other, so many times, and looks whether both are named. */
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
    unnoticed += await countUnnamed(repository, pair);
    await exchange(...pair);
  }
  return { swapped: 2 * times, unnoticed };
}

async function exchange(a: string, b: string): Promise<void> {
  await rename(a, `${a}.swapped`);
  await rename(b, a);
  await rename(`${a}.swapped`, b);
}
