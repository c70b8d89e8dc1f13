import { INPUT_PARAMETERS_KEY, PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { type ArrayStatistics, StoredArray } from '../../format/stored-array.js';
import { type ArtifactError, FormatError, IntegrityError, isArtifactError } from '../../model/errors.js';
import { keysOfPointer } from '../../model/pointer.js';
import type { ProgressReporter } from '../../model/progress.js';
import { openStoredArtifact, type StoredArtifact } from '../../repository/stored-artifact.js';
import {
  arraysWithin,
  isStoredObject,
  isStoredScalar,
  type StoredObject,
  type StoredTree,
} from '../../repository/stored-tree.js';
import { escaped } from '../console/escaping.js';
import { Failure, failureOf, failureText } from '../console/failure.js';
import type { JsonValue } from '../console/json-text.js';
import { sizeText } from '../console/notes.js';
import { withProgress } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { artifactLine, shapeJson } from '../formats/artifact-json.js';
import { arrayLines, arrayStatistics } from '../one-artifact/array-lines.js';
import { intactMembers } from '../one-artifact/intact-members.js';
import { memberLines } from '../one-artifact/member-lines.js';
import { printArray } from '../one-artifact/print-array.js';
import { valueText } from '../one-artifact/value-text.js';
import { shapeText } from '../rows/cells.js';
import { pointerBelow, SEED_KEY } from '../rows/key-names.js';
import { checkPointers } from '../rows/leaves.js';
import { newestArtifact, resolveArtifacts } from '../selection/resolve-artifacts.js';
import type { ResolvedArtifact } from '../selection/resolved-artifact.js';

/** What somebody asks `show` for. */
interface ShowOptions {
  /** An array, by JSON Pointer or name, and perhaps a slice of it. */
  readonly array?: string;
}

/** Digits of a seal that are shown. */
const SHOWN_DIGITS = 16;

/** What there is of an artifact. */
interface Opened {
  readonly meant: ResolvedArtifact;
  readonly size: number;
  /** undefined if the file cannot be read as a whole. */
  readonly artifact: StoredArtifact | undefined;
  /** All members, or those that can be read. */
  readonly root: StoredObject;
  /** What is wrong with the file. */
  readonly fault: ArtifactError | undefined;
}

/**
 * `artifacts show`: one artifact, the newest if none is named, or the values of one of its arrays.
 *
 * @throws Failure if there is no such artifact or array.
 */
export async function show(context: Context, word: string | undefined, { array }: ShowOptions): Promise<0 | 1> {
  const meant =
    word === undefined ? await newest(context) : ((await resolveArtifacts(context, [word]))[0] as ResolvedArtifact);
  const opened = await withProgress(context, (progress) => opening(meant, progress));
  const { artifact, root, fault } = opened;
  let isWhole = fault === undefined;
  if (array !== undefined) {
    const arrays = new Map(arraysWithin(root, ''));
    await printArray(context, { id: meant.id, path: meant.path, seal: artifact?.seal, arrays }, array);
  } else if (!context.json) isWhole = (await writeText(context, opened)) && isWhole;
  else if (artifact !== undefined) isWhole = (await writeJson(context, artifact, meant.id)) && isWhole;
  if (fault !== undefined) await writeFault(context, fault);
  if (artifact === undefined && !context.json)
    await context.terminal.err.write('Only what is whole in it can be shown, and without the dtypes of arrays.\n');
  return isWhole ? 0 : 1;
}

async function newest(context: Context): Promise<ResolvedArtifact> {
  const meant = await newestArtifact(context);
  if (meant !== undefined) return meant;
  throw new Failure(context.noArtifactsText, { code: 'NOT_FOUND' });
}

/** Opens an artifact, with its seal checked. What is damaged is opened as far as it can be read. */
async function opening(meant: ResolvedArtifact, progress: ProgressReporter): Promise<Opened> {
  try {
    const artifact = await openStoredArtifact(meant.open, meant.path, { progress, seal: 'tell' });
    const { root, size, sealFault } = artifact;
    return { meant, size, artifact, root, fault: sealFault };
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof IntegrityError)) throw error;
    return { meant, artifact: undefined, ...(await intactMembers(meant.open)), fault: error };
  }
}

const writeFault = ({ terminal, json }: Context, fault: ArtifactError): Promise<void> =>
  terminal.err.write(failureText(failureOf(fault), json));

