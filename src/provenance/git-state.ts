/** The commit that is checked out in a git work tree, and whether it has all of the program. */
export interface GitState {
  readonly commit: string;
  /**
   * False if no tracked file was changed, and every file of JavaScript, TypeScript or compiled code outside of node_modules is tracked or
   * ignored. Other untracked files, such as saved artifacts, do not count. Null if git did not say.
   */
  readonly dirty: boolean | null;
}

/** Returns the state of the work tree that has a folder; null if there is none, if it has no commit, and if git is missing or refuses. */
export function gitState(directory: string): GitState | null {
  const [isInside, commit = ''] = git(directory, 'rev-parse', '--is-inside-work-tree', 'HEAD')?.split('\n') ?? [];
  if (isInside !== 'true' || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  return { commit, dirty: isDirty(directory) };
}

/** The files that a commit has to have if they are there: those that Node may run. */
const PROGRAM_FILES = ['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx', 'node', 'wasm'].map(
  (extension) => `:(top)*.${extension}`,
);

/** node_modules, which the lockfile describes. */
const INSTALLED_FILES = ':(top,exclude,glob)**/node_modules/**';

function isDirty(directory: string): boolean | null {
  const status = ['status', '--porcelain', '--ignore-submodules=untracked'];
  const changed = git(directory, ...status, '--untracked-files=no');
  if (changed !== '') return changed === undefined ? null : true;
  const untracked = git(directory, ...status, '--untracked-files=all', '--', ...PROGRAM_FILES, INSTALLED_FILES);
  return untracked === undefined ? null : untracked !== '';
}

/**
 * A repository may name a program that watches its files, and a folder of a project may be a repository itself, with settings of somebody else.
 *
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository
 */
const SAFE_SETTINGS = ['-c', 'core.fsmonitor=false', '-c', 'safe.bareRepository=explicit'];

/** Units: milliseconds. A repository on a slow disk shall not hold up the run. */
const GIT_TIMEOUT = 10_000;

/** Variables by which a hook of git, or `git bisect run`, names a repository: the one of the folder may be another. */
const REPOSITORY_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
];

/**
 * Runs git in a folder, such that it changes nothing and fetches nothing. Returns its output; undefined if it is not installed, fails, or
 * takes too long.
 */
function git(directory: string, ...words: readonly string[]): string | undefined {
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' };
  for (const variable of REPOSITORY_VARIABLES) delete env[variable];
  // Loaded when it is needed: most programs never call this.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    return execFileSync('git', [...SAFE_SETTINGS, ...words], {
      cwd: directory,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: Number.POSITIVE_INFINITY,
      timeout: GIT_TIMEOUT,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
}
