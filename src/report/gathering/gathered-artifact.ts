import { namesOf, SEED_KEY } from '../../display/key-names.js';
import { checkPointers, leavesOf } from '../../display/leaves.js';
import { fewNumbersCell } from '../../display/number-cell.js';
import { type OpenedArtifact, openEvenIfDamaged } from '../../display/opened-artifact.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import type { Store } from '../../display/store.js';
import { valueText } from '../../display/value-text.js';
import { addressOfKey } from '../../format/address.js';
import { PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { arraysWithin, isStoredScalar, type StoredObject, type StoredTree } from '../../format/stored-tree.js';
import type { TypedArray } from '../../model/dtypes.js';
import { isArtifactError } from '../../model/errors.js';
import { LargeFiles } from '../../model/large-files.js';
import { LIMITS } from '../../model/limits.js';
import { escapeKey } from '../../model/pointer.js';
import { ProgressReporter } from '../../model/progress.js';
import { PresentArtifact } from '../../repository/present-artifact.js';
import { BytesSource, readBytes, withSource } from '../../storage/bytes-source.js';
import type { ArrayData, ArtifactData, PackedArray, PackedValue, ProblemData, SealData } from '../data/page-data.js';
import { type Companion, xAmong } from '../plots/companions.js';
import { curveOf } from '../plots/curve.js';
import { doublesOf } from '../plots/doubles.js';
import { damagedArrayData, digestOf, isSmall, largeArrayData, smallArrayData } from './array-data.js';
import { packTree } from './comparison-tree.js';
import { cutKey, cutText, withCutKeys } from './cut-text.js';
import { membersData } from './member-data.js';
import { packedValue, type RowData } from './row-data.js';
import { packStrip } from './strip-columns.js';

/** What pages need of one artifact. */
export interface GatheredArtifact {
  readonly row: RowData;
  /** The artifact in full, if that is wanted. */
  readonly artifact: ArtifactData | undefined;
  /** What is wrong with its file. */
  readonly problem: ProblemData | undefined;
}

/** How an artifact is gathered. */
export interface GatherOptions {
  /** Whether it is wanted in full, and not as a row alone. */
  readonly inFull: boolean;
  /** The name of the array that has the x of another one, by the name of the other one. */
  readonly x?: Readonly<Record<string, string>> | undefined;
  readonly progress?: ProgressReporter | undefined;
}

/** The greatest number of numbers that a cell shows one by one, if it has room for them. */
const MOST_IN_CELL = 20;

/** The greatest number of arrays that a page shows of one artifact. */
const MOST_ARRAYS = 100;

/** Large files are read one after the other: a large unsealed file takes as much memory as it has bytes. */
const largeFiles = new LargeFiles();

/**
 * Reads a file once, and checks its seal. A small file is read into memory with all its arrays. Of a damaged file, gathers what is whole.
 *
 * @throws NotFoundError, StorageError if the file cannot be opened or read at all.
 */
export const gatherArtifact = (
  store: Store,
  file: ResolvedArtifact,
  options: GatherOptions,
): Promise<GatheredArtifact> =>
  withSource(file.open(), async (source) => {
    const { progress = new ProgressReporter() } = options;
    const gather = async (resolved: ResolvedArtifact, arrays: 'locate' | 'keep') => {
      const opened = await openEvenIfDamaged(store, resolved, progress, arrays);
      return gatheredOf(opened, options, store.misfits?.get(file.path)?.message);
    };
    if (source.size > LIMITS.small) return largeFiles.oneAtATime(source.size, () => gather(file, 'locate'));
    const whole = new BytesSource(await readBytes(source, 0, source.size));
    return gather({ ...file, open: async () => whole }, 'keep');
  });

/** Reads an artifact in full, whole or damaged. */
export async function artifactData(
  store: Store,
  file: ResolvedArtifact,
  options: Omit<GatherOptions, 'inFull'> = {},
): Promise<ArtifactData> {
  const { artifact } = await gatherArtifact(store, file, { ...options, inFull: true });
  return artifact as ArtifactData;
}

/** Gathers an artifact that is open. */
async function gatheredOf(
  opened: OpenedArtifact,
  { inFull, x }: GatherOptions,
  misfit: string | undefined,
): Promise<GatheredArtifact> {
  const { resolved, size, artifact: readable, fault } = opened;
  const root = withCutKeys(opened.root);
  const { id, path, key } = resolved;
  const messages = fault === undefined ? [] : [fault.message];
  if (readable !== undefined) checkPointers(readable);
  const values = new Map<string, PackedValue>();
  for (const { pointer, tree } of leavesOf(root))
    values.set(pointer, tree instanceof StoredArray ? shapeOf(tree) : packedValue(tree));
  const names = namesOf(pointersIn(root, values.keys()));
  const nameOf = (pointer: string) => cutText(names.get(pointer) ?? pointer);
  const arrays: ArrayData[] = [];
  const companions: Companion[] = [];
  let arrayCount = 0;
  for (const [pointer, array] of arraysWithin(root, '')) {
    const isShown = inFull && ++arrayCount <= MOST_ARRAYS;
    const isLeaf = values.has(pointer);
    if (!isShown && !(isLeaf && size <= LIMITS.small)) continue;
    const head = { pointer, name: nameOf(pointer), x: xPointer(pointer, nameOf(pointer), array, names, x) };
    try {
      if (isSmall(array)) {
        const elements = array.isInMemory ? array.data : await array.read();
        if (isLeaf) {
          values.set(pointer, packedArray(array, elements));
          companions.push({ ...head, shape: array.shape, doubles: () => doublesOf(elements).values });
        }
        if (isShown) arrays.push(smallArrayData(head, array, elements));
      } else {
        const { data, strip, digest } = await largeArrayData(head, array);
        if (isLeaf) {
          values.set(pointer, { ...shapeOf(array), ...(strip === undefined ? {} : { strip }), digest });
          companions.push({ ...head, shape: array.shape, doubles: () => curveOf(data)?.values });
        }
        if (isShown) arrays.push(data);
      }
    } catch (error) {
      if (!isArtifactError(error)) throw error;
      messages.push(error.message);
      if (isShown) arrays.push(damagedArrayData(head, array, error.message));
    }
  }
  const address = key === undefined ? undefined : addressOfKey(key);
  const text = (tree: StoredTree | undefined) => (typeof tree === 'string' ? cutText(tree) : undefined);
  const procedure =
    (readable instanceof PresentArtifact ? readable.procedureName : address?.procedureName) ??
    text(root[PROCEDURE_NAME_KEY]) ??
    '';
  const time = text(root[TIMESTAMP_KEY]) ?? address?.timestamp ?? '';
  const version = text(root[PROCEDURE_VERSION_KEY]);
  const seed = root[SEED_KEY];
  const seal = sealData(opened);
  const row: RowData = {
    id,
    procedure,
    time,
    version,
    size,
    seal: seal.state === 'right' ? 'r' : seal.state === 'none' ? 'n' : 'w',
    values,
    xs: xsAmong(companions),
  };
  const [message] = messages;
  const problem = message === undefined ? undefined : { path, message, ...(inFull ? { id } : {}) };
  const artifact: ArtifactData | undefined = inFull
    ? {
        id,
        procedure,
        path,
        time,
        version,
        seed: isStoredScalar(seed) ? cutText(valueText(seed)) : undefined,
        size,
        seal,
        ...(misfit === undefined ? {} : { misfit }),
        ...membersData(root, nameOf),
        tree: packTree(root),
        arrays,
        ...(arrayCount > MOST_ARRAYS ? { arraysLeftOut: arrayCount - MOST_ARRAYS } : {}),
      }
    : undefined;
  return { row, artifact, problem };
}

function sealData({ artifact, fault }: OpenedArtifact): SealData {
  if (artifact === undefined) return { state: 'damaged', message: fault?.message ?? '' };
  const { seal: digits } = artifact;
  if (digits === undefined) return { state: 'none' };
  return fault === undefined ? { state: 'right', digits } : { state: 'wrong', digits, message: fault.message };
}

const shapeOf = ({ dtype, shape }: StoredArray): PackedArray => ({ dtype, shape });

function packedArray(array: StoredArray, elements: TypedArray): PackedArray {
  const isOfOneAxis = array.shape.length === 1 || elements.length === 0;
  const cell = isOfOneAxis ? fewNumbersCell(elements, { most: MOST_IN_CELL, mayBeCut: true }) : undefined;
  return {
    ...shapeOf(array),
    ...(cell === undefined ? {} : { cell }),
    ...(array.shape.length > 1 ? {} : { strip: packStrip(elements) }),
    digest: digestOf(elements),
  };
}

/** Returns the pointers of the arrays that are the x of others. */
function xsAmong(companions: readonly Companion[]): ReadonlySet<string> {
  const shown = companions.slice(0, MOST_ARRAYS);
  return new Set(shown.flatMap((array) => xAmong(array, shown)?.pointer ?? []));
}

/** Returns the pointers of all leaves and arrays. */
function* pointersIn(root: StoredObject, leaves: Iterable<string>): Generator<string> {
  yield* leaves;
  for (const [pointer] of arraysWithin(root, '')) yield pointer;
}

/** Returns the pointer of the array that has the x of another one: as the user says by their names, or as the class says. */
function xPointer(
  pointer: string,
  name: string,
  array: StoredArray,
  names: ReadonlyMap<string, string>,
  x: GatherOptions['x'] = {},
): string | undefined {
  const given = Object.hasOwn(x, name) ? x[name] : undefined;
  if (given !== undefined) for (const [other, otherName] of names) if (otherName === given) return other;
  // Where no array has the name that the user gives, the plot says so.
  const key = given ?? array.x;
  return key === undefined ? undefined : `${pointer.slice(0, pointer.lastIndexOf('/'))}/${escapeKey(cutKey(key))}`;
}
