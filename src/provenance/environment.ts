import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inspected } from '../model/message-text.js';
import { checkOptions, optionNames } from '../model/options.js';
import { type GitState, gitState } from './git-state.js';

/** What a run was made with: plain JSON values. It names no user, machine, folder, environment variable or remote repository. */
export interface Environment {
  /** The version of Node: `v22.18.0`. */
  readonly node: string;
  /** The operating system, as `process.platform` names it: `linux`. */
  readonly platform: string;
  /** The instruction set, as `process.arch` names it: `x64`. */
  readonly architecture: string;
  /** The nearest package.json with a name; null if there is none that can be read. */
  readonly package: { readonly name: string; readonly version: string | null } | null;
  /** The nearest lockfile and the SHA-256 of its bytes, which fix the versions of all dependencies; null if there is none. */
  readonly lockfile: { readonly name: string; readonly sha256: string } | null;
  /** The commit that is checked out; null outside of a git work tree, before the first commit, and if git is not there or refuses. */
  readonly git: GitState | null;
}

/** The options of {@link captureEnvironment}. */
export interface EnvironmentOptions {
  /**
   * Where the program is: its package, lockfile and repository are those of this folder, or of the nearest one above it.
   * @defaultValue the working directory
   */
  readonly directory?: string;
}

const ENVIRONMENT_OPTIONS = optionNames<EnvironmentOptions>({ directory: true });

/**
 * Returns what a run is made with: Node, the machine's kind, the user's package, its lockfile, and the git commit. What cannot be found out is
 * null: it throws for no missing tool or file. Call it when the run begins, before somebody edits the program.
 *
 * @throws TypeError for wrong options.
 * @example
 * `@Persisted() environment!: Environment;` and `environment: captureEnvironment()`
 */
export function captureEnvironment(options?: EnvironmentOptions): Environment {
  checkOptions(options, ENVIRONMENT_OPTIONS);
  const { directory = '.' } = options ?? {};
  if (options?.directory !== undefined && !isFolder(directory))
    throw new TypeError(`found directory: ${inspected(directory)}, expected the path of a folder`);
  const folders = foldersFrom(directory);
  return {
    node: process.version,
    platform: process.platform,
    architecture: process.arch,
    package: nearestPackage(folders),
    lockfile: nearestLockfile(folders),
    git: gitState(directory),
  };
}

/** Returns what a function returns; undefined if it throws. */
function ifPossible<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

const isFolder = (path: unknown): boolean => ifPossible(() => statSync(path as string).isDirectory()) === true;

/** Returns a folder and all folders above it, the nearest first; none if it is a working directory that was removed. */
function foldersFrom(directory: string): readonly string[] {
  const folders: string[] = [];
  let next = ifPossible(() => resolve(directory));
  while (next !== undefined && next !== folders.at(-1)) {
    folders.push(next);
    next = dirname(next);
  }
  return folders;
}

const readFile = (folder: string, name: string): Buffer | undefined =>
  ifPossible(() => readFileSync(join(folder, name)));

/** Returns the package of the nearest package.json that has a name. One without a name marks a folder of compiled files: `{"type": "module"}`. */
function nearestPackage(folders: readonly string[]): Environment['package'] {
  for (const folder of folders) {
    const text = readFile(folder, 'package.json')?.toString();
    const { name, version } = (text !== undefined && ifPossible(() => JSON.parse(text))) || {};
    if (typeof name === 'string') return { name, version: typeof version === 'string' ? version : null };
  }
  return null;
}

/** The names of lockfiles. npm takes the first one rather than the second one. */
const LOCKFILES = ['npm-shrinkwrap.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml'] as const;

function nearestLockfile(folders: readonly string[]): Environment['lockfile'] {
  for (const folder of folders) {
    for (const name of LOCKFILES) {
      const bytes = readFile(folder, name);
      if (bytes !== undefined) return { name, sha256: createHash('sha256').update(bytes).digest('hex') };
    }
  }
  return null;
}
