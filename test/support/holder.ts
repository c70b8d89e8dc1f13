import {
  Artifact,
  type Codec,
  decode,
  encode,
  type Issue,
  isArtifactError,
  Persisted,
  Stored,
} from '../../src/index.js';

/** Any codec, whatever its types are. */
// biome-ignore lint/suspicious/noExplicitAny: the types of codecs are tested elsewhere.
export type AnyCodec = Codec<any, any>;

/** The artifact class of {@link holderOf}. */
export abstract class Holder extends Artifact {
  value: unknown;
}

/** Returns an artifact class that has one field with a codec. */
export function holderOf(codec: AnyCodec): new () => Holder {
  @Persisted({ procedure: 'Holder' })
  class Holding extends Holder {
    // biome-ignore lint/suspicious/noExplicitAny: the codec has it.
    @Stored(codec) declare value: any;
  }
  return Holding;
}

/** Returns an artifact with a value in its one field. */
export const holding = (Class: new () => Holder, value: unknown): Holder =>
  Object.assign(new Class(), { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), value });

/** Returns the text of a value in a file, without line breaks and indents. `$artifact` follows it. */
export const storedText = (file: string): string =>
  file.slice(file.indexOf('"value": ') + 9, file.indexOf(',\n  "$artifact"')).replace(/\n */g, '');

/** Returns a plain JSON file with a value: one that another tool has written. */
export const unsealed = (value: string): string =>
  `{"procedure_name":"Holder","procedure_version":"1","input_parameters":{},"timestamp":"1970-01-01T00:00:00Z","value":${value}}`;

/** Returns the sealed file of a value, encoded by its codec. */
export const fileOf = (codec: AnyCodec, value: unknown): string => encode(holding(holderOf(codec), value));

/** Returns the value of a file. */
export const valueIn = (codec: AnyCodec, file: string): unknown => decode(file, holderOf(codec)).value;

/** Returns the issues that a function throws, each as code, pointer and message; none if it returns. */
export function issuesOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    return error.issues.map(({ code, path, message }: Issue) => `${code} ${path}: ${message}`);
  }
}
