import { access, readFile } from 'node:fs/promises';
import type { Mutant } from './mutants.js';

/** The text of a file with a mutant in it. */
export const mutated = (text: string, { from, to }: Mutant): string => text.replace(from, () => to);

/** What in a table of mutants does not fit the project, one line for each fault. Such a mutant would test nothing. */
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

/** The text of a file; empty if there is no such file. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
