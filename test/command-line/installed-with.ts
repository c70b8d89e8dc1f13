// `artifacts` as a user has it who has installed optional packages, too.

import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { newFolder } from '../support/stored.js';
import { type Call, inShell, installed, type Ran } from './installed.js';

/**
 * Installs a copy of the packed package beside other ones.
 *
 * @param scopes - the scopes of these packages, which are the names of their folders in `node_modules`.
 * @returns the path of the executable.
 */
export async function installedWith(...scopes: string[]): Promise<string> {
  const modules = join(await newFolder(), 'node_modules');
  const from = dirname(dirname(installed));
  await mkdir(modules);
  for (const name of await readdir(from)) {
    if (name === '.bin') continue;
    if (name === 'persisted-artifacts') await cp(join(from, name), join(modules, name), { recursive: true });
    else await symlink(join(from, name), join(modules, name));
  }
  for (const scope of scopes) await symlink(resolve('node_modules', scope), join(modules, scope));
  return join(modules, 'persisted-artifacts', 'dist', 'src', 'cli', 'main.js');
}

/** Runs an installed executable without a terminal. */
export async function running(executable: Promise<string>, args: readonly string[], call: Call = {}): Promise<Ran> {
  const words = [process.execPath, await executable, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return inShell(words.join(' '), call);
}
