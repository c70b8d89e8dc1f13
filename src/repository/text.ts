import { constants } from 'node:buffer';
import { readBytesExactly } from '../format/exact-reader.js';
import type { Class } from '../mapping/class.js';
import { checkedClassOf } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { FormatError, oneIssueError } from '../model/errors.js';
import type { ValidationRules } from '../model/validation-rules.js';
import { type ConstraintOptions, onlyValidationRules } from './constraint-options.js';
import { decodedArtifact } from './loading.js';
import { checkIdentical } from './proof.js';
import { asInvalidArtifactError } from './written.js';
import { type WrittenArtifact, writtenArtifact } from './written-artifact.js';

const MOST_BYTES = constants.MAX_STRING_LENGTH;

/**
 * Returns the sealed text of an artifact, the same text that `save` writes, for HTTP, queues and other carriers of text. Proves it as
 * `save` does: decodes the text and compares the result with the artifact.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault, if the artifact cannot be stored exactly, or is too large for
 * one string.
 * @throws TypeError for wrong options.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if its class is not an artifact class.
 *
 * @example
 * response.type('application/json').send(encode(artifact));
 */
export function encode(artifact: ArtifactLike, options?: ConstraintOptions): string {
  const rules = onlyValidationRules(options);
  const Class = checkedClassOf(artifact);
  const { procedureName } = artifactPlanOf(Class);
  const written = writtenArtifact(Class, artifact, { rules });
  const bytes = bytesOf(written);
  if (bytes === undefined) {
    const message = `found more than ${MOST_BYTES} bytes of text, expected at most as many, for one string; save it instead`;
    throw oneIssueError(procedureName, undefined, 'invalid-length', '', message);
  }
  checkIdentical(written, decodeBytes(bytes, Class, rules));
  return bytes.toString();
}

/** Returns the bytes of an artifact's text; undefined if they are too many for one string. */
function bytesOf(written: WrittenArtifact): Buffer | undefined {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (const piece of written.text.pieces()) {
      pieces.push(piece);
      size += piece.length;
      if (size > MOST_BYTES) return undefined;
    }
  } catch (error) {
    throw asInvalidArtifactError(error, written);
  }
  return Buffer.concat(pieces);
}

/**
 * Returns the artifact of a text that {@link encode} returned, or of the text of a whole file. Makes all checks that `load` makes.
 *
 * @throws TypeError if the argument is not a string, and for wrong options.
 * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`), InvalidArtifactError (`ARTIFACT_INVALID`) with
 * every fault, as `load` does.
 *
 * @example
 * const artifact = decode(request.body, ChangePoints);
 */
export function decode<T extends ArtifactLike>(text: string, Class: Class<T>, options?: ConstraintOptions): T {
  const rules = onlyValidationRules(options);
  if (typeof text !== 'string') throw new TypeError(`found ${typeof text}, expected the text of an artifact`);
  const half = text.search(/\p{Surrogate}/u);
  if (half >= 0)
    throw new FormatError(undefined, `has half a surrogate pair at index ${half}, which UTF-8 cannot encode`);
  return decodeBytes(Buffer.from(text), Class, rules);
}

const decodeBytes = <T extends ArtifactLike>(bytes: Buffer, Class: Class<T>, rules: ValidationRules): T =>
  decodedArtifact(readBytesExactly(bytes, { path: undefined }), undefined, Class, { rules }) as T;
