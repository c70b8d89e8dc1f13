import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { MemoryStorage } from '../../src/index.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from './sample.js';
import { type Answer, type Saver, startSaver } from './saver-process.js';
import { bytesOf, newFolder } from './stored.js';
import { trace } from './strace.js';

/** How a traced save differs from a plain one. */
interface TraceOptions {
  readonly program?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly injections?: (folder: string) => readonly string[];
  /** Whether the folder exists already. */
  readonly folderExists?: boolean;
}

/** Starts a saver process that ends with the test. */
export function saverOf(t: ExecutionContext, program?: string, environment?: NodeJS.ProcessEnv): Saver {
  const saver = startSaver(program, environment);
  t.teardown(() => saver.end());
  return saver;
}

/** Saves the sample `a`, 0 in a saver process, and traces its system calls. */
export async function tracedSave(
  t: ExecutionContext,
  { program, environment, injections, folderExists = false }: TraceOptions = {},
): Promise<{
  answer: Answer;
  lines: readonly string[];
  folder: string;
}> {
  const place = await newFolder();
  const folder = join(place, 'a', 'b');
  if (folderExists) await mkdir(join(folder, 'Sample'), { recursive: true });
  const saver = saverOf(t, program, environment);
  await saver.save({ folder: join(place, 'first'), name: 'first', index: 0 });
  const tracing = await trace(saver.pid, injections?.(folder));
  const answer = await saver.save({ folder, name: 'a', index: 0 });
  const lines = await tracing.stop();
  return { answer, lines, folder };
}

/** Saves, removes the procedure's folder and creates it again, and saves once more. Returns the paths that the second save syncs. */
export async function syncedAfterNewFolder(
  t: ExecutionContext,
  environment?: NodeJS.ProcessEnv,
): Promise<{ folder: string; synced: readonly string[] }> {
  const folder = await newFolder();
  const saver = saverOf(t, undefined, environment);
  const { path = '' } = await saver.save({ folder, name: 'a', index: 0 });
  await rm(dirname(path), { recursive: true });
  await mkdir(dirname(path));
  const tracing = await trace(saver.pid);
  t.deepEqual(await saver.save({ folder, name: 'a', index: 0 }), { path });
  const synced = (await tracing.stop()).flatMap((line) => /fsync\(\d+<(.*)>\)/.exec(line)?.[1] ?? []);
  return { folder, synced };
}

/** Returns an injection that makes the sync of the directory fail. The syncs of all folders above it and of the bytes come before. */
export const noDirectorySync = (root: string): string => `fsync:error=EIO:when=${root.split('/').length + 2}`;

/** Returns an injection by which the system reports that it wrote the sample, and writes nothing. */
export async function unwrittenBytes(): Promise<() => string[]> {
  const storage = new MemoryStorage();
  await repositoryOf(storage).save(sampleOf('a', 0));
  const { length } = await bytesOf(storage, SAMPLE_KEY);
  return () => [`pwrite64:retval=${length}`];
}
