// The same classes are declared by legacy decorators, with and without types of the compiler, by those of TC39, and without decorators: all
// write the same bytes. test/toolchains has more compilers.

import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { compileAsUser, LEGACY } from './support/as-user.js';
import { type DeclaredModule, exchangeAll } from './support/protocols.js';
import { newFolder } from './support/stored.js';

const PROJECT = 'test/toolchains/project';

async function compiled(title: string, file: string, ...options: string[]): Promise<DeclaredModule> {
  const { url, complaints } = await compileAsUser(await readFile(join(PROJECT, file), 'utf8'), ...options);
  if (complaints !== '') throw new Error(complaints);
  return moduleAt(title, fileURLToPath(url));
}

async function moduleAt(title: string, path: string): Promise<DeclaredModule> {
  const program = join(dirname(path), 'protocols-exchange.mjs');
  await cp(join(PROJECT, 'protocols-exchange.mjs'), program);
  const exchange = (...args: string[]) => promisify(execFile)(process.execPath, [program, path, ...args]);
  return { title, exchange };
}

test('the same classes, declared by decorators of both protocols and without any, write the same bytes', async (t) => {
  const decorated = 'protocols-decorated.ts';
  // A folder within the package, so that the file can import the package by its name.
  const plain = join(await newFolder('dist'), 'plain.mjs');
  await cp(join(PROJECT, 'protocols-plain.mjs'), plain);
  await exchangeAll(t, [
    await compiled('legacy decorators', decorated, ...LEGACY),
    await compiled('legacy decorators with types', decorated, ...LEGACY, '--emitDecoratorMetadata'),
    await compiled('TC39 decorators', decorated),
    await compiled('TypeScript without decorators', 'protocols-stripped.ts'),
    await moduleAt('JavaScript', plain),
  ]);
});
