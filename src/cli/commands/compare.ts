import { StoredArray } from '../../format/stored-array.js';
import type { ComparisonRules, Difference } from '../../repository/comparison.js';
import { openStoredArtifact } from '../../repository/stored-artifact.js';
import { isStoredObject, type StoredObject, type StoredTree, valueAt } from '../../repository/stored-tree.js';
import {
  type Compared,
  type ComparedPart,
  type ComparedParts,
  comparedParts,
  type DifferingValue,
} from '../comparison/compare-artifacts.js';
import { compareTable } from '../comparison/comparison-table.js';
import { escaped } from '../console/escaping.js';
import { Failure, nearest } from '../console/failure.js';
import { type JsonValue, jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { withProgress } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { shapeJson } from '../formats/artifact-json.js';
import { namesOf, pointerBelow, pointersOfName } from '../rows/key-names.js';
import { checkPointers, leavesOf } from '../rows/leaves.js';
import { typeName } from '../rows/type-names.js';
import { resolveArtifacts } from '../selection/resolve-artifacts.js';

/** What somebody asks `compare` for. */
interface CompareOptions {
  readonly results?: boolean;
  readonly absolute?: string;
  readonly relative?: string;
  /** JSON Pointers, or names of keys. */
  readonly exclude?: readonly string[];
}

/** Artifacts that are compared in one go. */
const MOST = 8;

/** Keys among which is looked for the one that somebody may have meant. */
const LOOKED_AT = 10_000;

/**
 * `artifacts compare`: in what artifacts differ from the first one, inputs first.
 *
 * @throws Failure for wrong options, and if an artifact is not there or is damaged.
 */
export async function compare(context: Context, words: readonly string[], options: CompareOptions): Promise<0 | 1> {
  if (words.length < 2 || words.length > MOST)
    throw new Failure(`compare takes 2 to ${MOST} artifacts, and was given ${words.length}.`);
  const tolerance = { absolute: toleranceOf('absolute', options), relative: toleranceOf('relative', options) };
  const compared: Compared[] = [];
  for (const { id, path, open } of await resolveArtifacts(context, words))
    compared.push({
      id,
      artifact: await withProgress(context, (progress) => openStoredArtifact(open, path, { progress })),
    });
  for (const { artifact } of compared) checkPointers(artifact);
  const exclude = (options.exclude ?? []).map((name) => excludedBy(name, compared));
  const { results: hasResultsAlone = false } = options;
  const parts = await withProgress(context, (progress) =>
    comparedParts(compared, !hasResultsAlone, { ...tolerance, exclude }, progress),
  );
  if (context.json) await writeJson(context, compared, parts);
  else await writeText(context, compared, parts, tolerance);
  return allOf(parts).every(isSame) ? 0 : 1;
}

const isSame = ({ differing }: ComparedPart): boolean => differing.length === 0;

function toleranceOf(name: 'absolute' | 'relative', options: CompareOptions): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new Failure(`--${name} ${escaped(text)} is no number from 0 on. Write for example --${name} 1e-9.`);
}

/** The pointer to what is excluded by a name. */
function excludedBy(name: string, compared: readonly Compared[]): string {
  const pointer = pointersOfName(name).find((each) =>
    compared.some(({ artifact }) => valueAt(artifact.root, each) !== undefined),
  );
  if (pointer !== undefined) return pointer;
  const all = new Set<string>();
  for (const { artifact } of compared)
    for (const pointer of pointersWithin(artifact.root, '')) {
      if (all.size === LOOKED_AT) break;
      all.add(pointer);
    }
  const meant = nearest(name, name.startsWith('/') ? all : namesOf(all).values());
  const advice =
    meant === undefined ? 'Write a JSON Pointer, for example --exclude /host.' : `Did you mean ${escaped(meant)}?`;
  throw new Failure(`None of them has "${escaped(name)}" to exclude. ${advice}`, { code: 'NOT_FOUND' });
}

/** The pointers to all values, and to the objects around them. */
function* pointersWithin(object: StoredObject, pointer: string): Generator<string> {
  for (const [key, member] of Object.entries(object)) {
    const inner = pointerBelow(pointer, key);
    yield inner;
    if (isStoredObject(member)) yield* pointersWithin(member, inner);
  }
}

const allOf = ({ inputs, results }: ComparedParts): readonly ComparedPart[] =>
  inputs === undefined ? [results] : [inputs, results];

const differingIn = (parts: ComparedParts): readonly DifferingValue[] =>
  allOf(parts).flatMap(({ differing }) => differing);

