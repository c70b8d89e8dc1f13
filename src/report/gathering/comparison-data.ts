import { deflateSync } from 'node:zlib';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import type { Store } from '../../display/store.js';
import { StoredArray } from '../../format/stored-array.js';
import { type StoredObject, valueAt } from '../../format/stored-tree.js';
import { isArtifactError } from '../../model/errors.js';
import { ProgressReporter } from '../../model/progress.js';
import { isSameList } from '../../model/same-list.js';
import { comparisonOfElements } from '../../repository/element-comparison.js';
import { pairedPieces } from '../../repository/paired-pieces.js';
import { differenceDrawing } from '../comparison/array-differences.js';
import { ArtifactComparison, type UnreadArrays } from '../comparison/artifact-comparison.js';
import type { ArtifactData, ComparisonData } from '../data/page-data.js';
import { withCutKeys } from './cut-text.js';
import { artifactData } from './gathered-artifact.js';

/**
 * Compares artifacts with the first one for a page of the server. Arrays that a page does not carry are read piece by piece.
 *
 * @param ids - as the address has them. Some of them may have no file, or one that is gone since it was listed.
 * @throws StorageError if a file cannot be opened at all.
 */
export async function comparisonData(
  store: Store,
  files: readonly ResolvedArtifact[],
  ids: readonly string[] = files.map(({ id }) => id),
): Promise<ComparisonData> {
  const filesOf = new Map<ArtifactData, ResolvedArtifact>();
  for (const file of files) {
    const artifact = await artifactData(store, file).catch((error) => {
      if (!isArtifactError(error, 'ARTIFACT_NOT_FOUND')) throw error;
    });
    if (artifact !== undefined) filesOf.set(artifact, file);
  }
  const comparison = new ArtifactComparison([...filesOf.keys()], ids);
  const roots = new Map<ArtifactData, StoredObject>();
  const rootOf = async (place: number): Promise<StoredObject> => {
    const artifact = comparison.whole[place] as ArtifactData;
    const { open, path } = filesOf.get(artifact) as ResolvedArtifact;
    const known = roots.get(artifact);
    if (known !== undefined) return known;
    const opened = await store.openStored(open, path, { progress: new ProgressReporter(), seal: 'skip' });
    const root = withCutKeys(opened.root);
    roots.set(artifact, root);
    return root;
  };
  for (const unread of comparison.unread) {
    const [first, second] = unread.artifacts;
    await settle(unread, await rootOf(first), await rootOf(second));
  }
  return comparison.data();
}

/** Compares two arrays of files. Those that cannot be read stay as they are: not compared. */
async function settle({ pointer, settle }: UnreadArrays, first: StoredObject, second: StoredObject): Promise<void> {
  const [a, b] = [valueAt(first, pointer), valueAt(second, pointer)];
  if (!(a instanceof StoredArray && b instanceof StoredArray && isSameList(a.shape, b.shape))) return;
  if (a.dtype !== b.dtype && a.dtype !== undefined && b.dtype !== undefined) return;
  const comparison = comparisonOfElements(a, b);
  const drawing = differenceDrawing(a.shape, a.dtype);
  try {
    for await (const [here, there] of pairedPieces(a.pieces(), b.pieces())) {
      comparison.add(here, there);
      drawing?.add(here, there);
    }
  } catch (error) {
    if (isArtifactError(error)) return;
    throw error;
  }
  const { differences } = comparison;
  if (differences === undefined) settle(undefined, undefined);
  else settle({ path: pointer, kind: 'values', ...differences }, drawing?.data(deflateSync));
}
