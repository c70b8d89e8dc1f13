import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Compiles one of the C programs beside this file.
 *
 * @param place - a folder for what comes of it.
 * @returns where it is.
 */
export async function compiled(place: string, name: string, ...options: string[]): Promise<string> {
  const path = join(place, name);
  await promisify(execFile)('cc', ['-o', path, resolve(`test/support/${name}.c`), ...options]);
  return path;
}
