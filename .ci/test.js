// Runs tests and ends with a line `N passed, N failed, N skipped`, after a line for each thing that skipped tests need.
// Its arguments are files or folders of tests, and options of AVA; without files, it runs those that need nothing but Node.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const chosen = process.argv.slice(2);
if (chosen.every((each) => each.startsWith('-')))
  chosen.push('test/*.test.ts', 'test/command-line/*.test.ts', 'test/report/*.test.ts');
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
// Tests remove their own files, but one that is killed cannot.
const temporary = mkdtempSync(join(tmpdir(), 'tests-'));
// AVA and Node shall write the same, whatever the terminal.
const { FORCE_COLOR, ...env } = process.env;
Object.assign(env, { TERM: 'dumb', TMPDIR: temporary, TMP: temporary, TEMP: temporary });
const ava = spawn(
  process.execPath,
  ['node_modules/ava/entrypoints/cli.mjs', '--config', '.ava.config.cjs', ...chosen],
  { env, stdio: ['ignore', 'pipe', 'inherit'] },
);
// Whoever interrupts a run interrupts AVA too; what it leaves has to be removed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ava.kill(signal));
const ended = once(ava, 'exit');
const counts = { '✔': 0, '✘': 0, '-': 0 };
const needs = new Map();
for await (const line of createInterface({ input: ava.stdout })) {
  console.log(line);
  const mark = /^\s*(✔|✘|- \[skip\])/.exec(line)?.[1]?.[0];
  if (mark !== undefined) counts[mark]++;
  if (mark !== '-') continue;
  for (const need of /\[needs (.*)\]$/.exec(line)?.[1]?.split('; ') ?? []) needs.set(need, (needs.get(need) ?? 0) + 1);
}
const [code] = await ended;
for (const [need, count] of needs) console.log(`${count} skipped, which need ${need}`);
// A run that broke off, or ran nothing, has failed even if no test says so.
const broken = code !== 0 && counts['✘'] === 0 ? 1 : 0;
console.log(`${counts['✔']} passed, ${counts['✘'] + broken} failed, ${counts['-']} skipped`);
process.exitCode = code ?? 1;
rmSync(temporary, { recursive: true, force: true });
