// A reader of JSON that shares nothing with the library: each number stays the text that it is in the file.

/** A number as it is written. */
export class NumberToken {
  constructor(readonly text: string) {}
}

/** JSON as it is written. */
export type Token = null | boolean | string | NumberToken | Token[] | Map<string, Token>;

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null|NaN|-?Infinity)|([[\]{},:]))\s*/y;

/** Reads JSON; also the names of numbers that Python writes. */
export function readTokens(text: string): Token {
  TOKEN.lastIndex = 0;
  let [, string, number, name, mark] = next();

  function next(): RegExpExecArray {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`found ${text.slice(at, at + 20)}, expected JSON`);
    return match;
  }
  const advance = () => {
    if (TOKEN.lastIndex < text.length) [, string, number, name, mark] = next();
    else [string, number, name, mark] = [undefined, undefined, undefined, 'end'];
  };
  function value(): Token {
    const token =
      string !== undefined
        ? (JSON.parse(string) as string)
        : number !== undefined
          ? new NumberToken(number)
          : name === undefined
            ? undefined
            : /^-?[NI]/.test(name)
              ? name
              : (JSON.parse(name) as boolean | null);
    const opening = mark;
    advance();
    if (token !== undefined) return token;
    if (opening === '[') {
      const items: Token[] = [];
      for (; mark !== ']'; mark === ',' && advance()) items.push(value());
      advance();
      return items;
    }
    const members = new Map<string, Token>();
    for (; mark !== '}'; mark === ',' && advance()) {
      const key = value() as string;
      advance();
      members.set(key, value());
    }
    advance();
    return members;
  }
  return value();
}
