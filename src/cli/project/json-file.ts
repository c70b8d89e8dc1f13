import { readFileSync } from 'node:fs';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';

// Changes package.json and tsconfig.json as a person would: only the lines in question, with comments, indentation and line ends kept.
// jsonc-parser finds the places; JSON.parse and JSON.stringify would lay out the whole file anew and lose the comments.

/** A JSON file that somebody wrote by hand. {@link JsonFile.set} changes one member and keeps comments, indentation and line ends. */
export class JsonFile {
  readonly #path: string;
  readonly #removed: string[] = [];
  readonly #added: string[] = [];
  #text: string;
  #root: Node;

  private constructor(path: string, text: string, allowsComments: boolean) {
    this.#path = path;
    this.#text = text;
    this.#root = parseRoot(path, text, allowsComments);
  }

  /**
   * Reads a file. Returns undefined if the file does not exist.
   *
   * @param allowsComments - whether comments and trailing commas are allowed, as in tsconfig.json.
   * @throws Failure (`BROKEN_FILE`) if the file cannot be read, or is not a JSON object.
   */
  static read(path: string, allowsComments = true): JsonFile | undefined {
    const text = readText(path);
    return text === undefined ? undefined : new JsonFile(path, text, allowsComments);
  }

  /** Returns the value at a path of keys; undefined if there is none. */
  valueAt(...keys: string[]): unknown {
    const node = findNodeAtLocation(this.#root, keys);
    return node && getNodeValue(node);
  }

  /**
   * Sets a member of an object. Creates the object if it is missing.
   *
   * @param keys - the keys that lead to the object, then the key of the member.
   * @param after - keys of the object. A new member is inserted after the first of them that exists, or else as the first member.
   * @throws Failure (`BROKEN_FILE`) if the value that should be the object is not one.
   */
  set(keys: readonly string[], value: unknown, after: readonly string[] = []): void {
    const [objectKeys, key] = [keys.slice(0, -1), keys.at(-1) as string];
    if (findNodeAtLocation(this.#root, objectKeys) === undefined) this.#insert(objectKeys, {}, []);
    const line = (json: string) => `${JSON.stringify(key)}: ${json}`;
    const existing = findNodeAtLocation(this.#root, [...keys]);
    if (existing === undefined) this.#insert(keys, value, after);
    else {
      this.#removed.unshift(
        line(this.#text.slice(existing.offset, existing.offset + existing.length).replace(/\s+/g, ' ')),
      );
      this.#replace(existing.offset, existing.length, jsonOf(value));
    }
    this.#added.unshift(line(jsonOf(value)));
  }

  /** Returns the text with all changes, and the removed and added lines. The lines of the last {@link JsonFile.set} come first. */
  change() {
    return { file: this.#path, removed: this.#removed, added: this.#added, text: this.#text };
  }

  #insert(keys: readonly string[], value: unknown, after: readonly string[]): void {
    const object = findNodeAtLocation(this.#root, keys.slice(0, -1)) as Node;
    if (object.type !== 'object')
      throw new Failure(`${keys.slice(0, -1).join('.')} in ${escaped(this.#path)} is no object. Nothing was written.`, {
        code: 'BROKEN_FILE',
        path: this.#path,
      });
    const member = `${JSON.stringify(keys.at(-1))}: ${jsonOf(value)}`;
    const properties = object.children ?? [];
    const nameOf = (property: Node) => property.children?.[0]?.value as string;
    const previous = after.flatMap((key) => properties.filter((property) => nameOf(property) === key))[0];
    const brace = object.offset + 1;
    const [first] = properties;
    if (previous !== undefined)
      this.#replace(previous.offset + previous.length, 0, `,${this.#separatorBefore(previous)}${member}`);
    else if (first !== undefined)
      this.#replace(this.#insertionOffset(brace, first), 0, `${this.#separatorBefore(first)}${member},`);
    else {
      const outer = indentOf(this.#text, object.offset);
      const isOpen = this.#text.slice(brace, object.offset + object.length).includes('\n');
      this.#replace(brace, 0, `${this.#lineEnd}${outer}${this.#indent}${member}${isOpen ? '' : this.#lineEnd + outer}`);
    }
  }

  /** Returns what separates a member from what precedes it: a line end and indentation if the member begins a line, else a blank. */
  #separatorBefore({ offset }: Node): string {
    const lineStart = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const indent = this.#text.slice(lineStart, offset);
    return lineStart > 0 && /^[ \t]*$/.test(indent) ? `${this.#lineEnd}${indent}` : ' ';
  }

  /** Returns the offset after an opening brace; after a comment on the same line too, if the first member begins another line. */
  #insertionOffset(brace: number, first: Node): number {
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

/**
 * Reads the text of a file. Returns undefined if the file does not exist.
 *
 * @throws Failure (`BROKEN_FILE`) if the file cannot be read.
 */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Failure(`${escaped(path)} could not be read: ${message}`, { code: 'BROKEN_FILE', path });
  }
}

/** Returns the line end that a text uses. */
export const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

const jsonOf = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(jsonOf).join(', ')}]` : JSON.stringify(value);

const indentOf = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';

function parseRoot(path: string, text: string, allowsComments: boolean): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: allowsComments, disallowComments: !allowsComments });
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
