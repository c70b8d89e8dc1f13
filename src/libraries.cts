/// <reference types="reflect-metadata" preserve="true" />
// Loads all libraries of the package, by literal `require` calls: Node starts faster than with an import of each library, and bundlers
// follow literal calls.
import 'reflect-metadata';
import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';

import classTransformer = require('class-transformer');

// Compilers give TC39 decorators the metadata of their class only if this symbol exists when the class is evaluated. esbuild and swc take the
// same one in its place.
(Symbol as { metadata?: symbol }).metadata ??= Symbol.for('Symbol.metadata');

export { stringify } from 'safe-stable-stringify';

// Loaded at once, not when it is first needed: after jest.resetModules, that would load another copy, without the user's declarations.
export { classTransformer };

/**
 * The store to which class-transformer's decorators write, which the package does not export. The package has a CommonJS and an ES module
 * build, each with a store of its own. Node loads the first, a bundler either of them. To find the right store, a decorator is applied to
 * a class of our own, and the store that knows the class is taken.
 */
export const classTransformerStorage = findStorage();

function findStorage(): MetadataStorage {
  class Mark {}
  classTransformer.Exclude()(Mark);
  const stores: MetadataStorage[] = [
    require('class-transformer/cjs/storage.js').defaultMetadataStorage,
    require('#class-transformer-storage').defaultMetadataStorage,
  ];
  const storage = stores.find((each) => each.findExcludeMetadata(Mark, undefined as never) !== undefined);
  if (storage !== undefined) return storage;
  throw new Error(
    'persisted-artifacts found two builds of class-transformer in one bundle, expected one: add "module" to the conditions of the bundler (esbuild: --conditions=module)',
  );
}
