import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The result of a process that saves and loads all its artifacts at once. */
export interface Crowd {
  readonly saves: number;
  readonly loads: number;
  /** How many artifacts were not loaded as they were saved, or share a path with another. */
  readonly wrong: number;
  /** The highest number of open files that was seen, Node's own included. */
  readonly openFiles: number;
  /** The bytes of all arrays that were saved at once. */
  readonly arrays: number;
  /** The peak memory beyond the artifacts themselves. Units: bytes. */
  readonly beyond: number;
}

/** What the process has to do. */
export interface CrowdOptions {
  /** How many artifacts are saved at once, and loaded at once. */
  readonly count: number;
  /** The number of elements of each artifact's array. */
  readonly length: number;
  /** The limit of open files of the process. */
  readonly files: number;
}

const CROWD_PROCESS = fileURLToPath(new URL('crowd-process.js', import.meta.url));

/** Lets a process save artifacts that want the same path, all at once, then load all of them while it saves as many others. */
export async function crowd(folder: string, { count, length, files }: CrowdOptions): Promise<Crowd> {
  const call = [process.execPath, '--expose-gc', CROWD_PROCESS, folder, String(count), String(length)];
  const child = spawn('sh', ['-c', `ulimit -n ${files} && exec "$0" "$@"`, ...call], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let isOver = false;
  const ended = once(child, 'close').finally(() => {
    isOver = true;
  });
  const said = text(child.stdout);
  let openFiles = 0;
  while (!isOver) {
    const open = await readdir(`/proc/${child.pid}/fd`).catch(() => []);
    openFiles = Math.max(openFiles, open.length);
    await after(1);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`${CROWD_PROCESS} ended with ${code}`);
  return { ...JSON.parse(await said), openFiles, arrays: 8 * length * count };
}
