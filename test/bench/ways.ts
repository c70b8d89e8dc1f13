import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifact, ArtifactRepository, type Class, type Storage } from '../../src/index.js';
import type { Way } from './competition.js';

/** A way to make text of values, and values of that text. */
export interface TextWay {
  /** How text is made, for the tables. */
  readonly writing: string;
  readonly toText: () => string;
  /** How values are made, for the tables. */
  readonly reading: string;
  readonly fromText: (text: string) => unknown;
}

/** Removes a file, if it is there. */
export const removeFile = (path: string): void => rmSync(path, { force: true });

/** Making text in memory. */
export const writingText = (ways: readonly TextWay[]): Way[] =>
  ways.map(({ writing, toText, fromText }) => ({ name: writing, run: toText, values: fromText }));

/** Making values of a text in memory. */
export const readingText = (ways: readonly TextWay[]): Way[] =>
  ways.map(({ reading, toText, fromText }) => {
    const text = toText();
    return { name: reading, run: () => fromText(text) };
  });

/** Text of numbers is ASCII, which both write as the same bytes. Which of them Node reads faster depends on its version. */
const ENCODINGS = ['latin1', 'utf8'] as const;

/** Making ASCII text, and writing it to a new file that is synced. */
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

/** Reading a file of ASCII text, and making values of it. */
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
 * What the library does with one artifact, which is made before.
 *
 * @param values - those of an artifact that are compared.
 * @param remove - makes a path free again, before each save.
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