async function writeText(
  { terminal }: Context,
  compared: readonly Compared[],
  parts: ComparedParts,
  tolerance: ComparisonRules,
): Promise<void> {
  const { inputs, results } = parts;
  const differing = differingIn(parts);
  const leaves = compared.flatMap(({ artifact }) => Array.from(leavesOf(artifact.root), ({ pointer }) => pointer));
  const names = namesOf(new Set([...leaves, ...differing.map(({ pointer }) => pointer)]));
  const { dim } = terminal.colors;
  await terminal.out.write(await compareTable(compared, differing, names, terminal.width, { styleHead: dim }));
  const how = toleranceText(tolerance);
  const isNumbers = results.differing.some(({ differences }) => differences.some((each) => each?.kind === 'values'));
  const hint = how === undefined && isNumbers ? ' (or --relative 1e-9)' : '';
  const inputsText = inputs === undefined ? '' : `Inputs: ${partText(inputs)}. `;
  const verdict = `${inputsText}Results: ${partText(results)}, ${how ?? 'bit for bit'}${hint}.`;
  await terminal.out.write(wrapped(verdict, terminal.width));
}

/** `1 of 7 differ`, `all 7 the same` */
function partText({ of, differing }: ComparedPart): string {
  if (of === 0) return 'there are none';
  return differing.length === 0 ? `all ${of} the same` : `${differing.length} of ${of} differ`;
}

/** How numbers were compared; undefined for bit for bit. */
function toleranceText(tolerance: ComparisonRules): string | undefined {
  const told = (['absolute', 'relative'] as const).flatMap((name) =>
    tolerance[name] === undefined ? [] : [`${name} ${tolerance[name]}`],
  );
  return told.length === 0 ? undefined : `within ${told.join(', ')}`;
}

async function writeJson({ terminal }: Context, compared: readonly Compared[], parts: ComparedParts): Promise<void> {
  const { inputs, results } = parts;
  const [first] = compared as [Compared];
  for (const { pointer, differences } of differingIn(parts)) {
    for (const [index, difference] of differences.entries()) {
      if (difference === undefined) continue;
      const other = compared[index + 1] as Compared;
      const artifacts = [first.id, other.id] as const;
      const values = [first, other].map(({ artifact }) => valueAt(artifact.root, pointer));
      const told = differenceJson(difference, values, artifacts);
      await terminal.out.write(jsonLine({ type: 'difference', path: pointer, ...told, artifacts }));
    }
  }
  const all = allOf(parts);
  const sum = (count: (part: ComparedPart) => number) => all.reduce((total, part) => total + count(part), 0);
  await terminal.out.write(
    jsonLine({
      type: 'summary',
      same: all.every(isSame),
      members: sum(({ of }) => of),
      differing: sum(({ differing }) => differing.length),
      inputs: inputs && partJson(inputs),
      results: partJson(results),
    }),
  );
}

const partJson = ({ of, differing }: ComparedPart) => ({ members: of, differing: differing.length });

type JsonObject = { readonly [key: string]: JsonValue | undefined };

function differenceJson(
  difference: Difference,
  values: readonly (StoredTree | undefined)[],
  ids: readonly [string, string],
): JsonObject {
  const { kind } = difference;
  if (kind === 'value') {
    const types = values.map((value) => typeName(value as StoredTree).replace('integer', 'number'));
    // NaN and the text "NaN" are written alike.
    const told = types[0] === types[1] ? undefined : types;
    return { kind, values: values.map((value) => treeJson(value as StoredTree)), types: told };
  }
  if (kind === 'missing') {
    const side = difference.in === 'a' ? 0 : 1;
    return { kind, in: ids[side], value: treeJson(values[side] as StoredTree) };
  }
  if (kind === 'length') return { kind, lengths: difference.lengths };
  if (kind === 'dtype') return { kind, dtypes: difference.dtypes.map((dtype) => dtype ?? null) };
  if (kind === 'shape') return { kind, shapes: difference.shapes };
  const { differing, of, first, largestAbsolute, at, largestRelative, largestUlps } = difference;
  return {
    kind,
    differing,
    of,
    first,
    largest_absolute: largestAbsolute,
    at,
    largest_relative: largestRelative,
    largest_ulps: largestUlps,
  };
}

/** A value in JSON; an array by its dtype and shape. */
function treeJson(tree: StoredTree): JsonValue {
  if (tree instanceof StoredArray) return shapeJson(tree);
  if (Array.isArray(tree)) return tree.map(treeJson);
  if (!isStoredObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, treeJson(member)]));
}
