import { type ComparisonOptions, compareStored, type Difference } from '../comparison.js';
import { PARAMETERS_KEY, PROCEDURE_KEY, TIMESTAMP_KEY, VERSION_KEY } from '../json/layout.js';
import type { Pace } from '../pace.js';
import type { StoredArtifact, StoredObject } from '../stored-artifact.js';
import { keysOf, SEED_KEY } from './key-names.js';

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
const INPUTS = [PROCEDURE_KEY, PARAMETERS_KEY, SEED_KEY, VERSION_KEY];

const isInput = (key: string): boolean => INPUTS.includes(key);
const isResult = (key: string): boolean => !isInput(key) && key !== TIMESTAMP_KEY;

/**
 * Compares the parameters, seed and version of artifacts with those of the first one, bit for bit. The procedure counts if it differs.
 *
 * @throws FormatError, IntegrityError if a file is damaged.
 */
export async function comparedInputs(
  artifacts: readonly Compared[],
  { exclude }: ComparisonOptions,
  pace: Pace,
): Promise<ComparedPart> {
  const procedures = new Set(artifacts.map(({ artifact }) => artifact.procedureName));
  const isWanted = (key: string) => isInput(key) && (key !== PROCEDURE_KEY || procedures.size > 1);
  const { of, differing } = await comparedMembers(artifacts, isWanted, { exclude }, pace);
  const rankOf = ({ pointer }: DifferingValue) => INPUTS.indexOf(keysOf(pointer)[0] as string);
  return { of, differing: differing.toSorted((a, b) => rankOf(a) - rankOf(b)) };
}

/**
 * Compares all else but the times of artifacts with the first one.
 *
 * @throws FormatError, IntegrityError if a file is damaged.
 */
export const comparedResults = (
  artifacts: readonly Compared[],
  options: ComparisonOptions,
  pace: Pace,
): Promise<ComparedPart> => comparedMembers(artifacts, isResult, options, pace);

/** Compares members of artifacts with those of the first one, value by value. */
async function comparedMembers(
  [first, ...others]: readonly Compared[],
  isWanted: (key: string) => boolean,
  options: ComparisonOptions,
  pace: Pace,
): Promise<ComparedPart> {
  const membersOf = ({ artifact }: Compared): StoredObject =>
    Object.fromEntries(Object.entries(artifact.root).filter(([key]) => isWanted(key)));
  const known = membersOf(first as Compared);
  const pointers = new Set<string>();
  const found = new Map<string, (Difference | undefined)[]>();
  for (const [index, other] of others.entries()) {
    for await (const { path, difference } of compareStored(known, membersOf(other), options, pace)) {
      pointers.add(path);
      if (difference === undefined) continue;
      const differences = found.get(path) ?? others.map(() => undefined);
      differences[index] = difference;
      found.set(path, differences);
    }
  }
  return { of: pointers.size, differing: Array.from(found, ([pointer, differences]) => ({ pointer, differences })) };
}
