// The programs in examples/, and the code blocks of the README and the guide, run and print what is promised.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { ArtifactRepository, FileStorage } from 'persisted-artifacts';
import { LevelChanges, runOf2024 } from '../examples/three-versions/version-1.js';
import { ChangePoints as ChangePointsOf2025, runOf2025 } from '../examples/three-versions/version-2.js';
import { newFolder } from './support/stored.js';

const run = promisify(execFile);

test('the demo prints what was detected, where it was saved, and that the loaded artifact is identical', async (t) => {
  const folder = await newFolder();
  await cp('examples/data', join(folder, 'examples', 'data'), { recursive: true });
  const { stdout } = await run(process.execPath, [resolve('dist/examples/demo.js')], { cwd: folder });
  t.regex(stdout, /Nile flow at Aswan, 1871-1970\n {2}found {3}level changes in 1899\n {2}curve {3}[▁-█]{50}\n/);
  t.regex(stdout, /modes at 1\.97 and 4\.35 minutes\n/);
  t.regex(stdout, /mode at 275\.94 ms\n/);
  t.is(stdout.match(/loaded {2}a \w+, identical in every bit/g)?.length, 3);
  t.true(stdout.includes('\n  data    5 from the series sha256:0ea578c9…, the eruptions\n'));
  t.regex(
    stdout,
    new RegExp(`\n {2}made {4}with Node ${process.version} on ${process.platform}, (from commit|outside)`),
  );
  t.true(stdout.includes('\nAll 22 files in the repository verified, 0 problems.\n'));
  const [, pictures = ''] =
    /^Pictures of all 22 artifacts: {2}(file:\S+\/artifacts\/report\.html)$/m.exec(stdout) ?? [];
  t.regex(await readFile(new URL(pictures), 'utf8'), /<h1>22 artifacts of 2 procedures/);
  t.is(stdout.match(/ npx --no artifacts /g)?.length, 3);
  for (const [, path] of stdout.matchAll(/saved {3}(\S+\.json)/g))
    t.regex(await readFile(join(folder, path as string), 'utf8'), /^\{\n/);
  t.deepEqual((await readdir(join(folder, 'artifacts', 'exploratory'))).sort(), [
    'ChangePointDetection',
    'MultimodalityDetection',
  ]);
});

test('the second example prints a loaded artifact with nested instances, and all issues of a refused one', async (t) => {
  const { stdout } = await run(process.execPath, [resolve('dist/examples/plain-class.js')]);
  t.true(stdout.includes('loaded  a Spectrum with a Peak: Float32Array(3) [ 0.5, 1, -0 ]'));
  assert.deepEqual(stdout.split('refused, and nothing written:\n')[1]?.trimEnd().split('\n'), [
    '  invalid-length /intervals: found the shape (3, 1), expected (any, 2)',
    '  invalid-type   /peaks/1/profile: found an instance of Float64Array, expected a Float32Array for the dtype float32',
    '  constraint     /instrument/sampling_rate: samplingRate must be a positive number',
    '  constraint     /peaks/1/position: position must not be less than 0',
    '  constraint     /peaks/1/confidence: confidence must be one of the following values: low, medium, high',
  ]);
});

test('the third example prints events of two classes, a Set, a URL and a Map of arrays as they are stored and loaded', async (t) => {
  const { stdout } = await run(process.execPath, [resolve('dist/examples/extreme-years.js')]);
  t.is(
    stdout,
    `14 floods and droughts of the Nile, the first and the last, in the file
  {"$kind":"flood","flow":1370,"year":1879}
  {"$kind":"drought","years":[1968,"Infinity"]}
  {"tags":["annual","gauged"],"source":"https://vincentarelbundock.github.io/Rdatasets/doc/datasets/Nile.html"}
and loaded again
   Flood { year: 1879, flow: 1370 }
   Drought { years: [ 1968, Infinity ] }
   Set(2) { 'annual', 'gauged' } vincentarelbundock.github.io 71 means of 30 years

`,
  );
});

test('the fourth example finds, compares and upgrades files of three versions of a class', async (t) => {
  const { stdout } = await run(process.execPath, [resolve('dist/examples/three-versions.js')]);
  t.is(
    stdout,
    `Files of three versions, loaded by the class of today
  LevelChanges/2024-03-08T09-15-00_103107.json: version 1, window 20, penalty 3, Int32Array(2) [ 1899, 1916 ]
  ChangePoints/2025-06-21T18-02-41_f1dcbb.json: version 2, window 10, penalty 3, Int32Array(1) [ 1899 ]
  ChangePoints/2026-02-11T15-40-12_20b48d.json: version 3, window 20, penalty 2.5, Int32Array(2) [ 1899, 1916 ]

2 of them have a window of 20, and differ in
  /environment (missing)
  /penalty (value)
  /procedure_version (value)

The oldest one is saved once more
  ChangePoints/2024-03-08T09-15-00_20b48d.json: version 3, from the file with the seal d6800b8e…
`,
  );
});

test('the classes of their time save the files of the fourth example, byte for byte', async (t) => {
  const saved = [
    [LevelChanges, runOf2024],
    [ChangePointsOf2025, runOf2025],
  ] as const;
  const folder = await newFolder();
  for (const [Class, artifact] of saved) {
    const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Class] });
    const path = await repository.save(artifact);
    t.deepEqual(await readFile(path), await readFile(join('examples/three-versions/files', relative(folder, path))));
  }
});

/** Compiles a text as a user's file, with the compiler options of the README, runs it, and returns its output. */
async function runAsUser(text: string): Promise<string> {
  // A folder within the package, so that the file can import the package by its name.
  const folder = await newFolder(resolve('dist'));
  await writeFile(join(folder, 'example.ts'), text);
  const options = [
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--strict',
    '--experimentalDecorators',
    '--emitDecoratorMetadata',
  ];
  await run(process.execPath, [
    'node_modules/typescript/bin/tsc',
    ...options,
    '--types',
    'node',
    '--ignoreConfig',
    join(folder, 'example.ts'),
  ]);
  return (await run(process.execPath, ['example.js'], { cwd: folder })).stdout;
}

test('the example of the README compiles, runs, and prints what it says', async (t) => {
  const readme = await readFile('README.md', 'utf8');
  const [, code, output] = /```ts\n([\s\S]*?)```\n[\s\S]*?```text\n([\s\S]*?)```/.exec(readme) ?? [];
  t.is(await runAsUser(code ?? ''), output ?? 'nothing');
  t.true((code ?? '').trimEnd().split('\n').length <= 20);
});

test('the code blocks of the guide compile and run together', async (t) => {
  const guide = await readFile('docs/guide.md', 'utf8');
  const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  const output = await runAsUser(blocks.join('\n'));
  t.true(output.includes('{ checked: 1, problems: [], sealed: 1, unsealed: 0, undecoded: [] }'));
  const promised = [...guide.matchAll(/^ {2}\/\/ (constraint .*)$/gm)].map(([, line]) => line);
  t.deepEqual(
    output.split('\n').filter((line) => line.startsWith('constraint')),
    promised,
  );
});
