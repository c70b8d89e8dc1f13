import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** What of the project the compiler and the tests need. */
const PARTS = ['src', 'test', 'examples', 'docs', 'README.md', 'package.json', 'tsconfig.json', '.ava.config.cjs'];

/** AVA's own configuration, but for the compiler: what is to be tested was compiled already. */
const CONFIG = `
const config = require('./.ava.config.cjs');
module.exports = { ...config, typescript: { ...config.typescript, compile: false } };
`;

/** The compiler, which looks again only at what was changed. Where something is left out, its names may have no other use. */
const COMPILER = [
  'node_modules/typescript/bin/tsc',
  ...['--incremental', '--tsBuildInfoFile', 'compiled.tsbuildinfo'],
  ...['--noUnusedLocals', 'false', '--noUnusedParameters', 'false'],
];

/** A copy of the project, in a folder that is gone afterwards: what is changed there harms nobody. */
export class Copy {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Copy> {
    const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
    for (const part of PARTS) await cp(part, join(folder, part), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'mutants.config.cjs'), CONFIG);
    return new Copy(folder);
  }

  /** A folder for what the tests leave behind, empty. */
  async temporary(): Promise<string> {
    const path = join(this.folder, 'tmp');
    await rm(path, { recursive: true, force: true });
    await mkdir(path);
    return path;
  }

  /** Does something while a file has another text. */
  async changed<T>(file: string, change: (text: string) => string, act: () => Promise<T>): Promise<T> {
    const path = join(this.folder, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, change(text));
    try {
      return await act();
    } finally {
      await writeFile(path, text);
    }
  }

  /** Compiles; what the compiler has against it, or undefined if nothing. */
  async compile(): Promise<string | undefined> {
    try {
      await promisify(execFile)(process.execPath, COMPILER, { cwd: this.folder });
      return undefined;
    } catch (error) {
      return (error as { stdout?: string }).stdout || String(error);
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
