// The table of mutants fits the source: each mutant can be applied, and the compiler can parse its result.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { misfits, mutated } from './mutants/fit.js';
import { mutants } from './mutants/mutants.js';
import { newFolder } from './support/stored.js';

test('every mutant replaces a text that its file has exactly once by another one, and names files of tests that exist', async (t) => {
  t.deepEqual(await misfits(mutants), []);
});

test('every mutant leaves a file that the compiler can parse', async (t) => {
  const folder = await newFolder();
  const options = { noCheck: true, noEmit: true, noResolve: true, types: [], experimentalDecorators: true };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
  for (const [index, mutant] of mutants.entries()) {
    const name = `${index}-${mutant.title.replaceAll(/\W+/g, '-')}.ts`;
    await writeFile(join(folder, name), mutated(await readFile(mutant.file, 'utf8'), mutant));
  }
  const compile = promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '--project', folder]);
  const { stdout } = await compile.catch((error: { stdout: string }) => error);
  t.is(stdout, '');
});
