import type { ArrayTable, PointerMatch } from '../format/array-table.js';
import { INPUT_PARAMETERS_KEY } from '../format/layout.js';
import { membersAtEnds } from '../format/members-at-ends.js';
import { asStoredTree, type StoredObject } from '../format/stored-tree.js';
import { LIMITS } from '../model/limits.js';
import { keysOfPointer } from '../model/pointer.js';
import { ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import type { ListedEntry } from '../repository/listing.js';
import type { StoredArtifact } from '../repository/stored-artifact.js';
import { BytesSource, readBytes, withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { pointersOfName } from './key-names.js';
import { checkPointers, type FoundValue, foundByName, leafAt } from './leaves.js';
import type { Store } from './store.js';

/** Units: bytes. A file of this size is read whole in the time in which its ends are read. */
const QUICK_TO_READ = 1 << 14;

/** Large files are read one after the other: a large unsealed file takes as much memory as it has bytes. */
const largeFiles = new Semaphore(1);

/**
 * Opens an artifact without checking its seal. A small file is read into memory.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`), NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`) if the file cannot
 * be read.
 */
export const openArtifact = (store: Store, { key, path }: ListedEntry): Promise<StoredArtifact> =>
  withSource(store.storage.open(key), async (source) => {
    const artifact = await openSource(store, source, { key, path });
    checkPointers(artifact);
    return artifact;
  });

async function openSource(
  store: Store,
  source: Source,
  { key, path }: Pick<ListedEntry, 'key' | 'path'>,
): Promise<StoredArtifact> {
  const options = { progress: new ProgressReporter(), seal: 'skip' } as const;
  if (source.size <= LIMITS.small) {
    const whole = new BytesSource(await readBytes(source, 0, source.size));
    return store.openStored(async () => whole, path, options);
  }
  return largeFiles.run(() => store.openStored(() => store.storage.open(key), path, options));
}

/**
 * Reads the value of each name in an artifact; undefined for a name that stands for nothing there. If the ends of a sealed file
 * hold all the values, only the ends are read.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`), NotFoundError (`ARTIFACT_NOT_FOUND`), FormatError (`ARTIFACT_FORMAT`) if the file cannot
 * be read.
 */
export const readNamedValues = (
  store: Store,
  entry: ListedEntry,
  names: readonly string[],
): Promise<readonly (FoundValue | undefined)[]> =>
  withSource(store.storage.open(entry.key), async (source) => {
    const isSeenAtEnds = source.size > QUICK_TO_READ && store.readsAsStored(entry.procedureName);
    const seen = isSeenAtEnds ? await valuesAtEnds(source, names) : undefined;
    if (seen !== undefined) return seen;
    const { root } = await openSource(store, source, entry);
    return names.map((name) => foundByName(root, pointersOfName(name)));
  });

/** Reads the values of names at the ends of a file. Undefined if the ends leave a value open, or if a value may have arrays. */
async function valuesAtEnds(source: Source, names: readonly string[]): Promise<(FoundValue | undefined)[] | undefined> {
  const candidates = names.map(pointersOfName);
  const seen = await membersAtEnds(source, [INPUT_PARAMETERS_KEY, ...candidates.flat().map(firstKeyOf)]);
  if (seen?.arrays === undefined) return undefined;
  const root: StoredObject = {};
  /** Adds a member to the root. True if the ends show the member, or show that the file does not have it. */
  const isKnown = (key: string): boolean => {
    const member = Object.hasOwn(root, key) ? undefined : seen.memberAt(key);
    if (member !== undefined) root[key] = asStoredTree(member);
    return Object.hasOwn(root, key) || seen.lacks(key);
  };
  const found: (FoundValue | undefined)[] = [];
  for (const pointers of candidates) {
    for (const pointer of pointers) {
      if (!isKnown(firstKeyOf(pointer))) return undefined;
      if (leafAt(root, pointer) !== undefined) break;
    }
    const value = foundByName(root, pointers);
    if (value !== undefined && mayHaveArrays(seen.arrays, value.pointer)) return undefined;
    found.push(value);
  }
  return found;
}

/** The key of the root's member that a pointer leads to, or into. */
const firstKeyOf = (pointer: string): string => keysOfPointer(pointer)[0] as string;

/** True if the table of arrays may lead to a pointer or below it. */
function mayHaveArrays(table: ArrayTable, pointer: string): boolean {
  let reached: readonly PointerMatch[] | undefined = table.rootMatches;
  for (const key of keysOfPointer(pointer)) reached = reached && table.childMatches(reached, key, true);
  return reached?.length !== 0;
}
