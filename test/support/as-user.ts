import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { newFolder } from './stored.js';

/** The options of the compiler that every user sets. */
const OPTIONS = '--strict --target es2022 --module nodenext --types node --ignoreConfig --pretty false'.split(' ');

/** The options of the compiler for legacy decorators; without them, decorators are those of TC39. */
export const LEGACY = ['--experimentalDecorators'];

/** A module that was compiled as a user's file. */
export interface CompiledModule {
  /** The URL of the compiled file. */
  readonly url: string;
  /** What the compiler wrote: its errors, each on lines that begin with `module.ts(line,`. */
  readonly complaints: string;
}

/** Compiles a text as a file of a user, in a folder from which the package can be imported by its name. Files with type errors are compiled, too. */
export async function compileAsUser(text: string, ...options: string[]): Promise<CompiledModule> {
  const folder = await newFolder(resolve('dist'));
  const compiler = resolve('node_modules/typescript/bin/tsc');
  await writeFile(join(folder, 'module.ts'), text);
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, ...OPTIONS, ...options, 'module.ts'], {
    cwd: folder,
  }).catch((error) => error);
  return { url: pathToFileURL(join(folder, 'module.js')).href, complaints: stdout };
}
