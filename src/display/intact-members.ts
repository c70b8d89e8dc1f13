import { ARTIFACT_KEY } from '../format/layout.js';
import { type StoredObject, withNumberListsAsArrays } from '../format/stored-tree.js';
import { readJson } from '../json/read-json.js';
import { isTreeObject, type TreeObject } from '../model/tree.js';
import { readBytes, withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';

// Finds the intact members of a damaged file. For example, of a file that ends within its second member
//
//   {
//     "a": 1,
//     "curve": [1,2
//
// `a` is intact.

/** The greatest number of bytes that are read of a damaged file. */
const MOST_BYTES = 1 << 26;

/**
 * Returns the intact members of a damaged file, without `$artifact`, and the size of the file in bytes. The dtypes of arrays are not known.
 *
 * Members are recognized by the layout that this library and Python's `json.dump` write: each member of the root begins a line, and only
 * these lines are indented once.
 */
export const intactMembers = (
  open: () => Promise<Source>,
): Promise<{ readonly root: StoredObject; readonly size: number }> =>
  withSource(open(), async (source) => {
    const text = Buffer.from(await readBytes(source, 0, Math.min(source.size, MOST_BYTES))).toString('latin1');
    const indent = /^\{\n( +)"/.exec(text)?.[1] ?? '';
    // The last member is left out, because it may have been cut short: 4 instead of 42.
    const candidates = text
      .slice(2)
      .split(new RegExp(`,?\\n(?=${indent}"|\\})`))
      .slice(0, -1);
    const members = Object.fromEntries(candidates.flatMap((member) => Object.entries(treeOf(member) ?? {})));
    delete members[ARTIFACT_KEY];
    return { root: withNumberListsAsArrays(members), size: source.size };
  });

/** Reads one member. Returns an object with it; undefined if its text is damaged. */
function treeOf(member: string): TreeObject | undefined {
  try {
    const tree = readJson(Buffer.from(`{${member}}`, 'latin1'), { bareTokens: true });
    return isTreeObject(tree) ? tree : undefined;
  } catch {
    return undefined;
  }
}
