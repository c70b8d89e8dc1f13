import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import {
  type ArtifactFile,
  type ReadOptions,
  readArtifact,
  readAs,
  readExactly,
} from '../../../src/format/read-artifact.js';
import { type ArtifactLike, type Class, type Issue, isArtifactError } from '../../../src/index.js';
import { numberOf } from '../../../src/json/numbers.js';
import { readJson } from '../../../src/json/read-json.js';
import { decodeInstance } from '../../../src/mapping/mapper.js';
import { LIMITS, type Limits } from '../../../src/model/limits.js';
import { NumberText } from '../../../src/model/number-text.js';
import { ProgressReporter } from '../../../src/model/progress.js';
import { BytesSource } from '../../../src/storage/bytes-source.js';
import { bytesOf } from './files.js';
import { isSameValue } from './same-values.js';

/** What became of bytes that were read. */
export interface Reading {
  readonly isAccepted: boolean;
  /** The quick reader has accepted them. */
  readonly isCut: boolean;
  /** They were accepted, and written again as they were. */
  readonly isIdentical: boolean;
  /** What is wrong with that. */
  readonly fault: string | undefined;
}

const optionsOf = (limits: Limits, arrays: ReadOptions['arrays'] = 'keep'): ReadOptions => ({
  path: undefined,
  progress: new ProgressReporter(),
  step: 'read',
  arrays,
  limits,
});

/** An artifact, or what was said against it. */
type Outcome = Accepted | { readonly refusal: string };

interface Accepted {
  readonly artifact: ArtifactLike;
  readonly file: ArtifactFile;
}

async function outcomeOf(reading: Promise<Accepted>): Promise<Outcome> {
  try {
    return await reading;
  } catch (error) {
    if (isArtifactError(error)) return { refusal: `${error.code}: ${error.message}` };
    throw error;
  }
}

/**
 * Reads bytes as a file of a class, quickly and exactly.
 *
 * @param isThorough - read exactly too what is no artifact, which the quick reader does not refuse without asking the exact one;
 * and read what is accepted once more, passing over its arrays.
 * @throws what is thrown that is no ArtifactError.
 */
export async function readingOf(
  bytes: Buffer,
  Class: Class<ArtifactLike>,
  limits: Limits,
  isThorough: boolean,
): Promise<Reading> {
  const source = new BytesSource(bytes);
  const decode = (file: ArtifactFile) => ({ file, artifact: decodeInstance(Class, file) });
  const quick = await outcomeOf(readAs(source, optionsOf(limits), decode));
  const refused = { isAccepted: false, isCut: false, isIdentical: false, fault: undefined };
  if ('refusal' in quick && !isThorough && !quick.refusal.startsWith('ARTIFACT_INVALID')) return refused;
  const exact = await outcomeOf(readExactly(source, optionsOf(limits)).then(decode));
  const difference = differenceBetween(quick, exact, bytes);
  if ('refusal' in quick) return { ...refused, fault: difference };
  const again = savedAgain(quick);
  if (again === undefined) return { isAccepted: true, isCut: quick.file.isCut, isIdentical: false, fault: difference };
  let fault = difference ?? (await roundTripFault(quick, again, bytes));
  if (isThorough) fault ??= await passingFault(quick, bytes, limits);
  return { isAccepted: true, isCut: quick.file.isCut, isIdentical: bytes.equals(again), fault };
}

function differenceBetween(quick: Outcome, exact: Outcome, bytes: Buffer): string | undefined {
  if ('refusal' in quick) {
    if (!('refusal' in exact)) return `the quick reader refuses what the exact one takes: ${quick.refusal}`;
    const isSame = quick.refusal === exact.refusal || hasDecimalNearNoDouble(bytes);
    return isSame ? undefined : `refused as ${quick.refusal}, and exactly as ${exact.refusal}`;
  }
  if ('refusal' in exact) {
    if (quick.file.isCut && hasDecimalNearNoDouble(bytes)) return undefined;
    return `the quick reader takes what the exact one refuses: ${exact.refusal}`;
  }
  return isDeepStrictEqual(quick.artifact, exact.artifact) ? undefined : 'the two readers make two things of it';
}

/** The one thing the quick reader is allowed to take as ECMAScript does (docs/architecture.md): 1e-400, 0.99999999999999999999. */
const hasDecimalNearNoDouble = (bytes: Buffer): boolean =>
  Array.from(bytes.toString('latin1').matchAll(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g)).some(
    ([number]) => /[.eE]/.test(number) && numberOf(number) instanceof NumberText,
  );

/** The bytes of what was accepted; undefined where another tool's file has a bare token in a plain value, which no save takes. */
function savedAgain({ artifact, file }: Accepted): Buffer | undefined {
  try {
    return bytesOf(artifact);
  } catch (error) {
    if (file.seal === undefined && isArtifactError(error, 'ARTIFACT_INVALID') && error.issues.every(isNonFinite))
      return;
    throw error;
  }
}

const isNonFinite = ({ message }: Issue): boolean =>
  /^found (?:NaN|-?Infinity), expected a finite number/.test(message);

/** What was accepted comes back from the file that it is written to, and that file says what the first one said. */
async function roundTripFault({ artifact, file }: Accepted, again: Buffer, bytes: Buffer): Promise<string | undefined> {
  if (file.seal !== undefined && bytes.equals(again)) return undefined;
  const Class = artifact.constructor as Class<ArtifactLike>;
  const back = await readArtifact(new BytesSource(again), optionsOf(LIMITS));
  if (!isDeepStrictEqual(decodeInstance(Class, back), artifact))
    return 'what was accepted is not what is loaded after a save';
  if (file.seal === undefined) return undefined;
  if (!isSameValue(JSON.parse(bytes.toString()), JSON.parse(again.toString())))
    return 'what was accepted is not what JSON.parse finds in the file';
  const isExact = hasDecimalNearNoDouble(bytes) || isSameValue(readJson(bytes), readJson(again));
  return isExact ? undefined : 'what was accepted was not saved with all its digits';
}

/** Passing over the arrays leaves the rest as it is. */
async function passingFault({ file }: Accepted, bytes: Buffer, limits: Limits): Promise<string | undefined> {
  const { root, seal } = await readArtifact(new BytesSource(bytes), optionsOf(limits, 'pass over'));
  const isSame = seal === file.seal && Object.keys(root).join('\n') === Object.keys(file.root).join('\n');
  return isSame ? undefined : 'passing over its arrays leaves something else';
}
