import { ARTIFACT_KEY } from '../../format/layout.js';
import { readJson } from '../../json/read-json.js';
import { isTreeObject, type TreeObject } from '../../model/tree.js';
import { type StoredObject, withNumberListsAsArrays } from '../../repository/stored-tree.js';
import { readBytes, withSource } from '../../storage/bytes-source.js';
import type { Source } from '../../storage/storage.js';

/** Bytes of a damaged file that are looked at. */
const LOOKED_AT = 1 << 26;

/**
 * The members of a damaged file that are whole, such as those before the end of one that was cut short. They are told by the layout of
 * this library or of Python's `json.dump`: one member of the root on each line that is indented once. Nothing tells the dtypes.
 */
export const wholeMembers = (
  open: () => Promise<Source>,
): Promise<{ readonly root: StoredObject; readonly size: number }> =>
  withSource(open(), async (source) => {
    const text = Buffer.from(await readBytes(source, 0, Math.min(source.size, LOOKED_AT))).toString('latin1');
    const indent = /^\{\n( +)"/.exec(text)?.[1] ?? '';
    // What nothing follows may have been cut: 4 instead of 42.
    const whole = text
      .slice(2)
      .split(new RegExp(`,?\\n(?=${indent}"|\\})`))
      .slice(0, -1);
    const members = Object.fromEntries(whole.flatMap((member) => Object.entries(treeOf(member) ?? {})));
    delete members[ARTIFACT_KEY];
    return { root: withNumberListsAsArrays(members), size: source.size };
  });

/** The object with one member; undefined if its text is damaged. */
function treeOf(member: string): TreeObject | undefined {
  try {
    const tree = readJson(Buffer.from(`{${member}}`, 'latin1'), { bareTokens: true });
    return isTreeObject(tree) ? tree : undefined;
  } catch {
    return undefined;
  }
}
