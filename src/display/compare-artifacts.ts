import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import type { StoredObject } from '../format/stored-tree.js';
import { keysOfPointer } from '../model/pointer.js';
import { type Progress, ProgressReporter } from '../model/progress.js';
import { bytesToCompare, type ComparisonRules, compareStored } from '../repository/comparison.js';
import type { Difference } from '../repository/difference.js';
import type { StoredArtifact } from '../repository/stored-artifact.js';
import { SEED_KEY } from './key-names.js';

/** An artifact that is compared, and its id. */
export interface ComparedArtifact {
  readonly id: string;
  readonly artifact: StoredArtifact;
}

/** A value that is not the same in all artifacts. */
export interface DifferingValue {
  /** The JSON Pointer to the value. */
  readonly pointer: string;
  /** How the value of each other artifact differs from that of the first one; undefined if it does not differ. */
  readonly differences: readonly (Difference | undefined)[];
}

/** The comparison of the inputs, or of the results. */
export interface MemberComparison {
  /** The number of values that were compared. */
  readonly compared: number;
  readonly differing: readonly DifferingValue[];
}

/** The keys of the members that are inputs, in the order of the table. */
const INPUT_KEYS = [PROCEDURE_NAME_KEY, INPUT_PARAMETERS_KEY, SEED_KEY, PROCEDURE_VERSION_KEY];

const isInput = (key: string): boolean => INPUT_KEYS.includes(key);
const isResult = (key: string): boolean => !isInput(key) && key !== TIMESTAMP_KEY;

/** The comparison of artifacts with the first one. */
export interface ArtifactComparison {
  /** Undefined if only the results were compared. */
  readonly inputs: MemberComparison | undefined;
  readonly results: MemberComparison;
}

/**
 * Compares artifacts with the first one. The inputs are compared bit for bit: the parameters, the seed, the version, and the procedure if
 * there is more than one. The results are compared within the tolerance: all other members but the timestamp.
 *
 * @param includesInputs - whether the inputs are compared.
 * @param rules - the tolerance for the results, and the values to leave out of inputs and results.
 * @param progress - counts the bytes of all comparisons together.
 * @throws FormatError, IntegrityError if a file is damaged.
 */
export async function compareArtifacts(
  artifacts: readonly ComparedArtifact[],
  includesInputs: boolean,
  rules: ComparisonRules,
  progress: ProgressReporter,
): Promise<ArtifactComparison> {
  const procedures = new Set(artifacts.map(({ artifact }) => artifact.procedureName));
  const isWantedInput = (key: string) =>
    includesInputs && isInput(key) && (key !== PROCEDURE_NAME_KEY || procedures.size > 1);
  const [first, ...others] = artifacts.map((each) => wantedMembers(each, (key) => isWantedInput(key) || isResult(key)));
  const total = others.reduce((sum, other) => sum + bytesToCompare(first, other), 0);
  const nextProgress = sharedProgress(progress, total);
  const { exclude } = rules;
  const inputs = includesInputs ? await compareMembers(artifacts, isWantedInput, { exclude }, nextProgress) : undefined;
  return {
    inputs: inputs && { ...inputs, differing: inputs.differing.toSorted((a, b) => inputRank(a) - inputRank(b)) },
    results: await compareMembers(artifacts, isResult, rules, nextProgress),
  };
}

const inputRank = ({ pointer }: DifferingValue): number => INPUT_KEYS.indexOf(keysOfPointer(pointer)[0] as string);

const wantedMembers = ({ artifact }: ComparedArtifact, isWanted: (key: string) => boolean): StoredObject =>
  Object.fromEntries(Object.entries(artifact.root).filter(([key]) => isWanted(key)));

/**
 * Returns a function that makes the progress of the next comparison. All of them report to one progress, which counts their bytes
 * together.
 */
function sharedProgress(progress: ProgressReporter, total: number): () => ProgressReporter {
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

/** Compares some members of the artifacts with those of the first one, value by value. */
async function compareMembers(
  [first, ...others]: readonly ComparedArtifact[],
  isWanted: (key: string) => boolean,
  rules: ComparisonRules,
  nextProgress: () => ProgressReporter,
): Promise<MemberComparison> {
  const members = wantedMembers(first as ComparedArtifact, isWanted);
  const compared = new Set<string>();
  const differing = new Map<string, (Difference | undefined)[]>();
  for (const [index, other] of others.entries()) {
    for await (const { path, difference } of compareStored(
      members,
      wantedMembers(other, isWanted),
      rules,
      nextProgress(),
    )) {
      compared.add(path);
      if (difference === undefined) continue;
      const differences = differing.get(path) ?? others.map(() => undefined);
      differences[index] = difference;
      differing.set(path, differences);
    }
  }
  return {
    compared: compared.size,
    differing: Array.from(differing, ([pointer, differences]) => ({ pointer, differences })),
  };
}
