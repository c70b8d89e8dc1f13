// The packed package has what users need, and its pages and source maps lead to files in it.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import * as contract from '../src/contract/index.js';
import * as singleFiles from '../src/index.js';

/** The paths of all files that a user gets. */
let shipped: readonly string[];
test.before(async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  shipped = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
});

test('the package holds what users need, and nothing else', (t) => {
  const places = new Set(
    shipped.map((path) => /^(dist\/node|dist\/src|docs\/images|src|examples)\//.exec(path)?.[1] ?? path),
  );
  t.deepEqual([...places].sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/node',
    'dist/page/page-files.js',
    'dist/src',
    'docs/archives.md',
    'docs/command-line.md',
    'docs/format.md',
    'docs/guarantees.md',
    'docs/guide.md',
    'docs/images',
    'docs/query.md',
    'docs/report.md',
    'docs/scale.md',
    'docs/set-up.md',
    'docs/storage.md',
    'examples',
    'package.json',
    'src',
  ]);
});

test('every link of a page in the package leads to a file in the package', async (t) => {
  for (const page of shipped.filter((path) => path.endsWith('.md'))) {
    for (const [, target = ''] of (await readFile(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue;
      const path = normalize(join(dirname(page), target.replace(/#.*/, '')));
      t.true(
        shipped.some((each) => each === path || each.startsWith(`${path}/`)),
        `${page} links to ${target}, which is not in the package`,
      );
    }
  }
});

test('every compiled file leads to its source, which is in the package', async (t) => {
  const sources = shipped.filter(
    (path) => /^src\/.*\.c?ts$/.test(path) && !/\/assembly\/|^src\/report\/page\//.test(path),
  );
  for (const source of sources) {
    for (const kind of ['', '.d']) {
      const map = `dist/${source.replace(/\.(c?)ts$/, `${kind}.$1${kind === '' ? 'js' : 'ts'}.map`)}`;
      t.true(shipped.includes(map), `${map} is not in the package`);
      const [target] = JSON.parse(await readFile(map, 'utf8')).sources;
      t.is(normalize(join(dirname(map), target)), source);
    }
  }
});

test('Node imports a bundle, which has the same exports as the single files', async (t) => {
  const files = [
    'child.js',
    'clickhouse-child.js',
    'command-line.js',
    'display.js',
    'duckdb-child.js',
    'index.js',
    'pages.js',
    'report.js',
    's3.js',
    'shared.js',
    'storage-contract.js',
  ];
  t.deepEqual(
    shipped.filter((path) => /^dist\/node\/.*js$/.test(path)),
    files.map((file) => `dist/node/${file}`),
  );
  t.regex(import.meta.resolve('persisted-artifacts'), /\/dist\/node\/index\.js$/);
  t.deepEqual(Object.keys(await import('persisted-artifacts')), Object.keys(singleFiles));
  t.deepEqual(Object.keys(await import('persisted-artifacts/storage-contract')), Object.keys(contract));
});

test('the bundle of the storage in a bucket has the classes of the library', async (t) => {
  const { S3Storage } = await import('persisted-artifacts/s3');
  const { StorageError } = await import('persisted-artifacts');
  t.throws(() => new S3Storage({ bucket: 'lab' }).keyOf('elsewhere'), { instanceOf: StorageError });
});

test('the bundle of the contract checks a storage of the bundle of the library', async (t) => {
  const { storageContract } = await import('persisted-artifacts/storage-contract');
  const { MemoryStorage } = await import('persisted-artifacts');
  const cases = storageContract({ storage: () => new MemoryStorage() });
  for (const { title, run } of cases) await t.notThrowsAsync(run(), title);
});

test('with --enable-source-maps, a stack trace of the bundle leads to the sources', async (t) => {
  const program = "import { decode } from 'persisted-artifacts'; decode(1)";
  const options = ['--enable-source-maps', '--input-type=module', '--eval', program];
  const { stderr } = await t.throwsAsync<Error & { stderr: string }>(promisify(execFile)(process.execPath, options));
  t.regex(
    stderr,
    /TypeError: found number, expected the text of an artifact\n +at decode \(.*\/src\/repository\/text\.ts:\d+/,
  );
});
