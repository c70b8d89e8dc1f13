import type { StoredObject } from '../format/stored-tree.js';
import { type Progress, ProgressReporter } from '../model/progress.js';
import { bytesToCompare, type ComparisonRules, compareStored } from '../repository/comparison.js';
import type { StoredArtifact } from '../repository/stored-artifact.js';
import { byInputKey, ComparedMembers, inputsAmong, isResult, type MemberComparison } from './member-comparison.js';

/** An artifact that is compared, and its id. */
export interface ComparedArtifact {
  readonly id: string;
  readonly artifact: StoredArtifact;
}

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
  const isInput = inputsAmong(artifacts.map(({ artifact }) => artifact.procedureName));
  const isWantedInput = (key: string) => includesInputs && isInput(key);
  const [first, ...others] = artifacts.map((each) => wantedMembers(each, (key) => isWantedInput(key) || isResult(key)));
  const total = others.reduce((sum, other) => sum + bytesToCompare(first, other), 0);
  const nextProgress = sharedProgress(progress, total);
  const { exclude } = rules;
  const inputs = includesInputs ? await compareMembers(artifacts, isWantedInput, { exclude }, nextProgress) : undefined;
  return {
    inputs: inputs && { ...inputs, differing: inputs.differing.toSorted(byInputKey) },
    results: await compareMembers(artifacts, isResult, rules, nextProgress),
  };
}

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
  const compared = new ComparedMembers(others.length);
  for (const [index, other] of others.entries()) {
    const values = compareStored(members, wantedMembers(other, isWanted), rules, nextProgress());
    for await (const { path, difference } of values) compared.add(index, path, difference);
  }
  return compared.comparison;
}
