import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { Copy } from './copy.js';

/** How long one file of tests may take: four times the slowest one on a quiet machine. Units: milliseconds. */
const LIMIT = 240_000;

/** The result of the tests: all passed, one failed, or they did not end in time. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'timeout'; readonly file: string }
  | { readonly kind: 'failed'; readonly file: string; readonly test: string };

/** The folders of tests that run on a copy of the library alone: those of browsers and toolchains take too long. */
const FOLDERS = ['', 'command-line/', 'report/', 'system/'];

/**
 * Returns the names of all files of tests, the likely ones first. The test of the table of mutants is left out, because it compares the
 * table with the source and would fail for every mutant.
 */
export async function testFiles(likely: readonly string[]): Promise<string[]> {
  const lists = FOLDERS.map(async (folder) => (await readdir(`test/${folder}`)).map((name) => `${folder}${name}`));
  const names = (await Promise.all(lists)).flat();
  const all = names.filter((name) => name.endsWith('.test.ts')).map((name) => name.slice(0, -8));
  return [...new Set([...likely, ...all.filter((name) => name !== 'mutants')])];
}

/** Runs the tests of a compiled copy, one file after the other, up to the first failure. */
export async function runTests(copy: Copy, files: readonly string[]): Promise<Verdict> {
  for (const file of files) {
    const verdict = await runFile(copy, file);
    if (verdict.kind !== 'passed') return verdict;
  }
  return { kind: 'passed' };
}

/** Runs a file of tests of a compiled copy, up to the first failure. */
export async function runFile(copy: Copy, file: string): Promise<Verdict> {
  const path = `test/${file}.test.ts`;
  const ava = ['node_modules/ava/entrypoints/cli.mjs', '--config', '.ava.config.cjs', '--fail-fast', path];
  const env = { ...process.env, TMPDIR: await copy.temporary() };
  // A process group of its own, because a process that a test has started may be what hangs.
  const run = spawn(process.execPath, ava, {
    cwd: copy.folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let isOver = false;
  const end = () => {
    try {
      process.kill(-(run.pid as number), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  for (const stream of [run.stdout, run.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
      // A test that has failed may have left a server open, for whose end AVA would wait.
      if (failureIn(said) !== undefined) end();
    });
  const clock = setTimeout(() => {
    isOver = true;
    end();
  }, LIMIT);
  const [code] = await once(run, 'close');
  clearTimeout(clock);
  end();
  const failure = failureIn(said);
  if (failure !== undefined) return { kind: 'failed', file, test: failure };
  if (isOver || said.includes('Timed out while running tests')) return { kind: 'timeout', file };
  if (code !== 0) return { kind: 'failed', file, test: `${path} broke off` };
  // A skipped test cannot notice a mutant.
  const skipped = /- \[skip\] (.+)/.exec(said)?.[1];
  return skipped === undefined ? { kind: 'passed' } : { kind: 'failed', file, test: `skipped: ${skipped}` };
}

/** Returns the title of the first failed test; undefined if none has failed. */
const failureIn = (said: string): string | undefined => /^ *✘ \[fail\]: (.+)\n/m.exec(said)?.[1];
