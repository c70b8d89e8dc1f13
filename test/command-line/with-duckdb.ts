// `artifacts` as a user has it who has installed DuckDB.

import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { newFolder } from '../support/stored.js';
import { type Call, inShell, installed, type Ran } from './installed.js';

/** Installs a copy of the packed package beside DuckDB. Returns the path of its executable. */
export async function installedWithDuckdb(): Promise<string> {
  const modules = join(await newFolder(), 'node_modules');
  const from = dirname(dirname(installed));
  await mkdir(modules);
  for (const name of await readdir(from)) {
    if (name === '.bin') continue;
    if (name === 'persisted-artifacts') await cp(join(from, name), join(modules, name), { recursive: true });
    else await symlink(join(from, name), join(modules, name));
  }
  await symlink(resolve('node_modules', '@duckdb'), join(modules, '@duckdb'));
  return join(modules, 'persisted-artifacts', 'dist', 'src', 'cli', 'main.js');
}

/** Runs `artifacts` without a terminal, with DuckDB installed. */
export async function withDuckdb(args: readonly string[], call: Call = {}): Promise<Ran> {
  const words = [process.execPath, await executable, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return inShell(words.join(' '), call);
}

const executable = installedWithDuckdb();
