import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, normalize, resolve, sep } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { isBucketUrl } from '../context/bucket-url.js';
import { JsonFile, lineEndOf, readText } from './json-file.js';

/** The change that a file of a project needs. */
export interface FileChange {
  readonly file: string;
  /** The removed and the added lines, without indentation. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** The whole text of the file after the change. */
  readonly text: string;
}

/** The changes that a project needs, and notes on what the user has to do by hand. */
interface ProjectChanges {
  readonly changes: readonly FileChange[];
  readonly notes: readonly string[];
}

const PACKAGE_JSON = 'package.json';
const TSCONFIG = 'tsconfig.json';
const ATTRIBUTES = '.gitattributes';

/** With these flags, the compiler passes the types of properties to decorators. */
const DECORATOR_FLAGS = ['experimentalDecorators', 'emitDecoratorMetadata'];

/**
 * Finds the changes that the project in the working directory needs before it can save artifacts. Writes nothing.
 *
 * @param root - the folder of the artifacts, or their place in a bucket, which git does not reach.
 * @throws Failure (`NO_PROJECT`) if there is no package.json, and (`BROKEN_FILE`) if a file cannot be read.
 */
export function projectChanges(root: string): ProjectChanges {
  const notes: string[] = [];
  const changes = [moduleTypeChange(notes), compilerFlagsChange(notes), gitRuleChange(root, notes)];
  return { changes: changes.filter((change) => change !== undefined), notes };
}

/** The package has to be an ES module. `npm init` writes the type "commonjs", or none, which means the same. */
function moduleTypeChange(notes: string[]): FileChange | undefined {
  const file = JsonFile.read(PACKAGE_JSON, false);
  if (file === undefined) {
    const message = `There is no ${PACKAGE_JSON} here. Go to the folder of the project, or begin one: npm init`;
    throw new Failure(message, { code: 'NO_PROJECT', path: PACKAGE_JSON });
  }
  if (file.valueAt('type') === 'module') return undefined;
  if (file.valueAt('type') === 'commonjs')
    notes.push('A project that is CommonJS on purpose can stay so: see docs/set-up.md of persisted-artifacts.');
  file.set(['type'], 'module', ['version', 'name']);
  return file.change();
}

function compilerFlagsChange(notes: string[]): FileChange | undefined {
  const file = JsonFile.read(TSCONFIG);
  if (file === undefined) {
    notes.push(`There is no ${TSCONFIG}. If you use TypeScript: npx tsc --init, and artifacts init again.`);
    return undefined;
  }
  if (Array.isArray(file.valueAt('references')) && isEmpty(file.valueAt('files'))) {
    notes.push(
      `${TSCONFIG} only refers to others. Put into those: ${DECORATOR_FLAGS.map((flag) => `"${flag}": true`).join(', ')}`,
    );
    return undefined;
  }
  const inherited = inheritedOptions(file, resolve(TSCONFIG), notes);
  const lacking = DECORATOR_FLAGS.filter((flag) => (file.valueAt('compilerOptions', flag) ?? inherited[flag]) !== true);
  const types = file.valueAt('compilerOptions', 'types');
  const lacksTypes = Array.isArray(types) && !types.includes('node');
  if (lacking.length === 0 && !lacksTypes) return undefined;
  // tsc --init writes an empty list, with which the compiler does not know Node's types.
  if (lacksTypes) file.set(['compilerOptions', 'types'], [...types, 'node']);
  for (const flag of lacking.reverse()) file.set(['compilerOptions', flag], true);
  return file.change();
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * Returns the compiler options that a configuration inherits by `extends`. A later configuration overrides an earlier one.
 *
 * @param notes - receives a note for each configuration that is not found.
 * @param visited - the paths that lead here, to stop at a circle.
 */
function inheritedOptions(
  file: JsonFile,
  path: string,
  notes: string[],
  visited: readonly string[] = [],
): Record<string, unknown> {
  const parents = [file.valueAt('extends') ?? []].flat().filter((parent) => typeof parent === 'string');
  const options = parents.map((parent) => {
    const place = resolveConfiguration(parent, path);
    const read = place === undefined || visited.includes(place) ? undefined : JsonFile.read(place);
    if (place === undefined || read === undefined) {
      notes.push(`${escaped(parent)}, which ${escaped(path)} extends, was not found, so its options are not known.`);
      return {};
    }
    return { ...inheritedOptions(read, place, notes, [...visited, place]), ...(read.valueAt('compilerOptions') ?? {}) };
  });
  return Object.assign({}, ...options);
}

/** Returns the path of a configuration that another one extends; undefined if it is not found. */
function resolveConfiguration(parent: string, child: string): string | undefined {
  if (/^\.{0,2}\//.test(parent) || isAbsolute(parent)) {
    const path = resolve(dirname(child), parent);
    return [path, `${path}.json`].find((each) => existsSync(each));
  }
  const { resolve: resolveModule } = createRequire(child);
  for (const each of [parent, `${parent}.json`, `${parent}/tsconfig.json`]) {
    try {
      return resolveModule(each);
    } catch {
      // Try the next candidate.
    }
  }
  return undefined;
}

/** A git that converts line ends would break the seals, so .gitattributes has to exclude the artifacts. */
function gitRuleChange(root: string, notes: string[]): FileChange | undefined {
  if (isBucketUrl(root)) return undefined;
  const folder = normalize(root).split(sep).join('/').replace(/\/$/, '');
  if (isAbsolute(folder) || folder === '..' || folder.startsWith('../')) {
    notes.push(`${escaped(root)} is not in this project: put "** -text" into a ${ATTRIBUTES} there, if git has it.`);
    return undefined;
  }
  const text = readText(ATTRIBUTES) ?? '';
  const patterns = new Set([
    '*',
    '*.json',
    '**',
    ...foldersOf(folder).flatMap((each) => [`${each}/**`, `/${each}/**`]),
  ]);
  const hasRule = text.split(/\r?\n/).some((line) => {
    const [pattern = '', ...attributes] = line.trim().split(/\s+/);
    return patterns.has(pattern) && attributes.some((each) => each === '-text' || each === 'binary');
  });
  if (hasRule) return undefined;
  const pattern = folder === '.' ? '*.json' : `${folder}/**`;
  const line = `${/[\s"]/.test(pattern) ? JSON.stringify(pattern) : pattern} -text`;
  const end = lineEndOf(text);
  const whole = `${text}${text === '' || text.endsWith('\n') ? '' : end}${line}${end}`;
  return { file: ATTRIBUTES, removed: [], added: [line], text: whole };
}

/** Returns a folder and all folders above it: `a/b` gives `a` and `a/b`. */
const foldersOf = (folder: string): string[] =>
  folder.split('/').map((_, index, names) =>
    join(...names.slice(0, index + 1))
      .split(sep)
      .join('/'),
  );
