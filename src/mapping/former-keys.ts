import type { Walk } from '../codecs/walk/walk.js';
import { quoted } from '../model/message-text.js';
import type { TreeObject } from '../model/tree.js';
import type { Field } from './fields.js';

/** The former keys under which an object of a file has fields, by their properties. Its arrays and faults have their places by these keys. */
export type FormerKeys = ReadonlyMap<string, string>;

export const NO_FORMER_KEYS: FormerKeys = new Map();

/**
 * Returns the former keys of an object that the walk is inside of. Reports each key of a field that the object has under another one.
 *
 * @param fields - those that have aliases.
 */
export function formerKeysIn(tree: TreeObject, fields: readonly Field[], walk: Walk): FormerKeys {
  const formerKeys = new Map<string, string>();
  for (const { property, key, aliases } of fields) {
    const [found, ...others] = [key, ...aliases].filter((each) => Object.hasOwn(tree, each));
    if (found !== undefined && found !== key) formerKeys.set(property, found);
    for (const other of others) {
      walk.atMember(other);
      walk.report(
        'unknown-field',
        `found ${property} under this key and under ${quoted(found as string)}, expected one of them`,
      );
    }
  }
  return formerKeys;
}
