import { type ArtifactComparison, type ComparedArtifact, compareArtifacts } from '../../display/compare-artifacts.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { namesOf, pointerBelow, pointersOfName } from '../../display/key-names.js';
import { checkPointers, leavesOf } from '../../display/leaves.js';
import { comparedText, type DifferingValue, type MemberComparison } from '../../display/member-comparison.js';
import { nearest } from '../../display/nearest.js';
import { typeName } from '../../display/type-names.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredObject, type StoredTree, valueAt } from '../../format/stored-tree.js';
import type { ComparisonRules } from '../../repository/comparison.js';
import type { Difference } from '../../repository/difference.js';
import { comparisonTable } from '../comparison/comparison-table.js';
import { type JsonValue, jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { withProgress } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { shapeJson } from '../formats/artifact-json.js';
import { classNotes } from '../selection/class-notes.js';
import { resolveArtifacts } from '../selection/resolve-artifacts.js';

/** The options of `artifacts compare`. */
interface CompareOptions {
  readonly results?: boolean;
  readonly absolute?: string;
  readonly relative?: string;
  /** JSON Pointers, or names of keys. */
  readonly exclude?: readonly string[];
}

/** The greatest number of artifacts that one call compares. */
const MOST_ARTIFACTS = 8;

/** The greatest number of keys that are searched for one like a misspelt key. */
const MOST_SEARCHED_KEYS = 10_000;

/**
 * `artifacts compare`: shows how artifacts differ from the first one, inputs first.
 *
 * @param words - ids and paths as the user typed them.
 * @returns 0 if everything that was compared is the same, else 1.
 * @throws Failure if options are wrong, or if a word does not mean exactly one artifact.
 * @throws FormatError, IntegrityError if an artifact is damaged.
 */
export async function compare(context: Context, words: readonly string[], options: CompareOptions): Promise<0 | 1> {
  if (words.length < 2 || words.length > MOST_ARTIFACTS)
    throw new Failure(`compare takes 2 to ${MOST_ARTIFACTS} artifacts, and was given ${words.length}.`);
  const tolerance = { absolute: toleranceOf('absolute', options), relative: toleranceOf('relative', options) };
  const compared: ComparedArtifact[] = [];
  for (const { id, path, open } of await resolveArtifacts(context, words))
    compared.push({
      id,
      artifact: await withProgress(context, (progress) => context.openStored(open, path, { progress })),
    });
  for (const { artifact } of compared) checkPointers(artifact);
  const exclude = (options.exclude ?? []).map((name) => excludedPointer(name, compared));
  const { results: resultsOnly = false } = options;
  const comparison = await withProgress(context, (progress) =>
    compareArtifacts(compared, !resultsOnly, { ...tolerance, exclude }, progress),
  );
  if (context.json) await writeDifferences(context, compared, comparison);
  else await writeComparisonTable(context, compared, comparison, tolerance);
  return partsOf(comparison).every(isSame) ? 0 : 1;
}

const isSame = ({ differing }: MemberComparison): boolean => differing.length === 0;

function toleranceOf(name: 'absolute' | 'relative', options: CompareOptions): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new Failure(`--${name} ${escaped(text)} is no number from 0 on. Write for example --${name} 1e-9.`);
}

/**
 * Returns the pointer to the value that `--exclude` names.
 *
 * @throws Failure (`NOT_FOUND`) if no artifact has such a value.
 */
function excludedPointer(name: string, compared: readonly ComparedArtifact[]): string {
  const pointer = pointersOfName(name).find((each) =>
    compared.some(({ artifact }) => valueAt(artifact.root, each) !== undefined),
  );
  if (pointer !== undefined) return pointer;
  const all = new Set<string>();
  for (const { artifact } of compared)
    for (const pointer of pointersWithin(artifact.root, '')) {
      if (all.size === MOST_SEARCHED_KEYS) break;
      all.add(pointer);
    }
  const meant = nearest(name, name.startsWith('/') ? all : namesOf(all).values());
  const advice =
    meant === undefined ? 'Write a JSON Pointer, for example --exclude /host.' : `Did you mean ${escaped(meant)}?`;
  throw new Failure(`None of them has "${escaped(name)}" to exclude. ${advice}`, { code: 'NOT_FOUND' });
}

/** Yields the pointers to all values and objects within an object. */
function* pointersWithin(object: StoredObject, pointer: string): Generator<string> {
  for (const [key, member] of Object.entries(object)) {
    const inner = pointerBelow(pointer, key);
    yield inner;
    if (isStoredObject(member)) yield* pointersWithin(member, inner);
  }
}

const partsOf = ({ inputs, results }: ArtifactComparison): readonly MemberComparison[] =>
  inputs === undefined ? [results] : [inputs, results];

