import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { newToken } from '../src/storage/owner.js';
import { AS_OTHERS, saidBy } from './other-processes.js';
import { newFolder } from './stored.js';
import { onTmpfs } from './torture/system/full.js';
import { otherSystem } from './torture/system/other-system.js';
import { trace } from './torture/system/strace.js';

/** Something that a test needs and a machine may lack. */
interface Need {
  /** What a user does to get it. */
  readonly remedy: string;
  /** Uses it as the tests do; rejects if the machine lacks it. */
  attempt(): Promise<unknown>;
}

const NEEDS = {
  strace: { remedy: 'apt-get install strace, and the right to trace: root has it', attempt: traceAnything },
  cc: { remedy: 'apt-get install gcc libc6-dev', attempt: makeAnotherSystem },
  mount: { remedy: 'apt-get install util-linux mount, and the right to mount: root has it', attempt: mountAnything },
  'file permissions': { remedy: 'apt-get install util-linux, or a user other than root', attempt: beRefused },
  '/proc': { remedy: 'Linux', attempt: knowOneself },
} as const satisfies Record<string, Need>;

export type NeedName = keyof typeof NEEDS;

type Implementation = (t: ExecutionContext) => void | Promise<void>;

/**
 * Decides whether tests run on this machine, by trying what they need. This is the only reason for which a test may be skipped.
 *
 * @returns what declares a test: AVA's `test`, or what skips it with a title that ends with what is missing and how to get it.
 * `.ci/test.js` counts the skipped tests by these endings.
 */
export async function needs(...names: NeedName[]): Promise<(title: string, implementation: Implementation) => void> {
  const missing: string[] = [];
  for (const name of names) if (!(await isThere(name))) missing.push(`${name}: ${NEEDS[name].remedy}`);
  if (missing.length === 0) return test;
  return (title, implementation) => test.skip(`${title} [needs ${missing.join('; ')}]`, implementation);
}

const isThere = (name: NeedName): Promise<boolean> =>
  NEEDS[name].attempt().then(
    () => true,
    () => false,
  );

async function traceAnything(): Promise<void> {
  const traced = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    await trace(traced.pid as number);
  } finally {
    traced.kill('SIGKILL');
  }
}

async function makeAnotherSystem(): Promise<void> {
  const program = `
    import { statSync } from 'node:fs';
    console.log(statSync('/', { bigint: true }).ino >= 2n ** 62n);`;
  const said = await saidBy(program, await otherSystem(await newFolder(), { NUMBERS: '1' }));
  if (said !== 'true') throw new Error('the system is the same as before');
}

async function mountAnything(): Promise<void> {
  const script = join(await newFolder(), 'nothing.mjs');
  await writeFile(script, '');
  await onTmpfs(await newFolder(), 'size=1m', script);
}

async function beRefused(): Promise<void> {
  const folder = join(await newFolder(), 'closed');
  await mkdir(folder, { mode: 0o311 });
  const program = `
    import { readdirSync } from 'node:fs';
    try { readdirSync(${JSON.stringify(folder)}); } catch (error) { console.log(error.code); }`;
  const said = await saidBy(program, {}, AS_OTHERS);
  if (said !== 'EACCES') throw new Error(`found ${said}, expected EACCES`);
}

async function knowOneself(): Promise<void> {
  const token = newToken();
  if (token.split('-').includes('0')) throw new Error(`found ${token}, expected no unknown part`);
}
