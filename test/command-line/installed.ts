import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { newFolder } from '../support/stored.js';
import { onTerminal, type Shown, type TerminalOptions } from './pseudo-terminal.js';

const run = promisify(execFile);

/** What a call of `artifacts` gave. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** How `artifacts` is called. */
export interface Call {
  readonly cwd?: string;
  /** What is set besides PATH, HOME and COLUMNS=80. */
  readonly env?: NodeJS.ProcessEnv;
  /** What stands on stdin, which is no terminal. */
  readonly input?: string;
}

/** The path of `artifacts`, as npm installs it from the packed tarball with nothing but what package.json names. */
export const installed: string = await install();

/** Runs `artifacts` without a terminal. */
export async function artifacts(args: readonly string[], { cwd, env, input = '' }: Call = {}): Promise<Ran> {
  const child = spawn(installed, args, { cwd, env: environment(env), stdio: 'pipe' });
  // It may end before it has read anything.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, exitCode };
}

/** The same without the objects that tell of progress, which a busy machine shows and a quick one does not. */
export const withoutProgress = ({ stderr, ...ran }: Ran): Ran => ({
  ...ran,
  stderr: stderr.replace(/^\{"type":"progress",.*\n/gm, ''),
});

/** Runs a command of a shell in which `artifacts` is on the PATH, as a pipe of commands. */
export async function inShell(command: string, { cwd, env }: Omit<Call, 'input'> = {}): Promise<Ran> {
  const child = spawn('bash', ['-c', command], { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, exitCode };
}

/** Runs a command of a shell in which `artifacts` is on the PATH, on a terminal of 80 columns. */
export const artifactsOnTerminal = (command: string, { env, ...options }: TerminalOptions = {}): Promise<Shown> =>
  onTerminal(command, { ...options, env: { ...environment(env), COLUMNS: undefined, TERM: 'xterm', ...env } });

const environment = (env: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv => ({
  PATH: `${dirname(installed)}:${process.env['PATH']}`,
  HOME: process.env['HOME'],
  COLUMNS: '80',
  ...env,
});

/** The test files of one run share one installation, in the folder that `.ci/test.js` makes for the run. */
async function install(): Promise<string> {
  const isShared = basename(tmpdir()).startsWith('tests-');
  const folder = isShared ? join(tmpdir(), 'installed') : await newFolder();
  const bin = join(folder, 'node_modules', '.bin', 'artifacts');
  if ((await stat(bin).catch(() => undefined)) !== undefined) return bin;
  const own = await mkdtemp(`${folder}-`);
  await installIn(own);
  // Another test file may have been faster.
  await rename(own, folder).catch(() => rm(own, { recursive: true }));
  return bin;
}

async function installIn(folder: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  const [{ filename, name }] = JSON.parse(stdout);
  const modules = join(folder, 'node_modules');
  const place = join(modules, name);
  await mkdir(join(modules, '.bin'), { recursive: true });
  await mkdir(place);
  await run('tar', ['xzf', join(folder, filename), '--strip-components=1', '-C', place]);
  const manifest = JSON.parse(await readFile(join(place, 'package.json'), 'utf8'));
  const { bin, dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const isInstalled = (each: string) => peerDependenciesMeta[each]?.optional !== true;
  for (const each of Object.keys({ ...dependencies, ...peerDependencies }).filter(isInstalled))
    await symlink(resolve('node_modules', each), join(modules, each));
  await chmod(join(place, bin.artifacts), 0o755);
  await symlink(join('..', name, bin.artifacts), join(modules, '.bin', 'artifacts'));
}
