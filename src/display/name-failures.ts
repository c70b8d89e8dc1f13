import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import type { ListedEntry } from '../repository/listing.js';
import type { ConditionAdvice } from './condition-advice.js';
import { escaped } from './escaping.js';
import { Failure } from './failure.js';
import { isParameter, namesOf, pointersOfName, writtenName } from './key-names.js';
import { leavesOf } from './leaves.js';
import { nearest } from './nearest.js';
import { openArtifact } from './open-artifact.js';
import { eachReadable } from './readable.js';
import { shellWord } from './shell-word.js';
import type { Store } from './store.js';
import { MOST_LISTED_NAMES, someOf } from './wording.js';

/** Artifacts whose keys are compared with a name that no artifact has, to suggest a similar one. */
export const MOST_COMPARED_ARTIFACTS = 200;

/** Keys of an object that a message lists. */
const MOST_LISTED_KEYS = 6;

/**
 * Returns the Failure that there is no procedure of a name. The message suggests a similar one, or lists those that there are.
 *
 * @param root - the folder of the artifacts, as people know it.
 */
export function noProcedureFailure(word: string, names: readonly string[], root: string): Failure {
  const similar = nearest(word, names);
  const others =
    names.length === 0 ? `There is none in ${escaped(root)}.` : `There are ${someOf(names, MOST_LISTED_NAMES)}.`;
  const advice = similar === undefined ? others : `Did you mean ${similar}?`;
  return new Failure(`There is no procedure "${escaped(word)}". ${advice}`, { code: 'NOT_FOUND' });
}

/** Returns the name of a key as somebody can type it in a shell. */
export const typedName = (name: string): string => shellWord(writtenName(name));

/**
 * @param written - returns a name as the user writes it.
 * @throws Failure if a name stands for a parameter in one artifact and for another member in another artifact.
 */
export function checkUnambiguous(
  name: string,
  pointers: ReadonlySet<string>,
  written: ConditionAdvice['name'] = typedName,
): void {
  if (pointers.size < 2) return;
  const [parameter, member] = [...pointers].sort((a, b) => Number(isParameter(b)) - Number(isParameter(a)));
  throw new Failure(
    `${escaped(name)} is a parameter in some artifacts here, and a result in others. Write one of\n` +
      `  ${written(parameter as string)}\n  ${written(member as string)}`,
  );
}

/**
 * Returns the Failure that no artifact has a leaf under a name. The message says whether the name stands for an object, or suggests a
 * similar name.
 */
export async function noValueFailure(
  store: Store,
  entries: readonly ListedEntry[],
  name: string,
  advice: ConditionAdvice,
): Promise<Failure> {
  if (/^time(?:stamp)?$/i.test(name)) return new Failure(advice.times);
  const pointers = new Set<string>();
  const compared = entries.slice(0, MOST_COMPARED_ARTIFACTS);
  for await (const { root } of eachReadable(compared, [], (entry) => openArtifact(store, entry)))
    for (const { pointer } of leavesOf(root)) pointers.add(pointer);
  const names = namesOf(pointers);
  const failure = (message: string) => new Failure([message, advice.keys(names.values())].join('\n').trimEnd());
  if (name === PROCEDURE_NAME_KEY) return failure(advice.procedures);
  const beginnings = pointersOfName(name).map((pointer) => `${pointer}/`);
  const within = [...pointers].filter((pointer) => beginnings.some((beginning) => pointer.startsWith(beginning)));
  if (within.length > 0) {
    const keys = within.map((pointer) => advice.name(names.get(pointer) as string));
    return failure(`${escaped(name)} is an object; its keys: ${someOf(keys.sort(), MOST_LISTED_KEYS)}.`);
  }
  const similar = nearest(name, names.values());
  return failure(
    `No artifact here has "${escaped(name)}".${similar === undefined ? '' : ` Did you mean ${advice.name(similar)}?`}`,
  );
}
