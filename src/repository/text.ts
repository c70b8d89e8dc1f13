import { constants } from 'node:buffer';
import { artifactOfBytes } from '../format/read-artifact.js';
import type { Class } from '../mapping/class.js';
import { checkedClassOf, encodeInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { FormatError, oneIssueError } from '../model/errors.js';
import { artifactIn } from './loading.js';
import { asInvalidArtifactError, checkIdentical, textOf } from './proof.js';

/**
 * Gives the sealed text of an artifact, which is what `save` writes: for HTTP, queues, and whatever else carries texts. It is proven,
 * as a save is.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, if the artifact cannot be stored exactly, or is too large for
 * one string.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if its class is not an artifact class.
 *
 * @example
 * response.type('application/json').send(encode(artifact));
 */
export function encode(artifact: ArtifactLike): string {
  const Class = checkedClassOf(artifact);
  const { procedureName } = artifactPlanOf(Class);
  const tree = encodeInstance(artifact);
  const text = textOf(Class, tree);
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (const piece of text.pieces()) {
      pieces.push(piece);
      size += piece.length;
      if (size > constants.MAX_STRING_LENGTH) break;
    }
  } catch (error) {
    throw asInvalidArtifactError(error, Class, tree.root);
  }
  if (size > constants.MAX_STRING_LENGTH) {
    const message = `found more than ${constants.MAX_STRING_LENGTH} bytes of text, expected at most as many, for one string; save it instead`;
    throw oneIssueError(procedureName, undefined, 'invalid-length', '', message);
  }
  const bytes = Buffer.concat(pieces);
  checkIdentical(Class, tree.root, encodeInstance(decodeBytes(bytes, Class)).root);
  return bytes.toString();
}

/**
 * Gives the artifact of a text that {@link encode} gave, or of a whole file, with all checks of `load`.
 *
 * @throws TypeError if it is given no text.
 * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`), InvalidArtifactError (`ARTIFACT_INVALID`) with
 * every fault, as `load` does.
 *
 * @example
 * const artifact = decode(request.body, ChangePoints);
 */
export function decode<T extends ArtifactLike>(text: string, Class: Class<T>): T {
  if (typeof text !== 'string') throw new TypeError(`found ${typeof text}, expected the text of an artifact`);
  const half = text.search(/\p{Surrogate}/u);
  if (half >= 0)
    throw new FormatError(undefined, `has half a surrogate pair at index ${half}, which UTF-8 cannot encode`);
  return decodeBytes(Buffer.from(text), Class);
}

const decodeBytes = <T extends ArtifactLike>(bytes: Buffer, Class: Class<T>): T =>
  artifactIn(artifactOfBytes(bytes, { path: undefined }), undefined, Class) as T;
