// Folders are the architecture: a file imports only files of its own folder and of lower folders, and no file imports itself through others.
// The public exports and the libraries that are loaded are listed here.

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import * as library from '../src/index.js';

/** The folders of `src`, from the lowest to the highest: each imports only itself and those before it. */
const FOLDERS = [
  'model',
  'json',
  'storage',
  'format',
  'codecs',
  'provenance',
  'mapping',
  'declaration',
  'repository',
  'contract',
  'display',
  'engines',
  'report',
  'cli',
];

/**
 * The folders with the two files beside them: `libraries`, which loads the libraries for all folders, and `index`, the public exports, which
 * only the report and the command line import.
 */
const ORDER = ['libraries', ...FOLDERS.slice(0, -2), 'index', 'report', 'cli'];

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

const isOfCommandLine = (file: string): boolean => /^(?:cli|report|engines|display)\//.test(file);

/** The storage in a bucket, which has an entry of its own: only who uses it loads the SDK of AWS. */
const isOfS3 = (file: string): boolean => file.startsWith('storage/s3/');

/** Returns the files of `src` that each file imports. */
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

/** Returns a circle in a graph, as the nodes that lead back to the first one; undefined if there is none. */
function circleIn(graph: ReadonlyMap<string, Iterable<string>>): string[] | undefined {
  const finished = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...path, node]);
      if (circle !== undefined) return circle;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test('src has these folders, and docs/architecture.md describes each of them', async (t) => {
  const entries = await readdir('src', { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  t.deepEqual(folders.sort(), FOLDERS.toSorted());
  const document = await readFile('docs/architecture.md', 'utf8');
  const described = Array.from(document.matchAll(/^\| `(\w+)\/` \|/gm), ([, folder]) => folder as string);
  t.deepEqual(described, FOLDERS.toReversed());
});

test('a file imports only files of its own folder and of lower folders', async (t) => {
  const heightOf = (file: string): number => ORDER.indexOf(file.split('/')[0] as string);
  for (const [file, imported] of await imports())
    for (const each of imported) t.true(heightOf(each) <= heightOf(file), `${file} imports ${each}`);
});

test('no file imports itself through other files, and no folder through other folders', async (t) => {
  const files = await imports();
  t.is(circleIn(files), undefined);
  const isWithin = (folder: string, other: string): boolean => other === '.' || `${folder}/`.startsWith(`${other}/`);
  const folders = new Map<string, Set<string>>();
  for (const [file, imported] of files) {
    const folder = dirname(file);
    const others = imported.map(dirname).filter((other) => !isWithin(folder, other) && !isWithin(other, folder));
    folders.set(folder, new Set([...(folders.get(folder) ?? []), ...others]));
  }
  t.is(circleIn(folders), undefined);
});

test('circleIn finds a circle, and only where there is one', (t) => {
  const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges));
  t.is(circleIn(graph({ a: ['b', 'c'], b: ['c'], c: [] })), undefined);
  t.deepEqual(circleIn(graph({ a: ['b'], b: ['c'], c: ['b'] })), ['b', 'c', 'b']);
});

/** The files of the command line that are loaded only when a user gives it classes. */
const FOR_CLASSES = ['cli/context/classes', 'cli/commands/adopt', 'cli/commands/upgrade'];

test('without classes, the command line loads no mapper, and so no decorators, class-validator or class-transformer', async (t) => {
  const graph = await imports();
  const reached = new Set(['cli/main']);
  for (const file of reached)
    for (const each of graph.get(file) ?? []) if (!FOR_CLASSES.includes(each)) reached.add(each);
  const folders = new Set(Array.from(reached, (file) => dirname(file)));
  for (const folder of ['mapping', 'mapping/class-transformer', 'declaration']) t.false(folders.has(folder), folder);
});

test('one file loads all libraries, by specifiers that bundlers follow, and only these files use them', async (t) => {
  const loaded = new Set<string>();
  const users: Record<string, string[]> = {};
  for (const [file, text] of await sources()) {
    if (isOfCommandLine(file) || isOfS3(file)) continue;
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
      `${file} loads something in a way that bundlers do not follow`,
    );
  }
  t.deepEqual([...loaded].sort(), [
    '#class-transformer-storage',
    'class-transformer',
    'class-transformer/cjs/storage.js',
    'reflect-metadata',
    'safe-stable-stringify',
  ]);
  for (const files of Object.values(users)) files.sort();
  t.deepEqual(users, {
    classTransformer: [
      'mapping/class-transformer/bridge',
      'mapping/class-transformer/class-transformer-class',
      'mapping/class-transformer/metadata',
    ],
    classTransformerStorage: ['mapping/class-transformer/metadata'],
    stringify: ['format/canonical-json'],
  });
});

test('only the storage in a bucket uses the SDK of AWS, and only the command line loads that storage, when it needs it', async (t) => {
  for (const [file, text] of await sources()) {
    const isLoader = file === 'cli/context/storage-at';
    const others = isLoader ? text.replaceAll(/import\('[./\w]+\/s3\/index\.js'\)|import type .*/g, '') : text;
    for (const specifier of importsOf(others))
      t.true(isOfS3(file) || !/^@aws-sdk|\/s3\//.test(specifier), `${file} imports ${specifier}`);
  }
});

test('the SDK of AWS is loaded only with the storage in a bucket', async (t) => {
  const script = (name: string) => `
    import { createRequire } from 'node:module';
    await import('${name}');
    console.log(Object.keys(createRequire('${import.meta.url}').cache).some((file) => file.includes('@aws-sdk')));`;
  for (const [name, isLoaded] of [
    ['persisted-artifacts', 'false'],
    ['persisted-artifacts/s3', 'true'],
  ] as const) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script(name)]);
    t.is(stdout.trim(), isLoaded, name);
  }
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
    'Reference',
    'ReferencedError',
    'Rest',
    'StorageError',
    'Stored',
    'SweepError',
    'UnknownProcedureError',
    'captureEnvironment',
    'codec',
    'copyArtifacts',
    'decode',
    'encode',
    'fingerprint',
    'isArtifactError',
    'jsonSchemaOf',
    'loadArtifact',
    'persisted',
    'readJson',
    'saveArtifact',
    'writeJson',
  ]);
});

test('a publicly exported interface extends only publicly exported interfaces', async (t) => {
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

test('importing the package loads reflect-metadata, but not class-validator', async (t) => {
  const script = `
    await import('persisted-artifacts');
    console.log(typeof Reflect.getMetadata, 'classValidatorMetadataStorage' in globalThis);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  t.is(stdout.trim(), 'function false');
});
