import { execFile } from 'node:child_process';
import { link } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FileStorage } from '../../src/index.js';
import { temporaryName } from '../../src/storage/file/token.js';
import { repositoryOf, sampleOf } from './sample.js';
import { newFolder } from './stored.js';

/** A token of a process on another machine, of which nothing is known. */
export const TOKEN_OF_ANOTHER_MACHINE = '01234567-01234567-1-1-1-0123456789abcdef01234567';

/** Returns the text of a program, with imports of the compiled library before it. */
export const programOf = (text: string): string => `
  import { FileStorage } from ${JSON.stringify(resolve('dist/src/index.js'))};
  import { isStale, newToken } from ${JSON.stringify(resolve('dist/src/storage/file/token.js'))};
  import { repositoryOf, sampleOf } from ${JSON.stringify(resolve('dist/test/support/sample.js'))};
  ${text}`;

/**
 * Runs a program with the imports of `programOf`, and returns what it writes to stdout.
 *
 * @param shell - the shell commands that run it as `"$@"`.
 */
export async function outputOf(text: string, env: NodeJS.ProcessEnv = {}, shell = 'exec "$@"'): Promise<string> {
  const words = ['-c', shell, 'sh', process.execPath, '--input-type=module', '-e', programOf(text)];
  const { stdout } = await promisify(execFile)('sh', words, { env: { ...process.env, ...env } });
  return stdout.trim();
}

/** Shell commands that run a program without the right of root to read and write everything. */
export const WITHOUT_ROOT_RIGHTS = `
  [ "$(id -u)" -ne 0 ] || set -- setpriv --bounding-set=-dac_override,-dac_read_search "$@"
  exec "$@"`;

/** Returns a token of a process that has ended. */
export const staleToken = (): Promise<string> => outputOf('console.log(newToken());');

/** Creates a folder with an artifact's file that still has its temporary name, as while the process of the token publishes it. */
export async function publishing(token: string): Promise<{ folder: string; path: string; temporary: string }> {
  const folder = await newFolder();
  const path = await repositoryOf(new FileStorage(folder)).save(sampleOf('a', 0));
  const temporary = join(folder, 'Sample', temporaryName(token));
  await link(path, temporary);
  return { folder, path, temporary };
}
