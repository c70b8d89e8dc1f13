import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inFolder } from '../support/stored.js';
import type { Measured } from './child.js';
import type { HostileFile } from './files.js';

const MIB = 2 ** 20;

/** The memory that a file may take beyond a file of next to no bytes: some for each byte, and some in all. Units: bytes. */
const MEMORY = { perByte: 64, inAll: 64 * MIB };

/** The part of that memory that V8's heap may have. Without a limit, V8 takes more than it needs. Units: bytes. */
const HEAP = { perByte: 58, inAll: 40 * MIB };

/** A file that is four times as large may take `times` as long, and `inAll` milliseconds more. */
const TIME = { times: 10, inAll: 400 };

/** Reads a file in several sizes, each four times the last, in a process each. Returns a sentence for each exceeded budget. */
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
  // The limit of the heap does not count the three semi-spaces of young objects. With Node's default of 16 MiB each, Node 22 sometimes
  // exceeded the budget by 10 MiB for files of a few MiB.
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
