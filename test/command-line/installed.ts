// Runs `artifacts` as a user does: packed by npm, installed in a folder of its own, in a process of its own.

import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { newFolder } from '../support/stored.js';
import { onTerminal, type Shown, type TerminalOptions } from './pseudo-terminal.js';

const run = promisify(execFile);

/** The output of a call of `artifacts`. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Options of a call of `artifacts`. */
export interface Call {
  readonly cwd?: string;
  /** Environment variables beside PATH, HOME and COLUMNS=80. */
  readonly env?: NodeJS.ProcessEnv;
  /** The text on stdin, which is no terminal. */
  readonly input?: string;
}

/** The path of `artifacts`, installed from the packed tarball, with only the dependencies that package.json names. */
export const installed: string = await install();

/** Runs `artifacts` without a terminal. */
export async function artifacts(args: readonly string[], { cwd, env, input = '' }: Call = {}): Promise<Ran> {
  const child = spawn(installed, args, { cwd, env: environment(env), stdio: 'pipe' });
  // The process may end before it has read its stdin.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return whenEnded(child);
}

/** Runs a shell command without a terminal. `artifacts` is on the PATH. */
export async function inShell(command: string, { cwd, env }: Omit<Call, 'input'> = {}): Promise<Ran> {
  const child = spawn('bash', ['-c', command], { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  return whenEnded(child);
}

/** Waits for the end of a process. Returns its output without progress: only a slow machine prints it, so a test must not see it. */
async function whenEnded(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ran> {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr: stderr.replace(/^\{"type":"progress",.*\n/gm, ''), exitCode };
}

/** Matches a line of progress on a terminal, from the place that is remembered to the line that is cleared. */
const PROGRESS = /\p{Cc}7\p{Cc}\[\?7l[^\n]*?\p{Cc}\[2K/gu;

/** Runs a shell command on a terminal of 80 columns. `artifacts` is on the PATH. Returns its output without progress. */
export async function artifactsOnTerminal(command: string, { env, ...options }: TerminalOptions = {}): Promise<Shown> {
  const variables = { ...environment(env), COLUMNS: undefined, TERM: 'xterm', ...env };
  const { screen, exitCode } = await onTerminal(command, { ...options, env: variables });
  return { screen: screen.replace(PROGRESS, ''), exitCode };
}

const environment = (env: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv => ({
  PATH: `${dirname(installed)}:${process.env['PATH']}`,
  HOME: process.env['HOME'],
  COLUMNS: '80',
  ...env,
});

/** Installs `artifacts`. All test files of one run share one installation, in the folder that `.ci/test.js` makes for the run. */
async function install(): Promise<string> {
  const isShared = basename(tmpdir()).startsWith('tests-');
  const folder = isShared ? join(tmpdir(), 'installed') : await newFolder();
  const bin = join(folder, 'node_modules', '.bin', 'artifacts');
  if ((await stat(bin).catch(() => undefined)) !== undefined) return bin;
  const own = await mkdtemp(`${folder}-`);
  await installIn(own);
  // If another test file was faster, its installation is used.
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
