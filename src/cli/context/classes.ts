import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isArtifactError } from '../../model/errors.js';
import type { Verifier } from '../../repository/declared-verifier.js';
import { verifyEntries } from '../../repository/verification.js';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';

/** Verifies without decoding, for `verify` without `--import`. */
export const CLASSLESS_VERIFIER: Verifier = { verifyEntries, decoder: { includes: () => false, decode: () => {} } };

/**
 * Imports a module, and returns a verifier that decodes files of the artifact classes that it declares.
 *
 * @param name - a path, or the name of a package that is installed in the project of the working directory.
 * @throws Failure (`IMPORT`) if the module cannot be imported or declares no artifact class.
 */
export async function importVerifier(name: string): Promise<Verifier> {
  await importModule(name);
  const { declaredVerifier } = await import('#declared-verifier');
  const verifier = declaredVerifier();
  if (verifier !== undefined) return verifier;
  throw importFailure(
    `${escaped(name)} declares no artifact class with this copy of persisted-artifacts.\n` +
      'The copy of the project is run by npx --no artifacts.',
  );
}

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
