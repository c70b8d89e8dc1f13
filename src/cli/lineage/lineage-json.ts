import { addressOfKey } from '../../format/address.js';
import { pointerOfPlace } from '../../model/place.js';
import { jsonLine } from '../console/json-text.js';
import type { Lineage, LinksByKey } from './lineage.js';

/**
 * Yields a lineage for programs: an object for each artifact, the artifact itself first, and one for each reference or upgrade.
 *
 * @param pathOf - returns the path of an artifact.
 * @param idOf - returns its id.
 */
export async function* lineageJson(
  { key, sources, products, sealAt }: Lineage,
  { pathOf, idOf }: { readonly pathOf: (key: string) => string; readonly idOf: (key: string) => string },
): AsyncGenerator<string> {
  for (const each of keysIn(key, sources, products)) {
    yield jsonLine({
      type: 'artifact',
      id: idOf(each),
      path: pathOf(each),
      seal: await sealAt(each),
      procedure: each.split('/', 1)[0] as string,
      timestamp: addressOfKey(each)?.timestamp,
    });
  }
  for (const links of [sources, products])
    for (const { from, to, seal, places, state } of [...links.values()].flat()) {
      const ends = { from: idOf(from), to: to && idOf(to), seal, state: STATES[state] };
      if (places === undefined) yield jsonLine({ type: 'upgrade', ...ends });
      else for (const place of places) yield jsonLine({ type: 'reference', pointer: pointerOfPlace(place), ...ends });
    }
}

const STATES = {
  right: 'right',
  'no file': 'missing',
  'other bytes': 'other_bytes',
  unreadable: 'unreadable',
} as const;

/** Returns the keys of all artifacts of a lineage. */
export function keysIn(key: string, ...directions: readonly LinksByKey[]): Set<string> {
  const keys = new Set([key]);
  for (const links of directions) for (const { from, to } of [...links.values()].flat()) keys.add(from).add(to ?? from);
  return keys;
}
