import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { pointerBelow } from '../../display/key-names.js';
import { checkPointers } from '../../display/leaves.js';
import { type OpenedArtifact, openEvenIfDamaged } from '../../display/opened-artifact.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import { shapeText } from '../../display/shape-text.js';
import { INPUT_PARAMETERS_KEY } from '../../format/layout.js';
import { type ArrayStatistics, StoredArray } from '../../format/stored-array.js';
import { arraysWithin, isStoredObject, type StoredObject } from '../../format/stored-tree.js';
import { type ArtifactError, isArtifactError } from '../../model/errors.js';
import { keysOfPointer } from '../../model/pointer.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { failureOf, failureText } from '../console/failure.js';
import type { JsonValue } from '../console/json-text.js';
import { withProgress } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { artifactLine, shapeJson } from '../formats/artifact-json.js';
import { showLineage } from '../lineage/show-lineage.js';
import { arrayLines, arrayStatistics } from '../one-artifact/array-lines.js';
import { CompanionSearch } from '../one-artifact/companions.js';
import { headLines, isInHead } from '../one-artifact/head-lines.js';
import { memberLines } from '../one-artifact/member-lines.js';
import { printArray } from '../one-artifact/print-array.js';
import { newestArtifact, resolveArtifacts } from '../selection/resolve-artifacts.js';

/** The options of `artifacts show`. */
interface ShowOptions {
  /** The JSON Pointer or name of an array, with or without a slice: `/curve[100:200]`. */
  readonly array?: string;
  /** Draws what the artifact was made from, and what was made from it. */
  readonly lineage?: boolean;
  /** Draws plots on a logarithmic scale. */
  readonly log?: boolean;
}

/**
 * `artifacts show`: shows one artifact in full, prints the elements of one of its arrays, or draws its lineage.
 *
 * @param word - the artifact as the user named it; undefined for the newest one.
 * @returns 0, or 1 if the file is damaged, or its lineage is not whole.
 * @throws Failure if there is no such artifact or array.
 */
export async function show(
  context: Context,
  word: string | undefined,
  { array, lineage = false, log = false }: ShowOptions,
): Promise<0 | 1> {
  const resolved =
    word === undefined ? await newest(context) : ((await resolveArtifacts(context, [word]))[0] as ResolvedArtifact);
  if (lineage && array !== undefined) throw new Failure('--lineage shows no arrays. Leave out --array.');
  if (log && (lineage || array !== undefined || context.json))
    throw new Failure('--log is for plots, which --array, --lineage and --json do not draw. Leave it out.');
  if (lineage) return showLineage(context, resolved);
  const opened = await withProgress(context, (progress) => openEvenIfDamaged(context, resolved, progress));
  const { artifact, root, fault } = opened;
  let isIntact = fault === undefined;
  if (array !== undefined) {
    const arrays = new Map(arraysWithin(root, ''));
    await printArray(context, { id: resolved.id, path: resolved.path, seal: artifact?.seal, arrays }, array);
  } else if (!context.json) isIntact = (await writeLines(context, opened, log)) && isIntact;
  else if (artifact !== undefined) isIntact = (await writeJsonLine(context, artifact, resolved.id)) && isIntact;
  if (fault !== undefined) await writeFault(context, fault);
  const misfit = context.classes?.misfits.get(resolved.path);
  if (misfit !== undefined) await writeMisfit(context, misfit);
  if (artifact === undefined && !context.json)
    await context.terminal.err.write('Only what is whole in it can be shown, and without the dtypes of arrays.\n');
  return isIntact ? 0 : 1;
}

async function newest(context: Context): Promise<ResolvedArtifact> {
  const resolved = await newestArtifact(context);
  if (resolved !== undefined) return resolved;
  throw new Failure(context.noArtifactsText, { code: 'NOT_FOUND' });
}

/** Writes an error to stderr, as text or, with `--json`, as an object. */
const writeFault = ({ terminal, json }: Context, fault: ArtifactError): Promise<void> =>
  terminal.err.write(failureText(failureOf(fault), json));

