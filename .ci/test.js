// Runs the tests and ends with a line `N passed, N failed`. Arguments go on to AVA.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ava = spawn(
  process.execPath,
  ['node_modules/ava/entrypoints/cli.mjs', '--config', '.ava.config.cjs', ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const counts = { '✔': 0, '✘': 0, '-': 0 };
for await (const line of createInterface({ input: ava.stdout })) {
  console.log(line);
  const mark = /^\s*(✔|✘|- \[skip\])/.exec(line)?.[1]?.[0];
  if (mark !== undefined) counts[mark]++;
}
const code = ava.exitCode ?? (await new Promise((resolve) => ava.once('exit', resolve)));
// A run that broke off, or ran nothing, has failed even if no test says so.
const broken = code !== 0 && counts['✘'] === 0 ? 1 : 0;
const skipped = counts['-'] > 0 ? `, ${counts['-']} skipped` : '';
console.log(`${counts['✔']} passed, ${counts['✘'] + broken} failed${skipped}`);
process.exitCode = code ?? 1;
