import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, ArtifactRepository, type Class, type Storage } from '../../src/index.js';
import type { Way } from './competition.js';

/** A way to write values as text, and to read them from that text. */
export interface TextWay {
  /** The name of the way to write, in the tables. */
  readonly writing: string;
  readonly toText: () => string;
  /** The name of the way to read, in the tables. */
  readonly reading: string;
  readonly fromText: (text: string) => unknown;
}

/** Removes a file, if it is there. */
export const removeFile = (path: string): void => rmSync(path, { force: true });

/** Returns the ways to write text in memory. */
export const writingText = (ways: readonly TextWay[]): Way[] =>
  ways.map(({ writing, toText, fromText }) => ({ name: writing, run: toText, values: fromText }));

/** Returns the ways to read text in memory. */
export const readingText = (ways: readonly TextWay[]): Way[] =>
  ways.map(({ reading, toText, fromText }) => {
    const text = toText();
    return { name: reading, run: () => fromText(text) };
  });

/** Two encodings that write ASCII text, such as that of numbers, as the same bytes. It depends on the version of Node which is read faster. */
const ENCODINGS = ['latin1', 'utf8'] as const;

/** Returns the ways to write ASCII text to a new file, and sync it. */
export const writingFiles = (folder: string, ways: readonly TextWay[]): Way[] =>
  ENCODINGS.flatMap((encoding) => {
    const path = join(folder, 'written.json');
    return ways.map(({ writing, toText, fromText }) => ({
      name: `${writing}, ${encoding}`,
      prepare: () => removeFile(path),
      run: () => writeFileSync(path, toText(), { encoding, flush: true }),
      values: () => fromText(readFileSync(path, encoding)),
    }));
  });

/** Returns the ways to read values from a file of ASCII text. */
export const readingFiles = (folder: string, ways: readonly TextWay[]): Way[] =>
  ways.flatMap(({ reading, toText, fromText }, index) => {
    const path = join(folder, `read-${index}.json`);
    writeFileSync(path, toText());
    return ENCODINGS.map((encoding) => ({
      name: `${reading}, ${encoding}`,
      run: () => fromText(readFileSync(path, encoding)),
    }));
  });

/**
 * Returns the library's ways to save and to load one artifact.
 *
 * @param values - returns the values of an artifact that are compared.
 * @param remove - removes the saved file before each save.
 */
export async function library<A extends Artifact<object>>(
  storage: Storage,
  artifact: A,
  values: (artifact: A) => unknown,
  remove: (path: string) => void = () => {},
): Promise<{ save: Way; saveUnproven: Way; load: Way }> {
  const ownClass = artifact.constructor as Class<A>;
  const repository = new ArtifactRepository({ storage, classes: [ownClass] });
  const path = await repository.save(artifact);
  const load = { name: 'this library', run: () => repository.load(path, ownClass), values };
  const save = (name: string, proof: boolean): Way => ({
    name,
    prepare: () => remove(path),
    run: () => repository.save(artifact, { proof }),
    values: async (saved: string) => values(await repository.load(saved, ownClass)),
  });
  return { save: save('this library', true), saveUnproven: save('this library, without proof', false), load };
}
