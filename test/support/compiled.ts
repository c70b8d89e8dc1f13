import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Compiles one of the C programs beside this file. It needs a C compiler.
 *
 * @param place - the folder for the compiled program.
 * @returns the path of the compiled program.
 */
export async function compiled(place: string, name: string, ...options: string[]): Promise<string> {
  const path = join(place, name);
  await promisify(execFile)('cc', ['-o', path, resolve(`test/support/${name}.c`), ...options]);
  return path;
}
