import { access, readFile } from 'node:fs/promises';
import type { Mutant } from './mutants.js';

/** Puts a mutant into the text of its file. */
export const mutated = (text: string, { from, to }: Mutant): string => text.replace(from, () => to);

/** Compares a table of mutants with the source. Returns a line for each mutant that does not fit: it would test nothing. */
export async function misfits(mutants: readonly Mutant[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { file, title, from, to, likely } of mutants) {
    const count = (await textOf(file)).split(from).length - 1;
    if (count !== 1) faults.push(`${file}: ${title}: found its text ${count} times, expected it once`);
    if (from === to) faults.push(`${file}: ${title}: found the same text in its place, expected another one`);
    for (const name of likely) {
      const path = `test/${name}.test.ts`;
      if (!(await isThere(path))) faults.push(`${file}: ${title}: found no ${path}`);
    }
  }
  return faults;
}

/** Reads a file; empty if it does not exist. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
