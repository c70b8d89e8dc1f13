import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { keysOfPointer } from '../../model/pointer.js';
import { type Progress, ProgressReporter } from '../../model/progress.js';
import { bytesToCompare, type ComparisonRules, compareStored, type Difference } from '../../repository/comparison.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import type { StoredObject } from '../../repository/stored-tree.js';
import { SEED_KEY } from '../rows/key-names.js';

/** An artifact that is compared, with its id. */
export interface Compared {
  readonly id: string;
  readonly artifact: StoredArtifact;
}

/** What differs at one place. */
export interface DifferingValue {
  /** Its JSON Pointer. */
  readonly pointer: string;
  /** How each of the other artifacts differs from the first one; undefined for one that does not. */
  readonly differences: readonly (Difference | undefined)[];
}

/** What was compared of the inputs, or of the results. */
export interface ComparedPart {
  /** How many values there are. */
  readonly of: number;
  readonly differing: readonly DifferingValue[];
}

/** The members that are inputs, in the order in which they are told. */
const INPUTS = [PROCEDURE_NAME_KEY, INPUT_PARAMETERS_KEY, SEED_KEY, PROCEDURE_VERSION_KEY];

const isInput = (key: string): boolean => INPUTS.includes(key);
const isResult = (key: string): boolean => !isInput(key) && key !== TIMESTAMP_KEY;

/** What was compared. */
export interface ComparedParts {
  /** undefined if the results alone count. */
  readonly inputs: ComparedPart | undefined;
  readonly results: ComparedPart;
}

/**
 * Compares artifacts with the first one: the parameters, seed and version bit for bit, the procedure if it differs, and all else but
 * the times within a tolerance.
 *
 * @param hasInputs - whether the inputs count.
 * @param progress - is told how far all comparisons are together.
 * @throws FormatError, IntegrityError if a file is damaged.
 */
export async function comparedParts(
  artifacts: readonly Compared[],
  hasInputs: boolean,
  options: ComparisonRules,
  progress: ProgressReporter,
): Promise<ComparedParts> {
  const procedures = new Set(artifacts.map(({ artifact }) => artifact.procedureName));
  const isWantedInput = (key: string) =>
    hasInputs && isInput(key) && (key !== PROCEDURE_NAME_KEY || procedures.size > 1);
  const [first, ...others] = artifacts.map((each) => membersOf(each, (key) => isWantedInput(key) || isResult(key)));
  const total = others.reduce((sum, other) => sum + bytesToCompare(first, other), 0);
  const nextPace = progressOf(progress, total);
  const { exclude } = options;
  const inputs = hasInputs ? await comparedMembers(artifacts, isWantedInput, { exclude }, nextPace) : undefined;
  return {
    inputs: inputs && { ...inputs, differing: inputs.differing.toSorted((a, b) => rankOf(a) - rankOf(b)) },
    results: await comparedMembers(artifacts, isResult, options, nextPace),
  };
}

const rankOf = ({ pointer }: DifferingValue): number => INPUTS.indexOf(keysOfPointer(pointer)[0] as string);

const membersOf = ({ artifact }: Compared, isWanted: (key: string) => boolean): StoredObject =>
  Object.fromEntries(Object.entries(artifact.root).filter(([key]) => isWanted(key)));

/** Gives a progress for each of several comparisons, one after the other, and tells another progress how far they are together. */
function progressOf(progress: ProgressReporter, total: number): () => ProgressReporter {
  let done = 0;
  return () => {
    let own = 0;
    const onProgress = ({ bytes }: Progress) => {
      done += bytes - own;
      own = bytes;
      return progress.report('compare', done, total);
    };
    return new ProgressReporter({ onProgress });
  };
}

/** Compares members of artifacts with those of the first one, value by value. */
async function comparedMembers(
  [first, ...others]: readonly Compared[],
  isWanted: (key: string) => boolean,
  options: ComparisonRules,
  nextPace: () => ProgressReporter,
): Promise<ComparedPart> {
  const known = membersOf(first as Compared, isWanted);
  const pointers = new Set<string>();
  const found = new Map<string, (Difference | undefined)[]>();
  for (const [index, other] of others.entries()) {
    for await (const { path, difference } of compareStored(known, membersOf(other, isWanted), options, nextPace())) {
      pointers.add(path);
      if (difference === undefined) continue;
      const differences = found.get(path) ?? others.map(() => undefined);
      differences[index] = difference;
      found.set(path, differences);
    }
  }
  return { of: pointers.size, differing: Array.from(found, ([pointer, differences]) => ({ pointer, differences })) };
}
