// The console examples in the documents are run, and each prints what the document shows.

import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { newFolder } from '../support/stored.js';
import { inShell } from './installed.js';

const run = promisify(execFile);

/** Runs the demo in a new folder, with a fixed clock. Returns the folder. */
async function demoFolder(): Promise<string> {
  const folder = await newFolder();
  await cp('examples/data', join(folder, 'examples', 'data'), { recursive: true });
  const clock = resolve('dist/test/command-line/fixed-clock.js');
  await run(process.execPath, ['--import', clock, resolve('dist/examples/demo.js')], { cwd: folder });
  return folder;
}

/** Returns the blocks of a document that show commands and their output. */
async function sessionsOf(path: string): Promise<string[]> {
  const document = await readFile(path, 'utf8');
  return Array.from(document.matchAll(/^```console\n(.*?)^```$/gms), ([, session = '']) => session);
}

/** Runs the commands of a session, which stand after `$ `. Returns the session with the real output, and with exit codes other than 0. */
async function played(session: string, cwd: string): Promise<string> {
  let text = '';
  for (const [typed, command = ''] of session.matchAll(/^\$ ((?:.*\\\n)*.*)\n/gm)) {
    // A terminal shows stdout and stderr together.
    const { stdout, exitCode } = await inShell(`exec 2>&1; ${command}`, { cwd });
    text += typed + stdout + (exitCode === 0 ? '' : `[${exitCode}]\n`);
  }
  return text;
}

for (const path of ['README.md', 'docs/command-line.md']) {
  test(`the commands in ${path} print what it shows`, async (t) => {
    const sessions = await sessionsOf(path);
    t.true(sessions.length > 0);
    const folder = await demoFolder();
    for (const session of sessions) t.is(await played(session, folder), session);
  });
}
