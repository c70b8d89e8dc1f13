import { scalarText } from '../../json/scalars.js';
import { dtypeTraits } from '../../model/dtypes.js';
import { Elements, nestedLists } from '../../model/elements.js';
import { NumberList } from '../../model/number-list.js';
import { NumberText } from '../../model/number-text.js';
import type { Tree } from '../../model/tree.js';
import { escapedJson } from './escaping.js';

/** What has a JSON text: a file's tree, or an object around such trees. A member that is undefined is left out. */
export type JsonValue = Tree | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** The JSON text of a value on one line, exactly as the library writes it: -0 is `-0.0`, and an integer has all its digits. */
export function jsonText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return escapedJson(scalarText(value));
  if (value instanceof NumberText) return value.text;
  if (value instanceof Elements) {
    const { toElement } = dtypeTraits(value.dtype);
    return jsonText(nestedLists<Tree>(value, toElement) as Tree);
  }
  if (value instanceof NumberList) return jsonText(Array.from(value.values));
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${jsonText(key)}:${jsonText(member)}`],
  );
  return `{${members.join(',')}}`;
}

/** One line of the output of `--json`: an object whose first member tells what it is. */
export const jsonLine = (object: { readonly type: string; readonly [key: string]: JsonValue | undefined }): string =>
  `${jsonText(object)}\n`;
