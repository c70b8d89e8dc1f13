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
  const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name.replace(/\.ts$/, ''), await readFile(join('src', name), 'utf8')] as const),
    ),
  );
}

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from |import |import\(|require\(|createRequire\([^)]*\)\()'([^']+)'/g)].map(
    ([, specifier]) => specifier as string,
  );

test('every file has a rank, and every rank its files', async (t) => {
  t.deepEqual([...(await sources()).keys()].sort(), RANKS.flat().sort());
});

test('a file imports only files of a lower rank', async (t) => {
  for (const [file, text] of await sources()) {
    for (const specifier of importsOf(text).filter((name) => name.startsWith('.'))) {
      const imported = normalize(join(dirname(file), specifier)).replace(/\.js$/, '');
      t.true(rankOf(imported) < rankOf(file), `${file} imports ${imported}`);
    }
  }
});

test('a library is imported in one place, and no other library than those few', async (t) => {
  const users = new Map<string, Set<string>>();
  for (const [file, text] of await sources()) {
    for (const specifier of importsOf(text)
      .filter((name) => !/^(\.|node:)/.test(name))
      .map((name) => name.split('/', 1)[0] as string)) {
      users.set(specifier, new Set(users.get(specifier)).add(file));
    }
  }
  t.deepEqual(Object.fromEntries([...users].map(([name, files]) => [name, [...files].sort()])), {
    'class-transformer': ['class-transformer'],
    'class-validator': ['validation'],
    'reflect-metadata': ['reflect-metadata'],
    'safe-stable-stringify': ['json/canonical'],
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
    'isArtifactError',
    'loadArtifact',
    'saveArtifact',
  ]);
});

test('importing the package loads reflect-metadata, and class-validator only once a class uses it', async (t) => {
  const script = `
    await import('./dist/src/index.js');
    console.log(typeof Reflect.getMetadata, 'classValidatorMetadataStorage' in globalThis);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  t.is(stdout.trim(), 'function false');
});
