import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import * as library from '../src/index.js';

/** What stands on what, as docs/architecture.md tells it: a file imports only files of a lower rank. */
const RANKS: string[][] = [];
for (const line of (await readFile('docs/architecture.md', 'utf8')).split('\n')) {
  const [, rank, files] = /^\| (\d*) ?\| ((?:`[^`]+`(?:, )?)+) \|/.exec(line) ?? [];
  if (files === undefined) continue;
  if (rank !== '') RANKS[Number(rank)] = [];
  RANKS.at(-1)?.push(...files.replaceAll('`', '').split(', '));
}

const rankOf = (file: string): number => RANKS.findIndex((rank) => rank.includes(file));

async function sources(): Promise<Map<string, string>> {
  const names = (await readdir('src', { recursive: true })).filter((name) => /\.c?ts$/.test(name));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name.replace(/\.c?ts$/, ''), await readFile(join('src', name), 'utf8')] as const),
    ),
  );
}

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from |import |import\(|require\()'([^']+)'/g)].map(([, specifier]) => specifier as string);

const isOfCommandLine = (file: string): boolean => file.startsWith('cli/');

/** The files of `src` that each file imports. */
async function imports(): Promise<Map<string, string[]>> {
  const resolved = (file: string, specifier: string) =>
    normalize(join(dirname(file), specifier)).replace(/\.c?js$/, '');
  return new Map(
    Array.from(await sources(), ([file, text]) => [
      file,
      importsOf(text)
        .filter((name) => name.startsWith('.'))
        .map((specifier) => resolved(file, specifier)),
    ]),
  );
}

test('every file of the library has a rank, and every rank its files', async (t) => {
  const files = [...(await sources()).keys()].filter((file) => !isOfCommandLine(file));
  t.deepEqual(files.sort(), RANKS.flat().sort());
});

test('a file of the library imports only files of a lower rank', async (t) => {
  for (const [file, imported] of await imports()) {
    if (isOfCommandLine(file)) continue;
    for (const each of imported) t.true(rankOf(each) < rankOf(file), `${file} imports ${each}`);
  }
});

test('a folder of the command line imports only those above it in the table, and has no circle within', async (t) => {
  const document = await readFile('docs/architecture.md', 'utf8');
  const folders = Array.from(document.matchAll(/^\| `(cli(?:\/\w+)?)` \|/gm), ([, folder]) => folder as string);
  const graph = await imports();
  t.deepEqual([...new Set([...graph.keys()].filter(isOfCommandLine).map(dirname))].sort(), folders.toSorted());
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) t.fail([...way, file].join(' imports '));
    else for (const each of graph.get(file) ?? []) if (dirname(each) === dirname(file)) visit(each, [...way, file]);
  };
  for (const [file, imported] of graph) {
    if (!isOfCommandLine(file)) continue;
    visit(file, []);
    for (const each of imported.filter(isOfCommandLine))
      t.true(folders.indexOf(dirname(each)) <= folders.indexOf(dirname(file)), `${file} imports ${each}`);
  }
});

/** What the command line imports when somebody gives it classes, and not before. */
const FOR_CLASSES = ['index', 'loading'];

test('the command line does without the mapper, and so without decorators, class-validator and class-transformer', async (t) => {
  const graph = await imports();
  const reached = new Set([...graph.keys()].filter(isOfCommandLine));
  for (const file of reached)
    for (const each of graph.get(file) ?? []) if (!FOR_CLASSES.includes(each)) reached.add(each);
  for (const file of ['mapper', 'decorators', 'class-transformer', 'validation']) t.false(reached.has(file), file);
});

test('one file of the library loads its libraries, by specifiers that bundlers follow, and each is used in one place', async (t) => {
  const loaded = new Set<string>();
  const users: Record<string, string[]> = {};
  for (const [file, text] of await sources()) {
    if (isOfCommandLine(file)) continue;
    const values = text.replace(/^import type .*$/gm, '');
    for (const specifier of importsOf(values).filter((name) => !/^(\.|node:)/.test(name))) {
      loaded.add(specifier);
      t.is(file, 'libraries', `${file} loads ${specifier}`);
    }
    for (const [, names = ''] of values.matchAll(/import \{ ([^}]+) \} from '[./]+libraries\.cjs'/g)) {
      for (const name of names.split(', ')) (users[name.replace(/ as .*/, '')] ??= []).push(file);
    }
    t.deepEqual(
      text.match(/createRequire|import\.meta|require\([^')]|import\([^')]/g),
      null,
      `${file}, out of sight of bundlers`,
    );
  }
  t.deepEqual([...loaded].sort(), [
    '#class-transformer-storage',
    'class-transformer',
    'class-transformer/cjs/storage.js',
    'reflect-metadata',
    'safe-stable-stringify',
  ]);
  t.deepEqual(users, {
    classTransformer: ['class-transformer'],
    classTransformerStorage: ['class-transformer'],
    stringify: ['json/canonical'],
  });
});

test('these are the public exports, and no others', (t) => {
  t.deepEqual(Object.keys(library).sort(), [
    'Artifact',
    'ArtifactError',
    'ArtifactRepository',
    'ConflictError',
    'DeclarationError',
    'FileStorage',
    'FormatError',
    'IntegrityError',
    'InvalidArtifactError',
    'IsoDate',
    'MemoryStorage',
    'NdArray',
    'Nested',
    'NestedList',
    'NestedMap',
    'NotFoundError',
    'Persisted',
    'StorageError',
    'SweepError',
    'UnknownProcedureError',
    'decode',
    'encode',
    'isArtifactError',
    'loadArtifact',
    'saveArtifact',
  ]);
});

test('an exported interface extends exported interfaces alone', async (t) => {
  const files = await sources();
  const names = (pattern: RegExp) =>
    [...files.values()].flatMap((text) => [...text.matchAll(pattern)].map(([, ...groups]) => groups as string[]));
  const interfaces = names(/interface (\w+)/g).flat();
  const exported: string[] = files.get('index')?.match(/\w+/g) ?? [];
  for (const [name = '', parents = ''] of names(/export interface (\w+)(?:<.*>)?\s+extends (.+) \{/g)) {
    if (!exported.includes(name)) continue;
    for (const parent of parents.match(/\w+/g)?.filter((each) => interfaces.includes(each)) ?? [])
      t.true(exported.includes(parent), `${name} extends ${parent}`);
  }
});

test('importing the package loads reflect-metadata, and not class-validator', async (t) => {
  const script = `
    await import('./dist/src/index.js');
    console.log(typeof Reflect.getMetadata, 'classValidatorMetadataStorage' in globalThis);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  t.is(stdout.trim(), 'function false');
});
