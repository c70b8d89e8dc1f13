/// <reference types="reflect-metadata" preserve="true" />
// All libraries of the package are loaded here, by literal `require` calls: Node starts faster than with an import for each, bundlers
// follow them, and the one inside a function loads class-transformer only once a class needs it.
import 'reflect-metadata';
import type * as ClassTransformer from 'class-transformer';
import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';

export { stringify } from 'safe-stable-stringify';

/** All of class-transformer. */
export const classTransformer = (): typeof ClassTransformer => require('class-transformer');

/** class-transformer's store of what its decorators say, which the package does not export. */
export const classTransformerStorage = findStorage();

/**
 * class-transformer is published as CommonJS and as ES modules, each with a store of its own. Node loads the former alone, a
 * bundler either: the store in use is the one to which the decorators write that the package exports.
 */
function findStorage(): MetadataStorage {
  const { defaultMetadataStorage: first } = require('class-transformer/cjs/storage.js');
  const { defaultMetadataStorage: second } = require('#class-transformer-storage');
  if (first === second) return first;
  class Mark {}
  classTransformer().Exclude()(Mark);
  return first.findExcludeMetadata(Mark, undefined) === undefined ? second : first;
}
