import { ArtifactText } from '../format/artifact-text.js';
import { PythonText } from '../format/python-text.js';
import type { PlacedReference } from '../format/stored-reference.js';
import type { Class } from '../mapping/class.js';
import { encodeInstance, type MappingOptions } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import type { TreeObject } from '../model/tree.js';
import { asInvalidArtifactError, type Written } from './written.js';

/** An artifact in its written form: the tree of its instance, and the text of that tree. */
export interface WrittenArtifact extends Written {
  readonly Class: Class<ArtifactLike>;
  /** How it was encoded, and is decoded to prove it. */
  readonly mapping: MappingOptions;
  readonly root: TreeObject;
  /** The references to other artifacts that are in it. */
  readonly references: readonly PlacedReference[];
  readonly text: ArtifactText | PythonText;
}

/**
 * Returns the written form of an artifact. Reads the whole instance, except for arrays too large to be copied: their elements are
 * read while the pieces of the text are made.
 *
 * @param Class - the artifact's class.
 * @param mapping - which constraints it has to satisfy, and for whom the file is written.
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the artifact.
 */
export function writtenArtifact(
  Class: Class<ArtifactLike>,
  artifact: ArtifactLike,
  mapping: MappingOptions,
): WrittenArtifact {
  const { procedureName: owner } = artifactPlanOf(Class);
  const encoded = encodeInstance(artifact, mapping, Class);
  const { root, references } = encoded;
  try {
    const text = mapping.profile === 'python' ? new PythonText(root) : new ArtifactText(encoded);
    return { Class, mapping, owner, root, references, text };
  } catch (error) {
    throw asInvalidArtifactError(error, { owner, root });
  }
}
