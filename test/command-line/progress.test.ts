// Progress of long commands: a line on a terminal, lines of JSON with --json, and nothing elsewhere.

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { needs } from '../support/needs.js';
import { onTerminal } from './pseudo-terminal.js';

const testOnTerminal = await needs('script');

/** Returns a call of a program that shows progress. Its clock says that half a second has passed. */
const programOf = (end: string, json = false, step = '{ done: 2, of: 4, bytes: 20_000_000 }'): string => {
  const text = `
    import { exitOnSignals } from ${JSON.stringify(resolve('dist/src/model/interruption.js'))};
    import { ProgressLine } from ${JSON.stringify(resolve('dist/src/cli/console/progress.js'))};
    import { processTerminal } from ${JSON.stringify(resolve('dist/src/cli/console/terminal.js'))};
    exitOnSignals();
    let now = 0;
    const progress = new ProgressLine(processTerminal(), ${json}, 'files', () => now);
    await progress.update({ done: 1, of: 4, bytes: 10 });
    now = 500;
    await progress.update(${step});
    ${end}`;
  return `exec ${process.execPath} --input-type=module -e '${text.replaceAll("'", "'\\''")}'`;
};

/** Runs a shell command without a terminal, and rejects unless it exits with 0. Returns its output, of which nothing is left out. */
const outputOf = (command: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)('sh', ['-c', command]);

const LINE = /2 of 4 files {2}20 MB, 40 MB\/s {2}\S+ left/;

/** The escape sequences that clear the line from the cursor on, and that turn the wrapping of lines on again. */
const CLEAR = '\x1b[0K';
const WRAP = '\x1b[?7h';

testOnTerminal('on a terminal, a line shows the rate and the time left, and is cleared at the end', async (t) => {
  const { screen, exitCode } = await onTerminal(programOf("progress.clear(); console.log('done');"), {
    env: { ...process.env, TERM: 'xterm' },
  });
  t.is(exitCode, 0);
  t.regex(screen, LINE);
  t.true(screen.endsWith('done\n'));
  t.true(screen.lastIndexOf(CLEAR) > screen.indexOf('left'));
  t.true(screen.lastIndexOf(WRAP) > screen.indexOf('left'));
});

testOnTerminal('if no bytes are counted, the rate is in files', async (t) => {
  const { screen } = await onTerminal(programOf('progress.clear();', false, '{ done: 2, of: 4 }'), {
    env: { ...process.env, TERM: 'xterm' },
  });
  t.regex(screen, /2 of 4 files, 4\/s {2}\S+ left/);
});

testOnTerminal('the time left follows a total that grows', async (t) => {
  const { screen } = await onTerminal(
    programOf(`
      await progress.update({ done: 20, of: 1e15 });
      await new Promise((resolve) => setTimeout(resolve, 300));
      progress.clear();`),
    { env: { ...process.env, TERM: 'xterm' } },
  );
  t.regex(screen, /20 of 1000000000000000 files/);
  t.notRegex(screen, /20 of 1000000000000000 files, \d+\/s {2}0s left/);
});

testOnTerminal('Ctrl-C clears the line and ends the program with 130', async (t) => {
  const { screen, exitCode } = await onTerminal(programOf('setInterval(() => {}, 1000);'), {
    env: { ...process.env, TERM: 'xterm' },
    typed: [{ after: 'left', keys: '\x03' }],
  });
  t.is(exitCode, 130);
  t.true(screen.lastIndexOf(WRAP) > screen.indexOf('left'));
});

testOnTerminal('a dumb terminal, which cannot rewrite a line, shows no progress', async (t) => {
  const { screen } = await onTerminal(programOf("progress.clear(); console.log('done');"), {
    env: { ...process.env, TERM: 'dumb' },
  });
  t.is(screen, 'done\n');
});

test('without a terminal there is no progress, but with --json there are objects', async (t) => {
  t.deepEqual(await outputOf(programOf('progress.clear();')), { stdout: '', stderr: '' });
  t.is(
    (await outputOf(programOf('progress.clear();', true))).stderr,
    '{"type":"progress","done":2,"of":4,"unit":"files","bytes":20000000}\n',
  );
});

/** Returns a call of a program that runs a task with `total` bytes. */
const programWith = (total: number, json: boolean): string => {
  const text = `
    import { withProgress } from ${JSON.stringify(resolve('dist/src/cli/console/progress.js'))};
    import { processTerminal } from ${JSON.stringify(resolve('dist/src/cli/console/terminal.js'))};
    let now = 0;
    const task = async (progress) => {
      now = 500;
      await progress.report('read', 20_000_000, ${total});
    };
    await withProgress({ terminal: processTerminal(), json: ${json} }, task, () => now);
    console.log('done');`;
  return `exec ${process.execPath} --input-type=module -e '${text.replaceAll("'", "'\\''")}'`;
};

testOnTerminal('a task on a large file shows its bytes, and the line is cleared when it ends', async (t) => {
  const { screen } = await onTerminal(programWith(1_000_000_000, false), { env: { ...process.env, TERM: 'xterm' } });
  t.regex(screen, /20 MB of 1\.0 GB, 40 MB\/s {2}\S+ left/);
  t.true(screen.endsWith('done\n'));
  t.true(screen.lastIndexOf(WRAP) > screen.indexOf('left'));
});

test('with --json, a task on a large file reports its bytes, and one on a small file reports nothing', async (t) => {
  t.is(
    (await outputOf(programWith(1_000_000_000, true))).stderr,
    '{"type":"progress","done":20000000,"of":1000000000,"unit":"bytes","bytes":20000000}\n',
  );
  t.is((await outputOf(programWith(10_000_000, true))).stderr, '');
});
