import { excerpt, inspected } from './message-text.js';
import { isSameList } from './same-list.js';

/** What is said of an array beside its type, for whoever looks at its numbers: their unit, the names of its axes, the array of their x. */
export interface ArrayLabels {
  /** The unit of the numbers. */
  readonly unit?: string;
  /** A name for each axis. */
  readonly axes?: readonly string[];
  /** The key of the array, in the same object, that has the x of each number. (In the declaration of a field, the property.) */
  readonly x?: string;
}

/** The greatest length of a unit, and of the name of an axis. Units: UTF-16 code units. */
export const MAX_LABEL_LENGTH = 64;

/** Returns the labels that are given; undefined if there are none. */
export function labelsOf({ unit, axes, x }: LabelsOrNone): ArrayLabels | undefined {
  if (unit === undefined && axes === undefined && x === undefined) return undefined;
  return Object.freeze({
    ...(unit !== undefined && { unit }),
    ...(axes !== undefined && { axes: Object.freeze([...axes]) }),
    ...(x !== undefined && { x }),
  });
}

/** Labels, each of which may be undefined, as those of a `StoredArray` are. */
export type LabelsOrNone = { readonly [Label in keyof ArrayLabels]: ArrayLabels[Label] | undefined };

/** True if two arrays have the same labels. */
export const haveSameLabels = (a: ArrayLabels | undefined, b: ArrayLabels | undefined): boolean =>
  a === b || (a?.unit === b?.unit && a?.x === b?.x && isSameNames(a?.axes, b?.axes));

const isSameNames = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && isSameList(a, b));

/**
 * Returns the fault of labels that a user or a file has given; undefined if they have none.
 *
 * @param rank - the number of axes; undefined if it is not known.
 */
export function wrongLabels(
  { unit, axes, x }: { readonly unit?: unknown; readonly axes?: unknown; readonly x?: unknown },
  rank: number | undefined,
): string | undefined {
  if (unit !== undefined && !isLabel(unit)) return `found the unit ${shown(unit)}, expected ${EXPECTED_LABEL}`;
  if (axes !== undefined && !(Array.isArray(axes) && axes.every(isLabel)))
    return `found the axes ${shown(axes)}, expected a list of names, each ${EXPECTED_LABEL}`;
  if (axes !== undefined && rank !== undefined && axes.length !== rank)
    return `found the axes ${shown(axes)}, expected ${rank}: one name for each axis`;
  if (x !== undefined && typeof x !== 'string') return `found x: ${shown(x)}, expected a text`;
  if (x !== undefined && rank === 0) return 'found x for an array without axes, expected one axis or more';
  return undefined;
}

const EXPECTED_LABEL = `a text of 1 to ${MAX_LABEL_LENGTH} characters, without control characters, and without blanks at its ends`;

const shown = (value: unknown): string => excerpt(inspected(value), 100);

const isLabel = (label: unknown): label is string =>
  typeof label === 'string' &&
  label.length > 0 &&
  label.length <= MAX_LABEL_LENGTH &&
  label === label.trim() &&
  !/\p{Cc}/u.test(label);
