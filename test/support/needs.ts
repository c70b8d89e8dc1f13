import { execFile, spawn } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { newToken } from '../../src/storage/file/token.js';
import { onTerminal } from '../command-line/pseudo-terminal.js';
import { CHROMIUM } from './chromium.js';
import { outputOf, WITHOUT_ROOT_RIGHTS } from './other-processes.js';
import { otherSystem } from './other-system.js';
import { runCeph } from './s3-server.js';
import { newFolder } from './stored.js';
import { trace } from './strace.js';
import { onTmpfs } from './tmpfs.js';

/** Something that tests need and a machine may not have. */
interface Need {
  /** How to install it. */
  readonly remedy: string;
  /** What to do if it is installed and does not work. */
  readonly ifRefused?: string;
  /** Tries to use it as the tests do. Rejects if that fails. */
  attempt(): Promise<unknown>;
}

const NEEDS = {
  strace: { remedy: 'apt-get install strace', ifRefused: 'run the tests as root', attempt: traceSomething },
  cc: { remedy: 'apt-get install gcc libc6-dev', attempt: preloadOtherSystem },
  mount: { remedy: 'apt-get install util-linux mount', ifRefused: 'run the tests as root', attempt: mountSomething },
  'file permissions': { remedy: 'apt-get install util-linux', attempt: refuseWithoutRootRights },
  ceph: { remedy: 'apt-get install ceph-mon ceph-osd radosgw curl', attempt: runCeph },
  zsh: { remedy: 'apt-get install zsh', attempt: () => runShell('zsh') },
  fish: { remedy: 'apt-get install fish', attempt: () => runShell('fish') },
  numpy: { remedy: 'pip install numpy', attempt: importNumpy },
  chromium: { remedy: 'apt-get install chromium', attempt: runChromium },
  git: { remedy: 'apt-get install git', attempt: runGit },
  // No lockfile can name it: of its libraries for other platforms, not every registry has each.
  chdb: { remedy: '.ci/chdb.sh', attempt: findChdb },
  script: { remedy: 'apt-get install bsdutils', attempt: openTerminal },
  python3: { remedy: 'apt-get install python3', attempt: runPython },
  '/proc': { remedy: 'run the tests on Linux, where it shows all processes', attempt: readProcesses },
} as const satisfies Record<string, Need>;

type Implementation = (t: ExecutionContext) => void | Promise<void>;

/** Declares a test. */
type Declare = (title: string, implementation: Implementation) => void;

/**
 * Decides whether tests can run on this machine, by trying what they need. No test may be skipped for another reason.
 *
 * @returns AVA's `test`, or a function that skips a test and adds to its title what is missing and how to install it: `.ci/test.js`
 * counts the skipped tests by these texts.
 */
export async function needs(...names: (keyof typeof NEEDS)[]): Promise<Declare> {
  const missing = (await Promise.all(names.map(whatIsMissing))).filter((each) => each !== undefined);
  if (missing.length === 0) return test;
  return (title, implementation) => test.skip(`${title} [needs ${missing.join('; ')}]`, implementation);
}

/** Returns what {@link needs} has decided, for tests that run one after the other. */
export const inSeries = (decided: Declare): Declare => (decided === test ? test.serial : decided);

async function whatIsMissing(name: keyof typeof NEEDS): Promise<string | undefined> {
  const { attempt, remedy, ifRefused }: Need = NEEDS[name];
  try {
    await attempt();
    return undefined;
  } catch (error) {
    const isInstalled = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    return `${name}: ${isInstalled && ifRefused !== undefined ? ifRefused : remedy}`;
  }
}

async function traceSomething(): Promise<void> {
  const traced = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    await trace(traced.pid as number);
  } finally {
    traced.kill('SIGKILL');
  }
}

async function preloadOtherSystem(): Promise<void> {
  const program = `
    import { statSync } from 'node:fs';
    console.log(statSync('/', { bigint: true }).ino >= 2n ** 62n);`;
  const said = await outputOf(program, await otherSystem(await newFolder(), { NUMBERS: '1' }));
  if (said !== 'true') throw new Error('the library was not preloaded');
}

async function mountSomething(): Promise<void> {
  const script = join(await newFolder(), 'nothing.mjs');
  await writeFile(script, '');
  await onTmpfs(await newFolder(), 'size=1m', script);
}

async function refuseWithoutRootRights(): Promise<void> {
  const folder = join(await newFolder(), 'closed');
  await mkdir(folder, { mode: 0o311 });
  const program = `
    import { readdirSync } from 'node:fs';
    try { readdirSync(${JSON.stringify(folder)}); } catch (error) { console.log(error.code); }`;
  const said = await outputOf(program, {}, WITHOUT_ROOT_RIGHTS);
  if (said !== 'EACCES') throw new Error(`found ${said}, expected EACCES`);
}

const runShell = (shell: string): Promise<unknown> => promisify(execFile)(shell, ['-c', 'exit']);

async function openTerminal(): Promise<void> {
  const { screen } = await onTerminal('stty size');
  if (screen !== '24 80\n') throw new Error(`found ${JSON.stringify(screen)}, expected 80 columns`);
}

async function runChromium(): Promise<void> {
  await promisify(execFile)(CHROMIUM, ['--version']);
}

async function runGit(): Promise<void> {
  await promisify(execFile)('git', ['--version']);
}

async function findChdb(): Promise<void> {
  await access('node_modules/chdb');
}

async function runPython(): Promise<void> {
  await promisify(execFile)('python3', ['-c', 'import json, hashlib']);
}

async function importNumpy(): Promise<void> {
  await promisify(execFile)('python3', ['-c', 'import numpy']).catch((error) => {
    // Python is missing, or NumPy is missing in it: in both cases, the remedy is to install it.
    throw Object.assign(error, { code: 'ENOENT' });
  });
}

async function readProcesses(): Promise<void> {
  await readFile('/proc/1/stat');
  const token = newToken();
  if (token.split('-').includes('0')) throw new Error(`found ${token}, expected no unknown part`);
}
