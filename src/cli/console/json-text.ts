import { escapedJson } from '../../display/escaping.js';
import { scalarText } from '../../json/scalars.js';
import { dtypeTraits } from '../../model/dtypes.js';
import { Elements, nestedLists } from '../../model/elements.js';
import { NumberList } from '../../model/number-list.js';
import { NumberText } from '../../model/number-text.js';
import type { Tree } from '../../model/tree.js';

/** A value that {@link jsonText} can write: a tree, or lists and objects of trees. A member that is undefined is left out. */
export type JsonValue = Tree | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** Returns a value as JSON on one line. Numbers are written as in a file: -0 as `-0.0`, and an integer with all its digits. */
export function jsonText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return escapedJson(scalarText(value));
  if (value instanceof NumberText) return value.text;
  if (value instanceof Elements) {
    const { toElement } = dtypeTraits(value.dtype);
    return jsonText(nestedLists<Tree>(value, toElement) as Tree);
  }
  if (value instanceof NumberList) return jsonText(value.items());
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${jsonText(key)}:${jsonText(member)}`],
  );
  return `{${members.join(',')}}`;
}

/** Returns one line of the output of `--json`: an object whose first member, `type`, says what the line describes. */
export const jsonLine = (object: { readonly type: string; readonly [key: string]: JsonValue | undefined }): string =>
  `${jsonText(object)}\n`;
