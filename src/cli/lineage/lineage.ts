import { keyOfReference, type PlacedReference } from '../../format/stored-reference.js';
import { type ArtifactError, isArtifactError } from '../../model/errors.js';
import type { Place } from '../../model/place.js';
import { searchReferences } from '../../repository/reference-search.js';
import { ReferenceTargets } from '../../repository/reference-targets.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';

/** All references of one artifact to another one, or its upgrade from another one. */
export interface Link {
  /** The key of the artifact that was made from the other one. */
  readonly from: string;
  /** The key of the other one; undefined if the artifact was upgraded from a file that is not there, of which only the seal is known. */
  readonly to: string | undefined;
  /** The seal that the other one should have. */
  readonly seal: string;
  /** Where the references stand in the file; undefined for an upgrade. */
  readonly places: readonly (Place | undefined)[] | undefined;
}

/** A link, and whether it leads to the bytes that it names. */
export interface CheckedLink extends Link {
  readonly state: 'right' | 'no file' | 'other bytes' | 'unreadable';
}

/** The links that were followed from one artifact in one direction, by the keys of the artifacts at which they begin. */
export type LinksByKey = ReadonlyMap<string, readonly CheckedLink[]>;

/** What an artifact was made from, and what was made from it. */
export interface Lineage {
  readonly key: string;
  readonly sources: LinksByKey;
  readonly products: LinksByKey;
  /** The errors of the files that cannot be read. */
  readonly unread: readonly ArtifactError[];
  /** Returns the seal at the end of a file; undefined if there is none. */
  readonly sealAt: (key: string) => Promise<string | undefined>;
}

/** Reads the lineage of an artifact: reads all files of the storage once, and follows the links in both directions. */
export async function readLineage(context: Context, key: string): Promise<Lineage> {
  const { storage, terminal, json } = context;
  const links: Link[] = [];
  const upgrades: [key: string, from: string][] = [];
  const keysBySeal = new Map<string, string>();
  const unread: ArtifactError[] = [];
  const progress = new ProgressLine(terminal, json, 'files');
  try {
    for await (const file of searchReferences(storage, (done, of) => progress.update({ done, of }))) {
      if (file.fault !== undefined) unread.push(file.fault);
      if (file.seal !== undefined) keysBySeal.set(file.seal, file.key);
      if (file.upgradedFrom !== undefined) upgrades.push([file.key, file.upgradedFrom]);
      for (const link of linksOf(file.key, file.references)) links.push(link);
    }
  } finally {
    progress.clear();
  }
  for (const [from, seal] of upgrades) links.push({ from, to: keysBySeal.get(seal), seal, places: undefined });
  const targets = new ReferenceTargets(storage);
  return {
    key,
    sources: await followed(key, linksBy('from', links), 'to', targets),
    products: await followed(key, linksBy('to', links), 'from', targets),
    unread,
    sealAt: (each) => orElse(targets.sealAt(each), undefined),
  };
}

/** Returns the links from a file. References to the same artifact are one link. */
function linksOf(from: string, references: readonly PlacedReference[]): Link[] {
  const links = new Map<string, Link & { readonly places: (Place | undefined)[] }>();
  for (const { place, reference } of references) {
    const to = keyOfReference(reference);
    const { seal } = reference;
    const known = links.get(`${to} ${seal}`);
    if (known === undefined) links.set(`${to} ${seal}`, { from, to, seal, places: [place] });
    else known.places.push(place);
  }
  return [...links.values()];
}

/** Returns the links by the keys of the artifacts at one of their ends. */
function linksBy(end: 'from' | 'to', links: readonly Link[]): Map<string, Link[]> {
  const byKey = new Map<string, Link[]>();
  for (const link of links) {
    const key = link[end];
    const known = key === undefined ? undefined : byKey.get(key);
    if (known !== undefined) known.push(link);
    else if (key !== undefined) byKey.set(key, [link]);
  }
  return byKey;
}

/**
 * Follows links from an artifact. Those that do not lead to the bytes that they name are not followed further: what stands there now has
 * another lineage. Seals allow no circle, but they are not checked here: each artifact is visited once.
 *
 * @param links - by the keys of the artifacts at which they begin, in this direction.
 * @param end - the end of a link to which it is followed.
 */
async function followed(
  start: string,
  links: ReadonlyMap<string, readonly Link[]>,
  end: 'from' | 'to',
  targets: ReferenceTargets,
): Promise<LinksByKey> {
  const visited = new Map<string, readonly CheckedLink[]>();
  const next = [start];
  for (let key = next.pop(); key !== undefined; key = next.pop()) {
    if (visited.has(key)) continue;
    const checked: CheckedLink[] = [];
    for (const link of links.get(key) ?? []) checked.push({ ...link, state: await stateOf(link, targets) });
    checked.sort((a, b) => (timeAndKey(a[end]) < timeAndKey(b[end]) ? -1 : 1));
    visited.set(key, checked);
    for (const { state, [end]: other } of checked) if (state === 'right' && other !== undefined) next.push(other);
  }
  return visited;
}

function stateOf({ to, seal }: Link, targets: ReferenceTargets): Promise<CheckedLink['state']> | 'no file' {
  return to === undefined ? 'no file' : orElse(targets.stateOf(to, seal), 'unreadable');
}

/** Returns a text by which artifacts are sorted: the time in the name, and then the procedure. */
const timeAndKey = (key = ''): string => `${key.slice(key.indexOf('/') + 1)} ${key}`;

/** Returns the result of reading a file, or something else if the file cannot be read. */
async function orElse<T, Other>(reading: Promise<T>, other: Other): Promise<T | Other> {
  try {
    return await reading;
  } catch (error) {
    if (isArtifactError(error)) return other;
    throw error;
  }
}
