import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { Copy } from './copy.js';

/** Milliseconds that one file of tests may take: the slowest takes a quarter on a quiet machine. */
const LIMIT = 240_000;

/** What became of the tests: all passed, one failed, or they went on without end. */
export type Verdict = { readonly kind: 'passed' | 'timeout' } | { readonly kind: 'failed'; readonly test: string };

/**
 * The names of all files of tests, in the order in which they are best run: the likely ones first. The test of the table of mutants
 * is not among them: it compares the table with the source, so it would fail for every mutant.
 */
export async function testFiles(likely: readonly string[]): Promise<string[]> {
  const names = [...(await readdir('test')), ...(await readdir('test/system')).map((name) => `system/${name}`)];
  const all = names.filter((name) => name.endsWith('.test.ts')).map((name) => name.slice(0, -8));
  return [...new Set([...likely, ...all.filter((name) => name !== 'mutants')])];
}

/** Runs the tests of a compiled copy, one file after the other, up to the first failure. */
export async function runTests(copy: Copy, files: readonly string[]): Promise<Verdict> {
  for (const file of files) {
    const verdict = await runFile(copy, `test/${file}.test.ts`);
    if (verdict.kind !== 'passed') return verdict;
  }
  return { kind: 'passed' };
}

async function runFile(copy: Copy, file: string): Promise<Verdict> {
  const ava = ['node_modules/ava/entrypoints/cli.mjs', '--config', 'mutants.config.cjs', '--fail-fast', file];
  const env = { ...process.env, TMPDIR: await copy.temporary() };
  // A group of its own, for what hangs may be a process that a test has started.
  const run = spawn(process.execPath, ava, {
    cwd: copy.folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  let isOver = false;
  const end = () => {
    try {
      process.kill(-(run.pid as number), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  const clock = setTimeout(() => {
    isOver = true;
    end();
  }, LIMIT);
  const [code] = await once(run, 'close');
  clearTimeout(clock);
  end();
  if (isOver || said.includes('Timed out while running tests')) return { kind: 'timeout' };
  if (code !== 0) return { kind: 'failed', test: failureIn(said) ?? `${file} broke off` };
  // Without the tools that it needs, a test notices nothing.
  const skipped = /- \[skip\] (.+)/.exec(said)?.[1];
  return skipped === undefined ? { kind: 'passed' } : { kind: 'failed', test: `skipped: ${skipped}` };
}

/** The title of the first test that failed: AVA tells it by itself behind a line. */
const failureIn = (said: string): string | undefined => /^ *─\s+(.+)$/m.exec(said)?.[1];
