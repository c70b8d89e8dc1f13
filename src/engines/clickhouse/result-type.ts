/** What a column of a result holds. */
export type ResultType =
  | { readonly kind: 'plain' }
  | { readonly kind: 'integer' | 'float32' | 'float' | 'decimal' | 'time' }
  | { readonly kind: 'list'; readonly item: ResultType }
  | { readonly kind: 'map'; readonly key: ResultType; readonly value: ResultType }
  | { readonly kind: 'tuple'; readonly names: readonly string[] | undefined; readonly items: readonly ResultType[] };

/**
 * Returns what a type of ClickHouse holds.
 *
 * @throws Error if values of the type are not known exactly by their JSON: a Variant of two types, Dynamic, JSON.
 */
export function resultType(text: string): ResultType {
  const [, name = '', inner] = /^(\w+)(?:\((.*)\))?$/s.exec(text) ?? [];
  const args = inner === undefined ? [] : splitAtCommas(inner);
  const [first = ''] = args;
  if (/^(?:U?Int\d+|Interval\w+)$/.test(name)) return { kind: 'integer' };
  if (name === 'Float32') return { kind: 'float32' };
  if (name === 'Float64' || name === 'BFloat16') return { kind: 'float' };
  if (name.startsWith('Decimal')) return { kind: 'decimal' };
  if (name === 'DateTime' || name === 'DateTime64') return { kind: 'time' };
  if (PLAIN.test(name)) return { kind: 'plain' };
  if (name === 'Nullable' || name === 'LowCardinality' || (name === 'Variant' && args.length === 1))
    return resultType(first);
  if (name === 'SimpleAggregateFunction') return resultType(args[1] ?? '');
  if (name === 'Array') return { kind: 'list', item: resultType(first) };
  if (name === 'Map') return { kind: 'map', key: resultType(first), value: resultType(args[1] ?? '') };
  if (name === 'Tuple') return tupleType(args);
  if (name === 'Nested') return { kind: 'list', item: tupleType(args) };
  throw new Error(
    `the answer has the type ${text}, whose values are not told apart exactly; expected a CAST to another`,
  );
}

const PLAIN = /^(?:Bool|String|FixedString|Date|Date32|Time|Time64|UUID|IPv4|IPv6|Enum8|Enum16|Nothing)$/;

function tupleType(args: readonly string[]): ResultType {
  const members = args.map((arg) => MEMBER.exec(arg));
  const isNamed = members.length > 0 && members.every((member) => member !== null);
  const names = isNamed ? members.map((member) => unquoted(member?.[1] as string)) : undefined;
  return {
    kind: 'tuple',
    names,
    items: args.map((arg, index) => resultType(isNamed ? (members[index]?.[2] ?? '') : arg)),
  };
}

/** A name, in backquotes if it has other characters, and a type. */
const MEMBER = /^(`(?:[^`\\]|\\.)*`|\w+) (.*)$/s;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  0: '\0',
  a: '\x07',
  v: '\v',
  e: '\x1b',
};

/** Returns a name without its backquotes. */
const unquoted = (name: string): string =>
  name.startsWith('`') ? name.slice(1, -1).replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter) : name;

/** Returns the parts of a text between the commas outside of parentheses and quotes. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|[(),]/gs)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** True if a column holds numbers. */
export const isNumeric = ({ kind }: ResultType): boolean =>
  kind === 'integer' || kind === 'float32' || kind === 'float' || kind === 'decimal';