/** Writes why an artifact is shown as it is stored although its class is known. */
async function writeMisfit(context: Context, misfit: ArtifactError): Promise<void> {
  await writeFault(context, misfit);
  if (!context.json) await context.terminal.err.write('It does not fit its class, and is shown as it is stored.\n');
}

/**
 * Writes the head, the parameters, the members and the arrays.
 *
 * @returns false if an array could not be read.
 */
async function writeLines(context: Context, opened: OpenedArtifact, isLog: boolean): Promise<boolean> {
  const { terminal } = context;
  const { [INPUT_PARAMETERS_KEY]: parameters, ...others } = opened.root;
  const hasParameters = isStoredObject(parameters);
  const members = hasParameters ? others : opened.root;
  const lines = [...headLines(opened, terminal.colors)];
  const arrays = topArrays(members);
  const addSection = (name: string, object: StoredObject, pointer: string) => {
    const section = memberLines(object, pointer, terminal.width);
    if (section.lines.length > 0) lines.push(terminal.colors.bold(name), ...section.lines);
    for (const [each, array] of section.arrays) arrays.set(each, array);
  };
  if (hasParameters) addSection('parameters', parameters, `/${INPUT_PARAMETERS_KEY}`);
  addSection('members', ownMembers(members), '');
  await terminal.out.write(joinLines(lines));
  const companions = new CompanionSearch(new Map(arraysWithin(opened.root, '')));
  let isIntact = true;
  for (const [pointer, array] of arrays)
    isIntact = (await writeArrayLines(context, pointer, array, companions, isLog)) && isIntact;
  return isIntact;
}

const joinLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Returns the members that are neither in the head nor arrays, which are shown below the members. */
const ownMembers = (members: StoredObject): StoredObject =>
  Object.fromEntries(
    Object.entries(members).filter(([key, member]) => !isInHead(key, member) && !(member instanceof StoredArray)),
  );

/** Returns the arrays that are members of the root, by JSON Pointer. */
const topArrays = (members: StoredObject): Map<string, StoredArray> =>
  new Map(
    Object.entries(members).flatMap(([key, member]) =>
      member instanceof StoredArray ? [[pointerBelow('', key), member]] : [],
    ),
  );

/**
 * Writes an array, or writes that it cannot be read.
 *
 * @returns false if the array cannot be read.
 */
async function writeArrayLines(
  context: Context,
  pointer: string,
  array: StoredArray,
  search: CompanionSearch,
  isLog: boolean,
): Promise<boolean> {
  const { terminal } = context;
  const { bold } = terminal.colors;
  const keys = keysOfPointer(pointer);
  const name = escaped(keys.length === 1 ? (keys[0] as string) : pointer);
  try {
    const companions = () => search.of(pointer);
    const options = { width: terminal.width, hasPlots: terminal.hasBlocks, isLog, styleName: bold, companions };
    const lines = await withProgress(context, (progress) => arrayLines(name, array, { ...options, progress }));
    await terminal.out.write(joinLines(lines));
    return true;
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    await terminal.out.write(`${bold(name)}  ${shapeText(array)}  cannot be read\n`);
    await writeFault(context, error);
    return false;
  }
}

/**
 * Writes the artifact as one JSON object, with statistics of its arrays.
 *
 * @returns false if an array could not be read.
 */
async function writeJsonLine(context: Context, artifact: StoredArtifact, id: string): Promise<boolean> {
  const arraysJson = new Map<StoredArray, JsonValue>();
  let isIntact = true;
  for (const [, array] of artifact.arrays) {
    try {
      const statistics = await withProgress(context, (progress) => arrayStatistics(array, progress));
      arraysJson.set(array, arrayJson(array, statistics));
    } catch (error) {
      if (!isArtifactError(error)) throw error;
      await writeFault(context, error);
      isIntact = false;
    }
  }
  checkPointers(artifact);
  await context.terminal.out.write(
    artifactLine(artifact, id, { arrayOf: (array) => arraysJson.get(array) ?? shapeJson(array) }),
  );
  return isIntact;
}

const arrayJson = (array: StoredArray, { min, max, mean, nan }: ArrayStatistics): JsonValue => ({
  ...shapeJson(array),
  min: min ?? null,
  max: max ?? null,
  mean: mean ?? null,
  nan,
});
