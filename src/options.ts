/** What is wrong with the names of options, or undefined if all of them are known. */
export function unknownOptions(options: object | undefined, known: readonly string[]): string | undefined {
  const unknown = Object.keys(options ?? {}).filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `found the option ${unknown.join(', ')}, expected ${known.join(', ')}`;
}

/**
 * Refuses options that nobody knows: a misspelt one would be passed over.
 * @throws TypeError
 */
export function checkOptions(options: object | undefined, known: readonly string[]): void {
  const fault = unknownOptions(options, known);
  if (fault !== undefined) throw new TypeError(fault);
}

/**
 * Refuses the value of an option that is none of those it may have.
 * @throws TypeError
 */
export function checkChoice(option: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw new TypeError(
    `found ${option}: ${JSON.stringify(value)}, expected ${choices.map((choice) => `'${choice}'`).join(' or ')}`,
  );
}
