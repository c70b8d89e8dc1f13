import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../format/layout.js';
import { keysOfPointer } from '../model/pointer.js';
import type { Difference } from '../repository/difference.js';
import { SEED_KEY } from './key-names.js';

/** A value that is not the same in all artifacts. */
export interface DifferingValue<D = Difference> {
  /** The JSON Pointer to the value. */
  readonly pointer: string;
  /** How the value of each other artifact differs from that of the first one; undefined if it does not differ. */
  readonly differences: readonly (D | undefined)[];
}

/** The comparison of the inputs, or of the results. */
export interface MemberComparison<D = Difference> {
  /** The number of values that were compared. */
  readonly compared: number;
  readonly differing: readonly DifferingValue<D>[];
}

/** The keys of the members that are inputs, in the order of the table. */
const INPUT_KEYS = [PROCEDURE_NAME_KEY, INPUT_PARAMETERS_KEY, SEED_KEY, PROCEDURE_VERSION_KEY];

/**
 * Returns which members of artifacts are compared as inputs: the parameters, the seed, the version, and the procedure if there is more than
 * one.
 */
export function inputsAmong(procedures: readonly string[]): (key: string) => boolean {
  const isOne = new Set(procedures).size === 1;
  return (key) => INPUT_KEYS.includes(key) && !(isOne && key === PROCEDURE_NAME_KEY);
}

/** True if a member is compared as a result. */
export const isResult = (key: string): boolean => !INPUT_KEYS.includes(key) && key !== TIMESTAMP_KEY;

/** Sorts inputs: the procedure, the parameters, the seed, the version. */
export const byInputKey = (a: { readonly pointer: string }, b: { readonly pointer: string }): number =>
  inputRank(a.pointer) - inputRank(b.pointer);

const inputRank = (pointer: string): number => INPUT_KEYS.indexOf(keysOfPointer(pointer)[0] as string);

/** Collects what is found while artifacts are compared with the first one, one after the other. */
export class ComparedMembers<D = Difference> {
  readonly #others: number;
  readonly #compared = new Set<string>();
  readonly #differing = new Map<string, (D | undefined)[]>();

  /** @param others - how many artifacts are compared with the first one. */
  constructor(others: number) {
    this.#others = others;
  }

  /** Adds a value that was compared. */
  add(other: number, pointer: string, difference: D | undefined): void {
    this.#compared.add(pointer);
    if (difference === undefined) return;
    const differences = this.#differing.get(pointer) ?? new Array<D | undefined>(this.#others).fill(undefined);
    differences[other] = difference;
    this.#differing.set(pointer, differences);
  }

  /** What was found so far, in the order in which it was found. */
  get comparison(): MemberComparison<D> {
    return {
      compared: this.#compared.size,
      differing: Array.from(this.#differing, ([pointer, differences]) => ({ pointer, differences })),
    };
  }
}

/** Returns a text such as `1 of 7 differ` or `all 7 the same`. */
export function comparedText({ compared, differing }: MemberComparison<unknown>): string {
  if (compared === 0) return 'there are none';
  return differing.length === 0 ? `all ${compared} the same` : `${differing.length} of ${compared} differ`;
}
