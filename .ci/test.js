// Runs tests and ends with a line `N passed, N failed, N skipped`, before which it tells what the skipped ones need.
// Arguments go on to AVA: files, or test/system for those that need tools of the system or take long. Without any, it runs the others.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [...chosen] = process.argv.length > 2 ? process.argv.slice(2) : ['test/*.test.ts'];
// A test that is killed cannot remove its files.
const temporary = mkdtempSync(join(tmpdir(), 'tests-'));
const ava = spawn(
  process.execPath,
  ['node_modules/ava/entrypoints/cli.mjs', '--config', '.ava.config.cjs', ...chosen],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: temporary } },
);
// AVA gets these too, and ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const counts = { '✔': 0, '✘': 0, '-': 0 };
const needs = new Map();
for await (const line of createInterface({ input: ava.stdout })) {
  console.log(line);
  const mark = /^\s*(✔|✘|- \[skip\])/.exec(line)?.[1]?.[0];
  if (mark !== undefined) counts[mark]++;
  if (mark !== '-') continue;
  for (const need of /\[needs (.*)\]$/.exec(line)?.[1]?.split('; ') ?? []) needs.set(need, (needs.get(need) ?? 0) + 1);
}
const code = ava.exitCode ?? (await new Promise((resolve) => ava.once('exit', resolve)));
rmSync(temporary, { recursive: true, force: true });
for (const [need, count] of needs) console.log(`${count} skipped for want of ${need}`);
// A run that broke off, or ran nothing, has failed even if no test says so.
const broken = code !== 0 && counts['✘'] === 0 ? 1 : 0;
console.log(`${counts['✔']} passed, ${counts['✘'] + broken} failed, ${counts['-']} skipped`);
process.exitCode = code ?? 1;
