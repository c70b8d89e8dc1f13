import { inspect } from 'node:util';

/** A value of a wrong call in the words of a message. To look at some objects is to run code of theirs, which may throw. */
export function inspected(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  try {
    return inspect(value);
  } catch {
    return 'a value that cannot be inspected';
  }
}

/** What is wrong with options: they are no object, or some of their names unknown; undefined if nothing is. */
export function wrongOptions(options: object | undefined, known: readonly string[]): string | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return `found ${inspected(options)} as options, expected an object with ${known.join(', ')}`;
  const unknown = Object.keys(options).filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `found the option ${unknown.join(', ')}, expected ${known.join(', ')}`;
}

/**
 * Refuses what is no options, and options that nobody knows: a misspelt one would be passed over.
 * @throws TypeError
 */
export function checkOptions(options: object | undefined, known: readonly string[]): void {
  const fault = wrongOptions(options, known);
  if (fault !== undefined) throw new TypeError(fault);
}

/** What is wrong with the value of an option: it is none of those it may have; undefined if nothing is. */
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
 * Refuses the value of an option that is none of those it may have.
 * @throws TypeError
 */
export function checkChoice(option: string, value: unknown, choices: readonly (string | boolean)[]): void {
  const fault = wrongChoice(option, value, choices);
  if (fault !== undefined) throw new TypeError(fault);
}
