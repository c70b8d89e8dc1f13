// Bundles the library for Node, which takes half a millisecond to load a file. Bundlers, the command line and the tests take the single files.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Gives each compiled file its source map, so that the map of the bundle leads to the TypeScript sources. */
const sourceMaps = {
  name: 'source-maps',
  load: async (path) => ({ code: await readFile(path, 'utf8'), map: await readFile(`${path}.map`, 'utf8') }),
};

const libraries = resolve('dist/src/libraries.cjs');

export default {
  input: ['dist/src/index.js', 'dist/src/repository/declared-verifier.js'],
  external: [/^node:/, libraries],
  plugins: [sourceMaps],
  output: {
    dir: 'dist/node',
    chunkFileNames: 'shared.js',
    paths: { [libraries]: '../src/libraries.cjs' },
    sourcemap: true,
  },
};
