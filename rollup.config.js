// Bundles the library for Node, which takes half a millisecond to load a file, and beside it the command line for those who give it classes:
// these are declared in the bundle. Bundlers, the command line without classes and the tests take the single files.
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';

/** Gives each compiled file its source map, so that the map of the bundle leads to the TypeScript sources. */
const sourceMaps = {
  name: 'source-maps',
  load: async (path) => ({ code: await readFile(path, 'utf8'), map: await readFile(`${path}.map`, 'utf8') }),
};

/** Removes the files of the last bundle, of which some may have no successor. */
const emptied = { name: 'emptied', buildStart: () => rm('dist/node', { recursive: true, force: true }) };

const libraries = resolve('dist/src/libraries.cjs');
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const inEngines = (files) => files.map((file) => resolve(`dist/src/engines/${file}.js`));

/** The processes that run engines load nothing of the library. */
const FILES_OF_CHILDREN = inEngines(['duckdb/duckdb-child', 'duckdb/sent-value', 'clickhouse/clickhouse-child']);

/** What several of these processes load, or one of them and the command line. */
const FILES_SHARED_WITH_CHILDREN = inEngines([
  'child',
  'load-fault',
  'clickhouse/result-lines',
  'clickhouse/result-type',
  'clickhouse/sent-value',
]);

/**
 * Puts what people look at into files of its own, and the library into another, of which the entry points export what is public. `s3.js`
 * has what only a bucket needs.
 */
const fileOf = (path) => {
  if (FILES_SHARED_WITH_CHILDREN.includes(path)) return 'child';
  if (path.startsWith(resolve('dist/src/contract')) || FILES_OF_CHILDREN.includes(path)) return undefined;
  if (/^(cli|engines)\//.test(relative(resolve('dist/src'), path))) return 'command-line';
  if (path.startsWith(resolve('dist/src/display'))) return 'display';
  if (path.startsWith(resolve('dist/src/storage/s3'))) return undefined;
  if (path === resolve('dist/src/index.js') || path === resolve('dist/src/report/index.js')) return undefined;
  return path.startsWith(resolve('dist/src/report')) ? 'pages' : 'shared';
};

export default {
  input: {
    index: 'dist/src/index.js',
    report: 'dist/src/report/index.js',
    s3: 'dist/src/storage/s3/index.js',
    'storage-contract': 'dist/src/contract/index.js',
    'command-line': 'dist/src/cli/command-line.js',
    'duckdb-child': 'dist/src/engines/duckdb/duckdb-child.js',
    'clickhouse-child': 'dist/src/engines/clickhouse/clickhouse-child.js',
  },
  external: [/^node:/, '#page-files', libraries, ...Object.keys({ ...dependencies, ...peerDependencies })],
  plugins: [emptied, sourceMaps],
  output: {
    dir: 'dist/node',
    chunkFileNames: '[name].js',
    manualChunks: fileOf,
    paths: { [libraries]: '../src/libraries.cjs' },
    sourcemap: true,
  },
};
