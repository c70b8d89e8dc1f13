import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A step of the protocol by which a file is saved, and a change of the compiled code that leaves it out. */
export interface Step {
  readonly step: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const SYNC = "systemCall('fsync', this.#path, () => this.handle.sync())";

/** The steps that a test can leave out. */
export const STEPS: readonly Step[] = [
  { step: 'the sync of the bytes', file: 'temporary-file', from: SYNC, to: 'undefined' },
  { step: 'the count of the bytes', file: 'temporary-file', from: 'size !== this.#size', to: 'false' },
  { step: 'the exclusive link', file: 'publish', from: 'await link(', to: 'await rename(' },
  {
    step: 'the sync of the directory',
    file: 'publish',
    from: 'Promise.all([syncDirectory(folder.directory, folder.path),',
    to: 'Promise.all([',
  },
  { step: 'the second sync of the file', file: 'publish', from: 'file.sync()', to: 'Promise.resolve()' },
  {
    step: 'the sync of new folders',
    file: 'new-folder',
    from: 'await syncDirectory(directory, parent)',
    to: 'void 0',
  },
  { step: 'the removal of the temporary name', file: 'temporary-file', from: 'unlink(this.#path)', to: '' },
];

/**
 * Returns the texts of a compiled file before and behind a step.
 *
 * @param dist - the folder of the compiled code.
 * @throws Error if the file does not have the step exactly once.
 */
export async function aroundStep(dist: string, { file, from }: Step): Promise<[before: string, after: string]> {
  const path = pathOf(dist, file);
  const [before, after, ...others] = (await readFile(path, 'utf8')).split(from);
  if (before !== undefined && after !== undefined && others.length === 0) return [before, after];
  throw new Error(`${path} does not have ${from} exactly once`);
}

const pathOf = (dist: string, file: string): string => join(dist, 'src', 'storage', 'file', `${file}.js`);

/**
 * Copies the compiled code, and leaves out steps of the protocol in the copy.
 *
 * @param place - an empty folder.
 * @returns the path of the copy of `dist/test`.
 */
export async function withoutSteps(place: string, steps: readonly Step[]): Promise<string> {
  const dist = join(place, 'dist');
  await mkdir(place, { recursive: true });
  for (const folder of ['src', 'test/support', 'test/torture'])
    await cp(join('dist', folder), join(dist, folder), { recursive: true });
  await cp('package.json', join(place, 'package.json'));
  await symlink(resolve('node_modules'), join(place, 'node_modules'));
  for (const step of steps) {
    const [before, after] = await aroundStep(dist, step);
    await writeFile(pathOf(dist, step.file), `${before}${step.to}${after}`);
  }
  return join(dist, 'test');
}
