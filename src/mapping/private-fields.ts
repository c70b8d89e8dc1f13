// Finds the private fields of a class in its source text, for nothing else shows them: only the class's own code can read them.

/**
 * Returns the names of the private fields of a class's instances: `#ink`, auto-accessors, and the WeakMaps and functions by which
 * TypeScript, esbuild, swc and Babel replace them for older targets. Leaves out private methods and static fields.
 *
 * @param getters - the getters of stored properties. If a getter reads exactly one private field, that field is stored, and left out.
 */
export function privateFieldsOf(Class: Function, getters: readonly Function[] = []): string[] {
  const text = sourceOf(Class);
  if (!/#|accessor|rivate|\.set\(/.test(text)) return [];
  const fields = [
    ...new Set([...matches(withoutLiterals(text, 1), DECLARED), ...matches(withoutLiterals(text), LOWERED)]),
  ];
  if (fields.length === 0) return fields;
  const isStored = getters.flatMap((getter) => {
    const read = matches(withoutLiterals(sourceOf(getter)), READ);
    return read.length === 1 ? [storageOf(getter, read[0] as string)] : [];
  });
  return fields.filter((field) => !isStored.some((isStorage) => isStorage(field)));
}

/**
 * Returns a test for the private field that a getter reads. For decorated auto-accessors, esbuild makes all getters of one text,
 * `get [name]() { return __privateGet(this, extra) }`, and gives the storage the name of the property, with digits if it is taken.
 */
function storageOf(getter: Function, read: string): (field: string) => boolean {
  if (!/^get\s*\[/.test(sourceOf(getter))) return (field) => field === read;
  const name = `_${getter.name.replace(/^get /, '')}`;
  return (field) => field.startsWith(name) && /^\d*$/.test(field.slice(name.length));
}

const sourceOf = (value: Function): string => Function.prototype.toString.call(value);

const NAME = '[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*';

/** The declaration of a private field: no access, no static field, no method, and no `#x in object`. */
const DECLARATION = `(?<!\\.\\s*|\\bstatic\\s*)(#${NAME})(?![\\p{ID_Continue}$]|\\s*\\(|\\s+in\\b)`;

const AUTO_ACCESSOR = `(?<!\\bstatic\\s+)\\baccessor[ \\t]+(?!(?:in|of|instanceof)\\b)(#?${NAME})`;

const DECLARED = new RegExp(`${DECLARATION}|${AUTO_ACCESSOR}`, 'gu');

/**
 * The code that adds a private field to an instance, compiled for a target without private fields. esbuild, swc and Babel call functions;
 * TypeScript calls `set` of a WeakMap. Names that end in `_instances` are for private methods.
 */
const LOWERED = new RegExp(
  `(?:__privateAdd|_class_private_field_init|_classPrivateFieldInitSpec)\\(\\s*this,\\s*(${NAME})(?<!_instances)(?![\\p{ID_Continue}$])` +
    `|(?<![\\p{ID_Continue}$.])(_${NAME})\\.set\\(\\s*this,`,
  'gu',
);

/** An access to a private field: after a dot, and not a call of a method; or by a function of a compiler. */
const READ = new RegExp(
  `\\.\\s*(#${NAME})(?![\\p{ID_Continue}$]|\\s*\\()` +
    '|(?:__classPrivateFieldGet|__privateGet|_class_private_field_get|_classPrivateFieldGet2?)' +
    `\\(\\s*(?:this,\\s*(${NAME})|(${NAME}),\\s*this\\b)(?<!_instances)(?![\\p{ID_Continue}$])`,
  'gu',
);

/** Returns the names that a pattern finds, each once. */
function matches(code: string, pattern: RegExp): string[] {
  const found = [...code.matchAll(pattern)];
  return [...new Set(found.map(([, ...names]) => names.find((name) => name !== undefined) as string))];
}

// The tokens of code, as far as needed to find literals. A word includes the dot or # before it.
const WORD = '(?:\\.\\s*)?#?[\\p{ID_Continue}$\\u200c\\u200d]+';
const REGEX = '\\/(?![/*])(?:\\\\.|\\[(?:\\\\.|[^\\]\\\\\\n])*\\]|[^/\\\\\\n[])+\\/';
const OTHERS = `\\/\\/.*|\\/\\*[\\s\\S]*?\\*\\/|\\s+|'[^'\\\\]*(?:\\\\[\\s\\S][^'\\\\]*)*'|"[^"\\\\]*(?:\\\\[\\s\\S][^"\\\\]*)*"|\\+\\+|--|[\\s\\S]`;

const TOKEN = new RegExp(`${WORD}|${OTHERS}`, 'uy');
const TOKEN_OR_REGEX = new RegExp(`${WORD}|${REGEX}|${OTHERS}`, 'uy');

/** The text of a template literal up to its end, or up to `${`. */
const TEMPLATE = /[^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*(?:`|\$\{)/y;

/** The end of a value. A slash after a value is a division; after anything else, it begins a regular expression. */
const VALUE_END = /[\p{ID_Continue}$)\]]$|^(?:\+\+|--)$/u;
/** The words that a value follows: a slash after them begins a regular expression. */
const OPERATORS = new Set('await case delete do else in instanceof new of return throw typeof void yield'.split(' '));
/** The words after whose parentheses a statement begins. */
const HEADS = new Set(['if', 'for', 'while', 'with']);
/** The token that stands for a literal: it is the end of a value. */
const LITERAL = ')';

/**
 * Returns the code of a text with a space in the place of each comment, string, regular expression and text of a template.
 *
 * @param deepest - the number of open brackets within which code is returned. Code within more is left out.
 */
function withoutLiterals(text: string, deepest = Number.POSITIVE_INFINITY): string {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0] ?? '';
    at += token.length;
    return token;
  };
  let code = '';
  const add = (token: string): void => {
    if (open.length <= deepest) code += token;
  };
  /** For each open bracket, the token before it; `${` for that of a value in a template. */
  const open: string[] = [];
  let before = '';
  while (at < text.length) {
    const isDivision = VALUE_END.test(before) && !OPERATORS.has(before);
    const token = take(isDivision ? TOKEN : TOKEN_OR_REGEX);
    if (token === '`' || (token === '}' && open.at(-1) === '${')) {
      if (token === '}') open.pop();
      add(' ');
      const isEnd = take(TEMPLATE).endsWith('`');
      if (!isEnd) open.push('${');
      before = isEnd ? LITERAL : '';
    } else if (/^(?:\/\/|\/\*)/.test(token)) add(' ');
    else if (/^\s/.test(token)) add(token);
    else if (/^['"]|^\/./.test(token)) {
      add(' ');
      before = LITERAL;
    } else if (/^[([{]/.test(token)) {
      add(token);
      open.push(before);
      before = token;
    } else if (/^[)\]}]/.test(token)) {
      const head = open.pop() as string;
      add(token);
      before = token === '}' || HEADS.has(head) ? '' : token;
    } else {
      add(token);
      before = token;
    }
  }
  return code;
}
