import { addressOfKey, keyOfAddress, sealPrefixOf, secondOf } from '../format/address.js';
import type { ArtifactFile } from '../format/artifact-file.js';
import { readWhole } from '../format/exact-reader.js';
import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { parameterHashOf, pythonParameterHashes } from '../format/parameter-hash.js';
import { readArtifact } from '../format/read-artifact.js';
import { digestOf } from '../format/seal.js';
import { type PlacedReference, referencesIn } from '../format/stored-reference.js';
import { FormatError, IntegrityError } from '../model/errors.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Source } from '../storage/storage.js';
import type { ContentDecoder } from './content-decoder.js';
import { checkIsArtifact } from './stored-artifact.js';

/** What a file without a fault says of its artifact: from this follows the name that the file should have. */
export interface VerifiedContent {
  readonly procedureName: string;
  /** The digits of its seal; undefined if the file is unsealed. */
  readonly seal: string | undefined;
  readonly isDecoded: boolean;
  /**
   * The keys that the file may have. An unsealed file has several where the order of its parameters when Python hashed them is not
   * known.
   */
  readonly keys: readonly string[];
  /** Everything in it that has the form of a reference. */
  readonly references: readonly PlacedReference[];
}

/** Returns the error for a file that has not the name that follows from its content; undefined if it has. */
export const faultOfName = ({ keys }: VerifiedContent, key: string, path: string): IntegrityError | undefined =>
  keys.includes(key) ? undefined : new IntegrityError(path, keys[0] as string, key, 'does not bear its own name');

/** A file that is verified. */
export interface FileToVerify {
  readonly source: Source;
  readonly key: string;
  readonly path: string;
}

/** What is read of a file in one pass. */
interface Identity {
  readonly procedureName: string;
  readonly timestamp: string;
  readonly seal: string | undefined;
  readonly isDecoded: boolean;
  /** The hash of the input parameters; undefined for an unsealed file. */
  readonly parameterHash: string | undefined;
  readonly references: readonly PlacedReference[];
}

/**
 * Reads a file and checks its seal and its JSON. If its procedure is decoded, checks also its arrays and all that its class says.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`), IntegrityError (`ARTIFACT_INTEGRITY`), and all that the decoder throws.
 */
export async function verifiedContent(
  file: FileToVerify,
  decoder: ContentDecoder,
  progress: ProgressReporter,
): Promise<VerifiedContent> {
  const { source, key, path } = file;
  const folder = key.split('/', 1)[0] as string;
  const readOptions = { path, progress, step: 'read' } as const;
  // Passing over arrays is faster, so a file is read without them first, unless its folder says that it will be decoded.
  const quick = decoder.includes(folder) ? undefined : await identityWithoutArrays(file, decoder, progress);
  const identity = quick ?? (await decodedIdentity(file, folder, decoder, progress));
  const { procedureName, timestamp, seal, isDecoded, parameterHash, references } = identity;
  const hasSealInKey = addressOfKey(key)?.sealPrefix !== undefined;
  const unsealed = seal === undefined ? await readWhole(source, readOptions) : undefined;
  const parameterHashes = parameterHash === undefined ? pythonParameterHashes(unsealed as Buffer) : [parameterHash];
  const sealPrefix = hasSealInKey ? sealPrefixOf(seal ?? digestOf(unsealed as Buffer)) : undefined;
  const keys = parameterHashes.map((each) =>
    keyOfAddress({ procedureName, timestamp, parameterHash: each, sealPrefix }),
  );
  return { procedureName, seal, isDecoded, keys, references };
}

/** Reads a file without its arrays; undefined if they are needed, to decode the file or to hash its parameters. */
async function identityWithoutArrays(
  { source, path }: FileToVerify,
  { includes }: ContentDecoder,
  progress: ProgressReporter,
): Promise<Identity | undefined> {
  const file = await readArtifact(source, { path, progress, step: 'read', arrays: 'pass over' });
  const procedureName = file.root[PROCEDURE_NAME_KEY];
  const isDecoded = typeof procedureName === 'string' && includes(procedureName);
  if (isDecoded || file.arrays?.hasArraysIn(INPUT_PARAMETERS_KEY)) return undefined;
  return identityOf(file, path, false, sealedParameterHash(file), referencesIn(file.root));
}

/** Reads a file with its arrays, and decodes it if its procedure is decoded. */
async function decodedIdentity(
  { source, path }: FileToVerify,
  folder: string,
  { includes, decode }: ContentDecoder,
  progress: ProgressReporter,
): Promise<Identity> {
  const file = await readArtifact(source, { path, progress, step: 'read', arrays: 'keep' });
  // Look at the tree before decoding: the instance may share it, and its setters may change it.
  const parameterHash = sealedParameterHash(file);
  const references = referencesIn(file.root);
  const procedureName = file.root[PROCEDURE_NAME_KEY];
  const isDecoded = includes(typeof procedureName === 'string' ? procedureName : folder);
  if (isDecoded) decode(file, path);
  return identityOf(file, path, isDecoded, parameterHash, references);
}

/** Returns the hash of a sealed file's parameters. That of an unsealed file depends on the spelling of its numbers, in its bytes. */
const sealedParameterHash = ({ root, seal }: ArtifactFile): string | undefined =>
  seal === undefined || root[INPUT_PARAMETERS_KEY] === undefined ? undefined : parameterHashOf(root);

/** @throws FormatError (`ARTIFACT_FORMAT`) if the file does not have what its name is made of. */
function identityOf(
  { root, seal }: ArtifactFile,
  path: string,
  isDecoded: boolean,
  parameterHash: string | undefined,
  references: readonly PlacedReference[],
): Identity {
  checkIsArtifact(root, path);
  const timestamp = secondOf(root[TIMESTAMP_KEY] as string);
  if (timestamp === undefined || root[INPUT_PARAMETERS_KEY] === undefined) {
    const expected = `expected ${INPUT_PARAMETERS_KEY}, and YYYY-MM-DDThh:mm:ss at the beginning of ${TIMESTAMP_KEY}`;
    throw new FormatError(path, `is not an artifact: ${expected}`);
  }
  const procedureName = root[PROCEDURE_NAME_KEY] as string;
  return { procedureName, timestamp, seal, isDecoded, parameterHash, references };
}
