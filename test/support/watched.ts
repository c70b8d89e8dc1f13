import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { MemoryStorage } from '../../src/index.js';
import { repositoryOf, SAMPLE_KEY, sampleOf } from './sample.js';
import { type Answer, type Saver, startSaver } from './saver-process.js';
import { bytesOf, newFolder } from './stored.js';
import { trace } from './strace.js';

/** What is special about a save that is watched. */
interface Watch {
  readonly program?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly injections?: (folder: string) => readonly string[];
  /** Whether the folder is there already. */
  readonly isThere?: boolean;
}

/** A process that saves when it is told to, and ends with the test. */
export function saverOf(t: ExecutionContext, program?: string, environment?: NodeJS.ProcessEnv): Saver {
  const saver = startSaver(program, environment);
  t.teardown(() => saver.end());
  return saver;
}

/** Saves in a process of its own, while it is watched. */
export async function watched(
  t: ExecutionContext,
  { program, environment, injections, isThere = false }: Watch = {},
): Promise<{
  answer: Answer;
  lines: readonly string[];
  folder: string;
}> {
  const place = await newFolder();
  const folder = join(place, 'a', 'b');
  if (isThere) await mkdir(join(folder, 'Sample'), { recursive: true });
  const saver = saverOf(t, program, environment);
  await saver.save({ folder: join(place, 'first'), name: 'first', index: 0 });
  const tracing = await trace(saver.pid, injections?.(folder));
  const answer = await saver.save({ folder, name: 'a', index: 0 });
  const lines = await tracing.stop();
  return { answer, lines, folder };
}

/** Lets the sync of the directory fail: those of all folders above come before, and that of the bytes. */
export const noDirectorySync = (root: string): string => `fsync:error=EIO:when=${root.split('/').length + 2}`;

/** Makes the system say that it wrote the artifact, and not do so. */
export async function unwritten(): Promise<() => string[]> {
  const storage = new MemoryStorage();
  await repositoryOf(storage).save(sampleOf('a', 0));
  const { length } = await bytesOf(storage, SAMPLE_KEY);
  return () => [`pwrite64:retval=${length}`];
}
