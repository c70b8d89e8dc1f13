import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { escaped } from '../display/escaping.js';
import { Failure } from '../display/failure.js';
import { onInterruption } from '../model/interruption.js';

/**
 * Calls a function with a new folder that only this user may enter, and removes the folder afterwards, also if a signal ends the program.
 *
 * @param parent - the folder in which it is made.
 * @throws Failure (`OUTPUT`) if no folder can be made there.
 */
export async function inPrivateFolder<T>(parent: string, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, '.artifacts-')).catch((error: Error) => {
    throw new Failure(`Could not make a temporary folder in ${escaped(parent)}: ${escaped(error.message)}.`, {
      code: 'OUTPUT',
      path: parent,
      cause: error,
    });
  });
  const unregister = onInterruption(() => rmSync(folder, { recursive: true, force: true }));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    unregister();
  }
}
