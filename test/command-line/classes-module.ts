import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newFolder } from '../support/stored.js';
import { installed } from './installed.js';

/**
 * Writes a module of a project that has installed the package, so that its classes are declared with the copy of `artifacts`.
 *
 * @returns the path of the module.
 */
export async function moduleOf(text: string): Promise<string> {
  const path = join(await newFolder(join(dirname(installed), '..', '..')), 'classes.mjs');
  await writeFile(path, text);
  return path;
}

/** Makes a module with a compiled file of the tests, which imports the library by a path. Returns its path. */
export const moduleOfCompiled = async (path: string): Promise<string> =>
  moduleOf((await readFile(path, 'utf8')).replace(/'[./]+\/src\/index\.js'/, "'persisted-artifacts'"));

/** Makes a module that declares the class of ChangePointDetection of the examples. Returns its path. */
export async function exampleModule(): Promise<string> {
  const folder = await newFolder(join(dirname(installed), '..', '..'));
  await cp('dist/examples/procedures', folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return join(folder, 'change-point-detection.js');
}
