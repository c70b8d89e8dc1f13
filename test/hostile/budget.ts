import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inFolder } from '../support/stored.js';
import type { Measured } from './child.js';
import type { HostileFile } from './files.js';

const MIB = 2 ** 20;

/** What a file may take beyond what next to nothing takes, whatever it holds: for each byte of it, and in all. */
const MEMORY = { perByte: 64, inAll: 64 * MIB };

/** The part of it that the heap may have. V8 takes more than it needs as long as it may: only with a limit is it seen what that is. */
const HEAP = { perByte: 58, inAll: 40 * MIB };

/** How many times as long a file may take that is four times as large, and the milliseconds within which that does not count. */
const TIME = { times: 10, inAll: 400 };

/** What is wrong with what a file of these sizes, each four times the last, took in processes of their own. */
export function faultsOf(file: HostileFile, sizes: readonly number[]): Promise<string[]> {
  return inFolder(async (root) => {
    const least = await measured(file, 100, root);
    const faults: string[] = [];
    let last: Measured | undefined;
    for (const size of sizes) {
      const each = await measured(file, size, root);
      faults.push(...faultsBetween(least, last, each));
      last = each;
    }
    return faults;
  });
}

async function measured(file: HostileFile, size: number, root: string): Promise<Measured> {
  const folder = join(root, String(size));
  await mkdir(join(folder, 'Hostile'), { recursive: true });
  const path = join(folder, 'Hostile', '2026-01-01T00-00-00_44136f.json');
  await writeFile(path, file.bytesOf(size));
  const heap = Math.ceil((HEAP.inAll + HEAP.perByte * size) / MIB);
  // New objects have three such spaces, which the limit above does not count. With Node's own 16 MiB each, files of a few MiB
  // that stay within their budget were seen 10 MiB beyond it, now and then, on Node 22.
  const limits = [`--max-old-space-size=${heap}`, '--max-semi-space-size=8'];
  const options = [...limits, 'dist/test/hostile/child.js', folder, path];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout) as Measured;
}

function faultsBetween(least: Measured, last: Measured | undefined, { size, acts, memory }: Measured): string[] {
  const faults: string[] = [];
  const taken = memory - least.memory;
  if (taken > MEMORY.inAll + MEMORY.perByte * size) {
    faults.push(`${Math.round(taken / MIB)} MiB for a file of ${(size / MIB).toFixed(1)} MiB`);
  }
  for (const [index, { act, time, thrown }] of acts.entries()) {
    const before = last?.acts[index]?.time;
    if (before !== undefined && time > TIME.inAll + TIME.times * before) {
      faults.push(`${act}: ${Math.round(before)} ms, and ${Math.round(time)} ms for four times as much`);
    }
    if (thrown !== undefined && !/^ARTIFACT_\w+ \d{1,4}$/.test(thrown)) faults.push(`${act}: ${thrown}`);
  }
  return faults;
}
