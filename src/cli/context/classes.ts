import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isArtifactError } from '../../model/errors.js';
import { ArtifactClasses } from '../../repository/artifact-classes.js';
import type { ContentDecoder } from '../../repository/content-decoder.js';
import { contentDecoder } from '../../repository/loading.js';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';

/**
 * Imports a module, and returns the artifact classes that it declares.
 *
 * @param name - a path, or the name of a package that is installed in the project of the working directory.
 * @throws Failure (`IMPORT`) if the module cannot be imported or declares no artifact class.
 */
export async function importClasses(name: string): Promise<ArtifactClasses> {
  await importModule(name);
  const classes = ArtifactClasses.declared();
  if (classes.procedureNames.length > 0) return classes;
  throw importFailure(
    `${escaped(name)} declares no artifact class with this copy of persisted-artifacts.\n` +
      'The copy of the project is run by npx --no artifacts.',
  );
}

/** Returns a decoder of the files of the artifact classes that a module declares, as {@link importClasses} does. */
export const importDecoder = async (name: string): Promise<ContentDecoder> =>
  contentDecoder(await importClasses(name), 'declared', {});

async function importModule(name: string): Promise<void> {
  try {
    const path = existsSync(name) ? resolve(name) : createRequire(resolve('_')).resolve(name);
    await import(pathToFileURL(path).href);
  } catch (error) {
    if (isArtifactError(error)) throw error;
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw importFailure(`${escaped(name)} could not be imported: ${escaped(reason)}`);
  }
}

const importFailure = (message: string): Failure => new Failure(message, { code: 'IMPORT' });
