import { execFile } from 'node:child_process';
import { link } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FileStorage } from '../../src/index.js';
import { temporaryName } from '../../src/storage/file/token.js';
import { repositoryOf, sampleOf } from './sample.js';
import { newFolder } from './stored.js';

/** Of a machine that nothing is known of. */
export const UNKNOWN = '01234567-01234567-1-1-1-0123456789abcdef01234567';

/** The text of a program that uses what is compiled. */
export const programOf = (text: string): string => `
  import { FileStorage } from ${JSON.stringify(resolve('dist/src/index.js'))};
  import { isStale, newToken } from ${JSON.stringify(resolve('dist/src/storage/file/token.js'))};
  import { repositoryOf, sampleOf } from ${JSON.stringify(resolve('dist/test/support/sample.js'))};
  ${text}`;

/** What a program says that uses what is compiled. */
export async function saidBy(text: string, env: NodeJS.ProcessEnv = {}, shell = 'exec "$@"'): Promise<string> {
  const words = ['-c', shell, 'sh', process.execPath, '--input-type=module', '-e', programOf(text)];
  const { stdout } = await promisify(execFile)('sh', words, { env: { ...process.env, ...env } });
  return stdout.trim();
}

/** Root may read and write everything, unless it gives that up. */
export const AS_OTHERS = `
  [ "$(id -u)" -ne 0 ] || set -- setpriv --bounding-set=-dac_override,-dac_read_search "$@"
  exec "$@"`;

/** A token of a process that has ended. */
export const tokenOfTheDead = (): Promise<string> => saidBy('console.log(newToken());');

/** A folder with an artifact's file that is still being published, for it has its temporary name too. */
export async function beingPublished(token: string): Promise<{ folder: string; path: string; temporary: string }> {
  const folder = await newFolder();
  const path = await repositoryOf(new FileStorage(folder)).save(sampleOf('a', 0));
  const temporary = join(folder, 'Sample', temporaryName(token));
  await link(path, temporary);
  return { folder, path, temporary };
}
