import { readFileSync } from 'node:fs';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';

/** A JSON file that somebody wrote by hand. Changes keep its comments, indentation and line ends. */
export class JsonFile {
  readonly #path: string;
  readonly #removed: string[] = [];
  readonly #added: string[] = [];
  #text: string;
  #root: Node;

  private constructor(path: string, text: string, hasComments: boolean) {
    this.#path = path;
    this.#text = text;
    this.#root = rootOf(path, text, hasComments);
  }

  /**
   * Reads a file; undefined if there is none.
   *
   * @param hasComments - whether it may have comments and commas behind the last member, as tsconfig.json.
   * @throws Failure if it cannot be read, or is no JSON object.
   */
  static read(path: string, hasComments = true): JsonFile | undefined {
    const text = textOfFile(path);
    return text === undefined ? undefined : new JsonFile(path, text, hasComments);
  }

  /** The value below some keys; undefined if there is none. */
  valueAt(...keys: string[]): unknown {
    const node = findNodeAtLocation(this.#root, keys);
    return node && getNodeValue(node);
  }

  /**
   * Sets a member of an object, which is made if it is missing.
   *
   * @param keys - of the object, and of the member.
   * @param behind - members of the object behind which a new one goes, the first one that is there; else it comes first.
   * @throws Failure if what should be the object is something else.
   */
  set(keys: readonly string[], value: unknown, behind: readonly string[] = []): void {
    const [objectKeys, key] = [keys.slice(0, -1), keys.at(-1) as string];
    if (findNodeAtLocation(this.#root, objectKeys) === undefined) this.#insert(objectKeys, {}, []);
    const line = (json: string) => `${JSON.stringify(key)}: ${json}`;
    const there = findNodeAtLocation(this.#root, [...keys]);
    if (there === undefined) this.#insert(keys, value, behind);
    else {
      this.#removed.unshift(line(this.#text.slice(there.offset, there.offset + there.length).replace(/\s+/g, ' ')));
      this.#replace(there.offset, there.length, jsonOf(value));
    }
    this.#added.unshift(line(jsonOf(value)));
  }

  /** The text with all that was set, and the lines by which it differs, those of the last call first. */
  change() {
    return { file: this.#path, removed: this.#removed, added: this.#added, text: this.#text };
  }

  #insert(keys: readonly string[], value: unknown, behind: readonly string[]): void {
    const object = findNodeAtLocation(this.#root, keys.slice(0, -1)) as Node;
    if (object.type !== 'object')
      throw new Failure(`${keys.slice(0, -1).join('.')} in ${escaped(this.#path)} is no object. Nothing was written.`, {
        code: 'BROKEN_FILE',
        path: this.#path,
      });
    const member = `${JSON.stringify(keys.at(-1))}: ${jsonOf(value)}`;
    const properties = object.children ?? [];
    const keyOf = (property: Node) => property.children?.[0]?.value as string;
    const before = behind.flatMap((key) => properties.filter((property) => keyOf(property) === key))[0];
    const brace = object.offset + 1;
    const [first] = properties;
    if (before !== undefined) this.#replace(before.offset + before.length, 0, `,${this.#gapAt(before)}${member}`);
    else if (first !== undefined)
      this.#replace(this.#endOfBraceLine(brace, first), 0, `${this.#gapAt(first)}${member},`);
    else {
      const outer = indentOf(this.#text, object.offset);
      const isOpen = this.#text.slice(brace, object.offset + object.length).includes('\n');
      this.#replace(brace, 0, `${this.#lineEnd}${outer}${this.#indent}${member}${isOpen ? '' : this.#lineEnd + outer}`);
    }
  }

  /** What stands before a member: a new line, if it begins one, or a blank. */
  #gapAt({ offset }: Node): string {
    const lineStart = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const indent = this.#text.slice(lineStart, offset);
    return lineStart > 0 && /^[ \t]*$/.test(indent) ? `${this.#lineEnd}${indent}` : ' ';
  }

  /** Behind an opening brace, and a comment on its line, if the first member begins another line. */
  #endOfBraceLine(brace: number, first: Node): number {
    const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)?[ \t]*(?=\r?\n)/.exec(
      this.#text.slice(brace, first.offset),
    );
    return brace + (rest?.[0].length ?? 0);
  }

  get #lineEnd(): string {
    return lineEndOf(this.#text);
  }

  get #indent(): string {
    return /\n([ \t]+)/.exec(this.#text)?.[1] ?? '  ';
  }

  #replace(offset: number, length: number, text: string): void {
    this.#text = this.#text.slice(0, offset) + text + this.#text.slice(offset + length);
    this.#root = parseTree(this.#text, [], { allowTrailingComma: true }) as Node;
  }
}

/** The text of a file; undefined if there is none. */
export function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Failure(`${escaped(path)} could not be read: ${message}`, { code: 'BROKEN_FILE', path });
  }
}

/** How the lines of a text end. */
export const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

const jsonOf = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(jsonOf).join(', ')}]` : JSON.stringify(value);

const indentOf = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';

function rootOf(path: string, text: string, hasComments: boolean): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: hasComments, disallowComments: !hasComments });
  const broken = (fault: string) =>
    new Failure(`${escaped(path)} ${fault}. Nothing was written.`, { code: 'BROKEN_FILE', path });
  const [error] = errors;
  if (error !== undefined) {
    const lines = text.slice(0, error.offset).split('\n');
    const place = `line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`;
    throw broken(`is no JSON: ${printParseErrorCode(error.error)} at ${place}`);
  }
  if (root?.type !== 'object') throw broken('is no JSON object');
  return root;
}
