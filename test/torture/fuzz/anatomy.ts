/** A part of a text, from `start` up to, but not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A JSON text and the positions of its parts. */
export interface Anatomy {
  /** The bytes as Latin-1: one character for each byte. */
  readonly text: string;
  /** Brackets, commas, colons, scalars and white space. */
  readonly tokens: readonly Span[];
  readonly values: readonly Span[];
  /** Keys with their values. */
  readonly members: readonly Span[];
  /** Keys, with their quotes. */
  readonly keys: readonly Span[];
  readonly strings: readonly Span[];
  readonly numbers: readonly Span[];
  /** The dtypes in `$artifact`, with their quotes, and the shapes. */
  readonly dtypes: readonly Span[];
  readonly shapes: readonly Span[];
  /** The entries of the table of arrays. */
  readonly entries: readonly Span[];
  /** The last element of a row with the comma before it, up to the bracket that opens the next row. */
  readonly rowEnds: readonly Span[];
}

const ROW_END = /,[^,[\]{}"]+\],\s*\[/g;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?[\w.][\w.+-]*|[[\]{},:]|\s+/g;

/** Finds the parts of a text that is JSON, except for the tokens NaN and Infinity. */
export function anatomyOf(text: string): Anatomy {
  const spansOf = (pattern: RegExp): Span[] =>
    Array.from(text.matchAll(pattern), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
    }));
  const tokens = spansOf(TOKEN);
  const textOf = ({ start, end }: Span): string => text.slice(start, end);
  const solid = tokens.filter((token) => textOf(token).trim() !== '');
  const [values, members, keys, dtypes, shapes]: [Span[], Span[], Span[], Span[], Span[]] = [[], [], [], [], []];
  let next = 0;
  const take = (): Span => solid[next++] as Span;
  const isNext = (token: string): boolean => textOf(solid[next] as Span) === token;
  const value = (): Span => {
    const { start } = solid[next] as Span;
    const isObject = isNext('{');
    const close = isObject ? '}' : ']';
    const isContainer = isObject || isNext('[');
    let { end } = take();
    if (isContainer) {
      while (!isNext(close)) {
        if (isObject) member();
        else value();
        if (isNext(',')) take();
      }
      ({ end } = take());
    }
    values.push({ start, end });
    return { start, end };
  };
  const member = (): void => {
    const key = take();
    take();
    const held = value();
    keys.push(key);
    members.push({ start: key.start, end: held.end });
    if (textOf(key) === '"dtype"') dtypes.push(held);
    if (textOf(key) === '"shape"') shapes.push(held);
  };
  value();
  return {
    text,
    tokens,
    values,
    members,
    keys,
    strings: solid.filter((token) => text[token.start] === '"'),
    numbers: solid.filter((token) => /[-\d]/.test(text[token.start] as string)),
    dtypes,
    shapes,
    entries: members.filter(({ start }) => text.startsWith('"/', start)),
    rowEnds: spansOf(ROW_END),
  };
}
