import { inspected } from './message-text.js';

/**
 * Returns the names of the options of a type, in the order in which messages list them.
 *
 * @param names - every key of the type: the compiler refuses a missing one, and one that the type does not have.
 * @example
 * const FILE_STORAGE_OPTIONS = optionNames<FileStorageOptions>({ followLinks: true });
 */
export const optionNames = <Options extends object>(names: Record<keyof Options, true>): readonly string[] =>
  Object.keys(names);

/**
 * Returns the fault of an argument that should be options: it is not an object, or has a name that is not among `names`. Returns
 * undefined if it has no fault.
 */
export function wrongOptions(options: object | undefined, names: readonly string[]): string | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return `found ${inspected(options)} as options, expected an object with ${names.join(', ')}`;
  const unknown = Object.keys(options).filter((option) => !names.includes(option));
  return unknown.length === 0 ? undefined : `found the option ${unknown.join(', ')}, expected ${names.join(', ')}`;
}

/**
 * Checks that an argument is an object whose keys are all among `names`. A misspelt option would otherwise have no effect.
 * @throws TypeError
 */
export function checkOptions(options: object | undefined, names: readonly string[]): void {
  const fault = wrongOptions(options, names);
  if (fault !== undefined) throw new TypeError(fault);
}

/** Returns the fault of an option whose value is not among `choices`; undefined if it has no fault. */
export function wrongChoice(
  option: string,
  value: unknown,
  choices: readonly (string | boolean)[],
): string | undefined {
  if (value === undefined || choices.includes(value as string | boolean)) return undefined;
  const expected = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : choice)).join(' or ');
  return `found ${option}: ${inspected(value)}, expected ${expected}`;
}

/**
 * Checks that the value of an option is undefined or among `choices`.
 * @throws TypeError
 */
export function checkChoice(option: string, value: unknown, choices: readonly (string | boolean)[]): void {
  const fault = wrongChoice(option, value, choices);
  if (fault !== undefined) throw new TypeError(fault);
}
