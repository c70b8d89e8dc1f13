/// <reference types="reflect-metadata" preserve="true" />
// All libraries of the package are loaded here, by literal `require` calls: Node starts faster than with an import for each, and
// bundlers follow them.
import 'reflect-metadata';
import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';

import classTransformer = require('class-transformer');

export { stringify } from 'safe-stable-stringify';

// Not when it is first needed: after jest.resetModules that would be another copy, which knows nothing of what was declared.
export { classTransformer };

/**
 * class-transformer's store of what its decorators say, which the package does not export. The package is published as CommonJS
 * and as ES modules, each with a store of its own. Node loads the former alone, a bundler either, so its decorator tells.
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
