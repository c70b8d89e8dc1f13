import { inspect } from 'node:util';

/** What is wrong with the names of options, or undefined if all of them are known. */
export function unknownOptions(options: object | undefined, known: readonly string[]): string | undefined {
  const unknown = Object.keys(options ?? {}).filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `found the option ${unknown.join(', ')}, expected ${known.join(', ')}`;
}

/**
 * Refuses what is no options, and options that nobody knows: a misspelt one would be passed over.
 * @throws TypeError
 */
export function checkOptions(options: object | undefined, known: readonly string[]): void {
  if (options !== undefined && (typeof options !== 'object' || options === null || Array.isArray(options)))
    throw new TypeError(`found ${inspect(options)} as options, expected an object with ${known.join(', ')}`);
  const fault = unknownOptions(options, known);
  if (fault !== undefined) throw new TypeError(fault);
}

/**
 * Refuses the value of an option that is none of those it may have.
 * @throws TypeError
 */
export function checkChoice(option: string, value: unknown, choices: readonly (string | boolean)[]): void {
  if (value === undefined || choices.includes(value as string | boolean)) return;
  const expected = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : choice)).join(' or ');
  throw new TypeError(
    `found ${option}: ${typeof value === 'string' ? JSON.stringify(value) : inspect(value)}, expected ${expected}`,
  );
}
