import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, normalize, resolve, sep } from 'node:path';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import { JsonFile, lineEndOf, textOfFile } from './json-file.js';

/** What is to be changed in a file of a project. */
export interface Change {
  readonly file: string;
  /** The lines that go, and those that come, without indentation. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** The whole text after the change. */
  readonly text: string;
}

/** What a project lacks, and what somebody has to do by hand. */
interface Lack {
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
}

const PACKAGE = 'package.json';
const TSCONFIG = 'tsconfig.json';
const ATTRIBUTES = '.gitattributes';

/** The flags by which the compiler tells decorators the types of properties. */
const FLAGS = ['experimentalDecorators', 'emitDecoratorMetadata'];

/**
 * What the project of the working directory lacks to save artifacts. Nothing is written.
 *
 * @param root - the folder of the artifacts.
 * @throws Failure if there is no project, or a file of it cannot be understood.
 */
export function lackOfProject(root: string): Lack {
  const notes: string[] = [];
  const changes = [moduleType(notes), compilerFlags(notes), lineEnds(root, notes)];
  return { changes: changes.filter((change) => change !== undefined), notes };
}

/** `npm init` writes the type "commonjs", or none, which is the same. */
function moduleType(notes: string[]): Change | undefined {
  const file = JsonFile.read(PACKAGE, false);
  if (file === undefined) {
    const message = `There is no ${PACKAGE} here. Go to the folder of the project, or begin one: npm init`;
    throw new Failure(message, { code: 'NO_PROJECT', path: PACKAGE });
  }
  if (file.valueAt('type') === 'module') return undefined;
  if (file.valueAt('type') === 'commonjs')
    notes.push('A project that is CommonJS on purpose can stay so: see docs/set-up.md of persisted-artifacts.');
  file.set(['type'], 'module', ['version', 'name']);
  return file.change();
}

function compilerFlags(notes: string[]): Change | undefined {
  const file = JsonFile.read(TSCONFIG);
  if (file === undefined) {
    notes.push(`There is no ${TSCONFIG}. If you use TypeScript: npx tsc --init, and artifacts init again.`);
    return undefined;
  }
  if (Array.isArray(file.valueAt('references')) && isEmpty(file.valueAt('files'))) {
    notes.push(
      `${TSCONFIG} only refers to others. Put into those: ${FLAGS.map((flag) => `"${flag}": true`).join(', ')}`,
    );
    return undefined;
  }
  const inherited = inheritedOptions(file, resolve(TSCONFIG), notes);
  const lacking = FLAGS.filter((flag) => (file.valueAt('compilerOptions', flag) ?? inherited[flag]) !== true);
  const types = file.valueAt('compilerOptions', 'types');
  const lacksTypes = Array.isArray(types) && !types.includes('node');
  if (lacking.length === 0 && !lacksTypes) return undefined;
  // tsc --init writes an empty list, and with that the compiler knows nothing of Node.
  if (lacksTypes) file.set(['compilerOptions', 'types'], [...types, 'node']);
  for (const flag of lacking.reverse()) file.set(['compilerOptions', flag], true);
  return file.change();
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** The compiler's options that a configuration takes from others; those of a later one go before those of an earlier one. */
function inheritedOptions(
  file: JsonFile,
  path: string,
  notes: string[],
  below: readonly string[] = [],
): Record<string, unknown> {
  const parents = [file.valueAt('extends') ?? []].flat().filter((parent) => typeof parent === 'string');
  const options = parents.map((parent) => {
    const place = placeOf(parent, path);
    const read = place === undefined || below.includes(place) ? undefined : JsonFile.read(place);
    if (place === undefined || read === undefined) {
      notes.push(`${escaped(parent)}, which ${escaped(path)} extends, was not found, so its options are not known.`);
      return {};
    }
    return { ...inheritedOptions(read, place, notes, [...below, place]), ...(read.valueAt('compilerOptions') ?? {}) };
  });
  return Object.assign({}, ...options);
}

/** Where a configuration is that another one extends. */
function placeOf(parent: string, child: string): string | undefined {
  if (/^\.{0,2}\//.test(parent) || isAbsolute(parent)) {
    const path = resolve(dirname(child), parent);
    return [path, `${path}.json`].find((each) => existsSync(each));
  }
  const { resolve: find } = createRequire(child);
  for (const each of [parent, `${parent}.json`, `${parent}/tsconfig.json`]) {
    try {
      return find(each);
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}

/** git may change line ends, and with them the seals. */
function lineEnds(root: string, notes: string[]): Change | undefined {
  const folder = normalize(root).split(sep).join('/').replace(/\/$/, '');
  if (isAbsolute(folder) || folder === '..' || folder.startsWith('../')) {
    notes.push(`${escaped(root)} is not in this project: put "** -text" into a ${ATTRIBUTES} there, if git has it.`);
    return undefined;
  }
  const text = textOfFile(ATTRIBUTES) ?? '';
  const patterns = new Set([
    '*',
    '*.json',
    '**',
    ...foldersOf(folder).flatMap((each) => [`${each}/**`, `/${each}/**`]),
  ]);
  const isKept = text.split(/\r?\n/).some((line) => {
    const [pattern = '', ...attributes] = line.trim().split(/\s+/);
    return patterns.has(pattern) && attributes.some((each) => each === '-text' || each === 'binary');
  });
  if (isKept) return undefined;
  const pattern = folder === '.' ? '*.json' : `${folder}/**`;
  const line = `${/[\s"]/.test(pattern) ? JSON.stringify(pattern) : pattern} -text`;
  const end = lineEndOf(text);
  const whole = `${text}${text === '' || text.endsWith('\n') ? '' : end}${line}${end}`;
  return { file: ATTRIBUTES, removed: [], added: [line], text: whole };
}

/** A folder and all above it: `a/b` and `a`. */
const foldersOf = (folder: string): string[] =>
  folder.split('/').map((_, index, names) =>
    join(...names.slice(0, index + 1))
      .split(sep)
      .join('/'),
  );
