import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The files of the project that the compiler and the tests need. */
const PARTS = [
  ...['src', 'test', 'examples', 'docs', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  ...['package.json', 'tsconfig.json', '.ava.config.cjs', 'rollup.config.js', '.ci'],
];

/** The compiler's call: incremental, and with unused names allowed, because a mutant may leave out the only use of a name. */
const COMPILER = [
  'node_modules/typescript/bin/tsc',
  ...['--incremental', '--tsBuildInfoFile', 'compiled.tsbuildinfo'],
  ...['--noUnusedLocals', 'false', '--noUnusedParameters', 'false'],
];

/** What makes the files that the library is used by of what the compiler has written: as `npm run build` does. */
const BUNDLERS = [['.ci/page.js'], ['node_modules/rollup/dist/bin/rollup', '--config', '--silent']];

/** A copy of the project in a temporary folder, in which files can be changed without harm. */
export class Copy {
  private constructor(readonly folder: string) {}

  /** Copies the project. */
  static async make(): Promise<Copy> {
    const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
    for (const part of PARTS) await cp(part, join(folder, part), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    return new Copy(folder);
  }

  /** Returns an empty folder for the temporary files of the tests. */
  async temporary(): Promise<string> {
    const path = join(this.folder, 'tmp');
    await rm(path, { recursive: true, force: true });
    await mkdir(path);
    return path;
  }

  /** Changes the text of a file, calls a function, and restores the text. */
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

  /** Compiles and bundles the copy. Returns the compiler's errors; undefined if there are none. */
  async compile(): Promise<string | undefined> {
    try {
      for (const step of [COMPILER, ...BUNDLERS])
        await promisify(execFile)(process.execPath, step, { cwd: this.folder });
      await chmod(join(this.folder, 'dist/src/cli/main.js'), 0o755);
      return undefined;
    } catch (error) {
      return (error as { stdout?: string }).stdout || String(error);
    }
  }

  /** Removes the copy. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
