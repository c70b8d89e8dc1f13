import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What was seen of a process that saves and loads artifacts without waiting for any. */
export interface Crowd {
  readonly saves: number;
  readonly loads: number;
  /** How many were not what was saved, or have the path of another. */
  readonly wrong: number;
  /** How many files were open at a time, at most, as far as was seen; all that Node itself has open is among them. */
  readonly openFiles: number;
  /** Bytes of the arrays that were saved at a time … */
  readonly arrays: number;
  /** … and bytes of memory, at most, beyond those of the artifacts that were saved and loaded. */
  readonly beyond: number;
}

/** What a process is to do, and with what. */
export interface Throng {
  /** How many artifacts are saved at a time, and loaded. */
  readonly count: number;
  /** How many numbers each has. */
  readonly length: number;
  /** How many files may be open. */
  readonly files: number;
}

const HASTY = fileURLToPath(new URL('hasty.js', import.meta.url));

/** One process saves artifacts, all for the same path, then loads them while it saves others, and waits for none. */
export async function crowd(folder: string, { count, length, files }: Throng): Promise<Crowd> {
  const call = [process.execPath, '--expose-gc', HASTY, folder, String(count), String(length)];
  const hasty = spawn('sh', ['-c', `ulimit -n ${files} && exec "$0" "$@"`, ...call], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let isOver = false;
  const ended = once(hasty, 'close').finally(() => {
    isOver = true;
  });
  const said = text(hasty.stdout);
  let openFiles = 0;
  while (!isOver) {
    const open = await readdir(`/proc/${hasty.pid}/fd`).catch(() => []);
    openFiles = Math.max(openFiles, open.length);
    await after(1);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`${HASTY} ended with ${code}`);
  return { ...JSON.parse(await said), openFiles, arrays: 8 * length * count };
}
