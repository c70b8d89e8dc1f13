// What the tests of queries share: folders of files, and queries that take long.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { newFolder } from '../support/stored.js';
import { inShell } from './installed.js';

export const ROOT = 'artifacts/exploratory';

/** Makes a folder with files of a procedure. Returns the folder in which `artifacts/exploratory` is. */
export async function storeOf(files: Record<string, readonly string[]>): Promise<string> {
  const folder = await newFolder();
  for (const [procedure, texts] of Object.entries(files)) {
    await mkdir(join(folder, ROOT, procedure), { recursive: true });
    for (const [index, text] of texts.entries())
      await writeFile(
        join(folder, ROOT, procedure, `2026-02-01T00-00-${String(index).padStart(2, '0')}_abcdef.json`),
        text,
      );
  }
  return folder;
}

/** Returns the text of an unsealed file with some members. */
export const fileWith = (members: string, procedure = 'Foo', timestamp = '2026-02-01T00:00:00Z'): string =>
  `{"procedure_name":"${procedure}","procedure_version":"1","timestamp":"${timestamp}","input_parameters":{},${members}}`;

/** All files below a folder, with their times. */
export async function snapshot(folder: string): Promise<unknown> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).mtimeMs]));
}

/** A query that runs. */
export interface LongQuery {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<[number | null]>;
  /** The folder in which it makes its private one, whose modes are known. */
  readonly temporary: string;
  readonly modes: readonly number[];
  /** The process of the engine. */
  readonly engine: number;
}

/** Starts a query that takes long, in a folder for temporary files of its own. */
export async function longQuery(main: string, cwd: string, ...args: readonly string[]): Promise<LongQuery> {
  const temporary = await newFolder();
  const child = spawn(process.execPath, [main, 'query', ...args], {
    cwd,
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'pipe',
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let processes: string[] = [];
  while (processes.length === 0) {
    const { stdout } = await inShell(`ps -o pid= --ppid ${child.pid} || true`);
    processes = stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  while (!(await readdir(temporary, { recursive: true })).some((name) => /\.ndjson/.test(name)))
    await inShell('sleep 0.05');
  const modes = await Promise.all(
    (await readdir(temporary)).map(async (name) => (await stat(join(temporary, name))).mode & 0o777),
  );
  return { child, ended, temporary, engine: Number(processes[0]), modes };
}

/** True if a process ends within some seconds. */
export const ends = async (pid: number): Promise<boolean> =>
  (await inShell(`for i in $(seq 100); do kill -0 ${pid} 2>/dev/null || exit 0; sleep 0.05; done; exit 1`)).exitCode ===
  0;
