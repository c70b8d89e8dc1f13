import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import type { ArtifactFile, ReadOptions } from '../../../src/format/artifact-file.js';
import { readExactly } from '../../../src/format/exact-reader.js';
import { readArtifact } from '../../../src/format/read-artifact.js';
import { type ArtifactLike, type Class, type Issue, isArtifactError } from '../../../src/index.js';
import { numberOf } from '../../../src/json/numbers.js';
import { readJson } from '../../../src/json/read-json.js';
import { decodeInstance } from '../../../src/mapping/mapper.js';
import { LIMITS, type Limits } from '../../../src/model/limits.js';
import { NumberText } from '../../../src/model/number-text.js';
import { ProgressReporter } from '../../../src/model/progress.js';
import { BytesSource } from '../../../src/storage/bytes-source.js';
import { hasEscapedKey } from './escaped-keys.js';
import { bytesOf } from './files.js';
import { isSameValue } from './same-values.js';

/** The result of reading a file. */
export interface Reading {
  readonly isAccepted: boolean;
  /** Whether the quick reader accepted it. */
  readonly isQuick: boolean;
  /** Whether it was accepted, and saved again byte for byte. */
  readonly isIdentical: boolean;
  /** The rule that it broke; undefined if it broke none. */
  readonly fault: string | undefined;
}

const optionsOf = (limits: Limits, arrays: ReadOptions['arrays'] = 'keep'): ReadOptions => ({
  path: undefined,
  progress: new ProgressReporter(),
  step: 'read',
  arrays,
  limits,
});

/** The artifact, or the reason why the file was refused. */
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
 * Reads a file of a class with the quick reader and with the exact one, and compares.
 *
 * @param isThorough - whether to read also a refused file with the exact reader (the quick one has already asked it), and an accepted
 * file once more without its arrays.
 * @throws whatever the library throws other than an ArtifactError.
 */
export async function readingOf(
  bytes: Buffer,
  Class: Class<ArtifactLike>,
  limits: Limits,
  isThorough: boolean,
): Promise<Reading> {
  const source = new BytesSource(bytes);
  const decode = (file: ArtifactFile) => ({ file, artifact: decodeInstance(Class, file) });
  const quick = await outcomeOf(readArtifact(source, optionsOf(limits)).then(decode));
  const refused = { isAccepted: false, isQuick: false, isIdentical: false, fault: undefined };
  if ('refusal' in quick && !isThorough && !quick.refusal.startsWith('ARTIFACT_INVALID')) return refused;
  const exact = await outcomeOf(readExactly(source, optionsOf(limits)).then(decode));
  const difference = differenceBetween(quick, exact, bytes);
  if ('refusal' in quick) return { ...refused, fault: difference };
  const again = savedAgain(quick);
  if (again === undefined)
    return { isAccepted: true, isQuick: quick.file.reader === 'quick', isIdentical: false, fault: difference };
  let fault = difference ?? (await roundTripFault(quick, again, bytes));
  if (isThorough) fault ??= await withoutArraysFault(quick, bytes, limits);
  return { isAccepted: true, isQuick: quick.file.reader === 'quick', isIdentical: bytes.equals(again), fault };
}

function differenceBetween(quick: Outcome, exact: Outcome, bytes: Buffer): string | undefined {
  if ('refusal' in quick) {
    if (!('refusal' in exact)) return `the quick reader refuses what the exact one accepts: ${quick.refusal}`;
    const isSame = quick.refusal === exact.refusal || hasDecimalNearNoDouble(bytes);
    return isSame ? undefined : `refused as ${quick.refusal}, and exactly as ${exact.refusal}`;
  }
  if ('refusal' in exact) {
    if (quick.file.reader === 'quick' && hasDecimalNearNoDouble(bytes)) return undefined;
    return `the quick reader accepts what the exact one refuses: ${exact.refusal}`;
  }
  return isDeepStrictEqual(quick.artifact, exact.artifact) ? undefined : 'the two readers return different artifacts';
}

/** True if a file has a decimal to which no double is near: the only difference that the readers may have (docs/architecture.md). */
const hasDecimalNearNoDouble = (bytes: Buffer): boolean =>
  Array.from(bytes.toString('latin1').matchAll(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g)).some(
    ([number]) => /[.eE]/.test(number) && numberOf(number) instanceof NumberText,
  );

/** Saves an accepted artifact; undefined if it is of an unsealed file with a bare token in a plain value, which cannot be saved. */
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

/** Checks that an accepted artifact is the same after a save and a load, and that the new file has the values of the first one. */
async function roundTripFault({ artifact, file }: Accepted, again: Buffer, bytes: Buffer): Promise<string | undefined> {
  if (file.seal !== undefined && bytes.equals(again)) return undefined;
  const Class = artifact.constructor as Class<ArtifactLike>;
  const back = await readArtifact(new BytesSource(again), optionsOf(LIMITS));
  if (!isDeepStrictEqual(decodeInstance(Class, back), artifact))
    return 'the artifact is not the same after a save and a load';
  if (file.seal === undefined) return undefined;
  const isJudge = !hasEscapedKey(bytes.toString('latin1'));
  if (isJudge && !isSameValue(JSON.parse(bytes.toString()), JSON.parse(again.toString())))
    return 'the saved file has other values than the first one';
  const isExact = hasDecimalNearNoDouble(bytes) || isSameValue(readJson(bytes), readJson(again));
  return isExact ? undefined : 'a number was not saved with all its digits';
}

/** Checks that reading without the arrays finds the same members and seal. */
async function withoutArraysFault({ file }: Accepted, bytes: Buffer, limits: Limits): Promise<string | undefined> {
  const { root, seal } = await readArtifact(new BytesSource(bytes), optionsOf(limits, 'pass over'));
  const isSame = seal === file.seal && Object.keys(root).join('\n') === Object.keys(file.root).join('\n');
  return isSame ? undefined : 'reading without the arrays finds other members or another seal';
}
