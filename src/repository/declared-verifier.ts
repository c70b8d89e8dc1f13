import { ALL_CONSTRAINTS } from '../model/validation-rules.js';
import { ArtifactClasses } from './artifact-classes.js';
import type { ContentDecoder } from './content-decoder.js';
import { contentDecoder } from './loading.js';
import { verifyEntries } from './verification.js';

/** Verifies the entries of a storage, and decodes their contents, both with the same copy of the library. */
export interface Verifier {
  readonly verifyEntries: typeof verifyEntries;
  readonly decoder: ContentDecoder;
}

/**
 * Returns a verifier that decodes files of the artifact classes declared so far; undefined if there are none.
 *
 * The command line imports this file from the bundle of which users' modules import the library: its own single files know no class.
 */
export function declaredVerifier(): Verifier | undefined {
  const classes = ArtifactClasses.declared();
  if (classes.procedureNames.length === 0) return undefined;
  return { verifyEntries, decoder: contentDecoder(classes, 'declared', ALL_CONSTRAINTS) };
}