/** @returns whether all arrays could be read. */
async function writeText(context: Context, opened: Opened): Promise<boolean> {
  const { terminal } = context;
  const { [INPUT_PARAMETERS_KEY]: parameters, ...others } = opened.root;
  const hasParameters = isStoredObject(parameters);
  const members = hasParameters ? others : opened.root;
  const lines = [...headLines(context, opened)];
  const arrays = topArrays(members);
  const addSection = (name: string, object: StoredObject, pointer: string) => {
    const section = memberLines(object, pointer, terminal.width);
    if (section.lines.length > 0) lines.push(terminal.colors.bold(name), ...section.lines);
    for (const [each, array] of section.arrays) arrays.set(each, array);
  };
  if (hasParameters) addSection('parameters', parameters, `/${INPUT_PARAMETERS_KEY}`);
  addSection('members', ownMembers(members), '');
  await terminal.out.write(textOf(lines));
  let isWhole = true;
  for (const [pointer, array] of arrays) isWhole = (await writeArrayLines(context, pointer, array)) && isWhole;
  return isWhole;
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** What the file is, before its contents. */
function* headLines({ terminal }: Context, { meant, root, size, artifact, fault }: Opened): Generator<string> {
  const { bold, red } = terminal.colors;
  const { [PROCEDURE_NAME_KEY]: name, [PROCEDURE_VERSION_KEY]: version, [TIMESTAMP_KEY]: time, seed } = root;
  const folder = meant.key?.split('/')[0] ?? 'Unknown procedure';
  const procedure = typeof name === 'string' ? name : folder;
  yield `${bold(escaped(procedure))}${typeof version === 'string' ? ` ${escaped(version)}` : ''}   ${meant.id}`;
  yield `  file    ${escaped(meant.path)}`;
  if (typeof time === 'string') yield `  time    ${escaped(time)}`;
  if (isStoredScalar(seed)) yield `  seed    ${valueText(seed)}`;
  if (artifact === undefined) yield `  seal    ${red('not checked')}: the file is damaged`;
  else if (artifact.seal === undefined) yield '  seal    none (another tool wrote the file)';
  else yield `  seal    ${artifact.seal.slice(0, SHOWN_DIGITS)}… ${fault === undefined ? 'right' : red('WRONG')}`;
  yield `  size    ${sizeText(size)}`;
}

/** The members that are neither in the head nor arrays. */
const ownMembers = (members: StoredObject): StoredObject =>
  Object.fromEntries(
    Object.entries(members).filter(([key, member]) => !isOfHead(key, member) && !(member instanceof StoredArray)),
  );

const isOfHead = (key: string, member: StoredTree): boolean =>
  key === SEED_KEY
    ? isStoredScalar(member)
    : typeof member === 'string' && [PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY].includes(key);

/** The arrays that are members of the root, by JSON Pointer. */
const topArrays = (members: StoredObject): Map<string, StoredArray> =>
  new Map(
    Object.entries(members).flatMap(([key, member]) =>
      member instanceof StoredArray ? [[pointerBelow('', key), member]] : [],
    ),
  );

/** @returns whether the array could be read. */
async function writeArrayLines(context: Context, pointer: string, array: StoredArray): Promise<boolean> {
  const { terminal } = context;
  const { bold } = terminal.colors;
  const keys = keysOfPointer(pointer);
  const name = escaped(keys.length === 1 ? (keys[0] as string) : pointer);
  try {
    const options = { width: terminal.width, hasPlots: terminal.hasBlocks, styleName: bold };
    const lines = await withProgress(context, (progress) => arrayLines(name, array, { ...options, progress }));
    await terminal.out.write(textOf(lines));
    return true;
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    await terminal.out.write(`${bold(name)}  ${shapeText(array)}  cannot be read\n`);
    await writeFault(context, error);
    return false;
  }
}

/** @returns whether all arrays could be read. */
async function writeJson(context: Context, artifact: StoredArtifact, id: string): Promise<boolean> {
  const told = new Map<StoredArray, JsonValue>();
  let isWhole = true;
  for (const [, array] of artifact.arrays) {
    try {
      told.set(array, arrayJson(array, await withProgress(context, (progress) => arrayStatistics(array, progress))));
    } catch (error) {
      if (!isArtifactError(error)) throw error;
      await writeFault(context, error);
      isWhole = false;
    }
  }
  checkPointers(artifact);
  await context.terminal.out.write(
    artifactLine(artifact, id, { arrayOf: (array) => told.get(array) ?? shapeJson(array) }),
  );
  return isWhole;
}

const arrayJson = (array: StoredArray, { min, max, mean, nan }: ArrayStatistics): JsonValue => ({
  ...shapeJson(array),
  min: min ?? null,
  max: max ?? null,
  mean: mean ?? null,
  nan,
});
