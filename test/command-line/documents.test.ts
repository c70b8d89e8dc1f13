// The console examples in the documents are run, and each prints what the document shows.

import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { ROOT } from '../support/python-reference.js';
import { newFolder } from '../support/stored.js';
import { moduleOfCompiled } from './classes-module.js';
import { inShell, installed } from './installed.js';

const run = promisify(execFile);

/** A module with a class of which the artifacts of the demo are of the version before. */
const NEW_CLASSES = `
import { codec as c, persisted } from 'persisted-artifacts';
const fields = { procedureVersion: c.string, inputParameters: c.json, seed: c.integer, timestamp: c.date, seriesLength: c.integer,
  nonInterpretationClause: c.string, detectedChangePoints: c.ndArray('int64'), statistic: c.ndArray('float64') };
const upgradesFrom = { 1: ({ statistic_curve, ...rest }) => ({ ...rest, statistic: statistic_curve }) };
persisted(class ChangePoints {}, { procedure: 'ChangePointDetection', schemaVersion: 2, upgradesFrom, fields });`;

/**
 * Makes a project that has installed the package, with files of the Python implementation and a module with their classes, and runs the
 * demo in it, with a fixed clock. Returns the folder.
 */
async function demoFolder(): Promise<string> {
  const folder = await newFolder();
  await symlink(join(dirname(installed), '..'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await cp(await moduleOfCompiled('dist/test/support/python-reference.js'), join(folder, 'classes.js'));
  await writeFile(join(folder, 'new-classes.js'), NEW_CLASSES);
  for (const procedure of ['ChangePointDetection', 'MultimodalityDetection'])
    await cp(join(ROOT, procedure), join(folder, 'python-results', procedure), { recursive: true });
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

for (const path of ['README.md', 'docs/archives.md', 'docs/command-line.md']) {
  test(`the commands in ${path} print what it shows`, async (t) => {
    const sessions = await sessionsOf(path);
    t.true(sessions.length > 0);
    const folder = await demoFolder();
    for (const session of sessions) t.is(await played(session, folder), session);
  });
}
