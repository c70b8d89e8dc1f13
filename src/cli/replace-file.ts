import { rmSync } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCall } from '../storage/system-calls.js';
import { onInterruption } from './interruption.js';

/**
 * Gives a file another text, whole or not at all, also when the power fails. It keeps its rights; a link stays one.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be written; the file is as it was then.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const done = onInterruption(() => rmSync(temporary, { force: true }));
  try {
    await systemCall('write', path, async () => {
      const mode = (await stat(target).catch(() => undefined))?.mode ?? 0o666;
      const file = await open(temporary, 'wx', mode);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    done();
  }
}
