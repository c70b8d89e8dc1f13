import type { Codec } from '../codecs/codec.js';
import { dateCodec, guessedDateCodec, isoTextCodec } from '../codecs/iso-date.js';
import { jsonValueCodec } from '../codecs/json-value.js';
import { nonEmptyStringCodec, stringCodec } from '../codecs/scalar.js';
import { timestampCodec } from '../codecs/timestamp.js';
import { INPUT_PARAMETERS_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';

/** The fields that make a class an artifact class, and their keys in the format. */
export const ARTIFACT_FIELDS: ReadonlyMap<string, string> = new Map([
  ['procedureVersion', PROCEDURE_VERSION_KEY],
  ['inputParameters', INPUT_PARAMETERS_KEY],
  ['timestamp', TIMESTAMP_KEY],
]);

/**
 * The codecs that a procedureVersion may be declared with. For a property with an initial value and no type, the compiler emits Object as
 * its type, which stands for any plain JSON value.
 */
const VERSION_CODECS: readonly Codec[] = [stringCodec, nonEmptyStringCodec, jsonValueCodec];

/** The codecs that a timestamp may be declared with. */
const DATE_CODECS: readonly Codec[] = [dateCodec, guessedDateCodec, isoTextCodec];

/** Returns the codec of a field of every artifact: the declared one, with the rules of the format added. */
export function artifactCodec(property: string, codec: Codec, fail: (fault: string) => never): Codec {
  if (property === 'procedureVersion') {
    return VERSION_CODECS.includes(codec) ? nonEmptyStringCodec : fail('expected @Persisted() on a string');
  }
  if (property === 'timestamp') {
    return DATE_CODECS.includes(codec) ? timestampCodec(codec) : fail('expected @IsoDate()');
  }
  return codec;
}

/** Returns the fields of every artifact that a class does not have. */
export const missingArtifactFields = (fields: { has(property: string): boolean }): string[] =>
  [...ARTIFACT_FIELDS.keys()].filter((property) => !fields.has(property));

/** Returns why a class without these fields is no artifact class. */
export const missingText = (properties: readonly string[]): string =>
  `it persists no ${properties.join(', no ')}; extend Artifact or declare ${properties.length === 1 ? 'it' : 'them'}`;