const allDiffering = (comparison: ArtifactComparison): readonly DifferingValue[] =>
  partsOf(comparison).flatMap(({ differing }) => differing);

async function writeComparisonTable(
  context: Context,
  compared: readonly ComparedArtifact[],
  comparison: ArtifactComparison,
  tolerance: ComparisonRules,
): Promise<void> {
  const { terminal } = context;
  const { inputs, results } = comparison;
  const differing = allDiffering(comparison);
  const leaves = compared.flatMap(({ artifact }) => Array.from(leavesOf(artifact.root), ({ pointer }) => pointer));
  const names = namesOf(new Set([...leaves, ...differing.map(({ pointer }) => pointer)]));
  const { dim } = terminal.colors;
  await terminal.out.write(await comparisonTable(compared, differing, names, terminal.width, { styleHead: dim }));
  const withinText = toleranceText(tolerance);
  const hasDifferentNumbers = results.differing.some(({ differences }) =>
    differences.some((each) => each?.kind === 'values'),
  );
  const hint = withinText === undefined && hasDifferentNumbers ? ' (or --relative 1e-9)' : '';
  const inputsText = inputs === undefined ? '' : `Inputs: ${comparedText(inputs)}. `;
  const verdict = `${inputsText}Results: ${comparedText(results)}, ${withinText ?? 'bit for bit'}${hint}.`;
  await terminal.out.write(wrapped(verdict, terminal.width));
  for (const note of classNotes(context)) await terminal.err.write(wrapped(note, terminal.width));
}

/** Returns the tolerance in words; undefined if numbers were compared bit for bit. */
function toleranceText(tolerance: ComparisonRules): string | undefined {
  const limits = (['absolute', 'relative'] as const).flatMap((name) =>
    tolerance[name] === undefined ? [] : [`${name} ${tolerance[name]}`],
  );
  return limits.length === 0 ? undefined : `within ${limits.join(', ')}`;
}

/** Writes an object for each difference, and a summary. */
async function writeDifferences(
  { terminal }: Context,
  compared: readonly ComparedArtifact[],
  comparison: ArtifactComparison,
): Promise<void> {
  const { inputs, results } = comparison;
  const [first] = compared as [ComparedArtifact];
  for (const { pointer, differences } of allDiffering(comparison)) {
    for (const [index, difference] of differences.entries()) {
      if (difference === undefined) continue;
      const other = compared[index + 1] as ComparedArtifact;
      const artifacts = [first.id, other.id] as const;
      const values = [first, other].map(({ artifact }) => valueAt(artifact.root, pointer));
      const members = differenceJson(difference, values, artifacts);
      await terminal.out.write(jsonLine({ type: 'difference', path: pointer, ...members, artifacts }));
    }
  }
  const all = partsOf(comparison);
  const sum = (count: (part: MemberComparison) => number) => all.reduce((total, part) => total + count(part), 0);
  await terminal.out.write(
    jsonLine({
      type: 'summary',
      same: all.every(isSame),
      members: sum(({ compared }) => compared),
      differing: sum(({ differing }) => differing.length),
      inputs: inputs && partJson(inputs),
      results: partJson(results),
    }),
  );
}

const partJson = ({ compared, differing }: MemberComparison) => ({ members: compared, differing: differing.length });

type JsonObject = { readonly [key: string]: JsonValue | undefined };

function differenceJson(
  difference: Difference,
  values: readonly (StoredTree | undefined)[],
  ids: readonly [string, string],
): JsonObject {
  const { kind } = difference;
  if (kind === 'value') {
    const types = values.map((value) => typeName(value as StoredTree).replace('integer', 'number'));
    // The number NaN and the text "NaN" are the same in JSON, so the types are given if they differ.
    const differingTypes = types[0] === types[1] ? undefined : types;
    return { kind, values: values.map((value) => treeJson(value as StoredTree)), types: differingTypes };
  }
  if (kind === 'missing') {
    const side = difference.in === 'a' ? 0 : 1;
    return { kind, in: ids[side], value: treeJson(values[side] as StoredTree) };
  }
  if (kind === 'length') return { kind, lengths: difference.lengths };
  if (kind === 'dtype') return { kind, dtypes: difference.dtypes.map((dtype) => dtype ?? null) };
  if (kind === 'shape') return { kind, shapes: difference.shapes };
  if (kind === 'unit') return { kind, units: difference.units };
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

/** Returns a value for JSON. Of an array, only dtype and shape. */
function treeJson(tree: StoredTree): JsonValue {
  if (tree instanceof StoredArray) return shapeJson(tree);
  if (Array.isArray(tree)) return tree.map(treeJson);
  if (!isStoredObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, treeJson(member)]));
}
