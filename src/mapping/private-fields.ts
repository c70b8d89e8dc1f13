// Finds the private fields of a class in its source text, for nothing else shows them: only the class's own code can read them.

/**
 * The private fields of a class's instances, as the class's own text names them: `#ink`, auto-accessors, and what TypeScript,
 * esbuild, swc and Babel write in their place for older targets. Private methods and static fields are not among them.
 *
 * @param getters - those of the stored properties. A getter that reads exactly one private field stores that field.
 */
export function privateFieldsOf(Class: Function, getters: readonly Function[] = []): string[] {
  const text = sourceOf(Class);
  if (!/#|accessor|rivate|\.set\(/.test(text)) return [];
  const fields = [...new Set([...matches(codeOf(text, 1), DECLARED), ...matches(codeOf(text), LOWERED)])];
  if (fields.length === 0) return fields;
  const read = getters.map((getter) => matches(codeOf(sourceOf(getter)), READ)).filter(({ length }) => length === 1);
  return fields.filter((field) => !read.some(([name]) => name === field));
}

const sourceOf = (value: Function): string => Function.prototype.toString.call(value);

const NAME = '[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*';

/** A private field where it is declared: neither used, nor `static`, nor a method, nor looked for with `in`. */
const DECLARATION = `(?<!\\.\\s*|\\bstatic\\s*)(#${NAME})(?![\\p{ID_Continue}$]|\\s*\\(|\\s+in\\b)`;

const AUTO_ACCESSOR = `(?<!\\bstatic\\s+)\\baccessor[ \\t]+(?!(?:in|of|instanceof)\\b)(#?${NAME})`;

const DECLARED = new RegExp(`${DECLARATION}|${AUTO_ACCESSOR}`, 'gu');

/**
 * How constructors add private fields that the target does not have: esbuild, swc and Babel by functions, TypeScript by a WeakMap.
 * Private methods are in one whose name ends in `_instances`.
 */
const LOWERED = new RegExp(
  `(?:__privateAdd|_class_private_field_init|_classPrivateFieldInitSpec)\\(\\s*this,\\s*(${NAME})(?<!_instances)(?![\\p{ID_Continue}$])` +
    `|(?<![\\p{ID_Continue}$.])(_${NAME})\\.set\\(\\s*this,`,
  'gu',
);

/** A private field where it is read: behind a dot, and not called as a method is; or by a compiler's function. */
const READ = new RegExp(
  `\\.\\s*(#${NAME})(?![\\p{ID_Continue}$]|\\s*\\()` +
    '|(?:__classPrivateFieldGet|__privateGet|_class_private_field_get|_classPrivateFieldGet2?)' +
    `\\(\\s*(?:this,\\s*(${NAME})|(${NAME}),\\s*this\\b)(?<!_instances)(?![\\p{ID_Continue}$])`,
  'gu',
);

/** What a pattern finds, each name once. */
function matches(code: string, pattern: RegExp): string[] {
  const found = [...code.matchAll(pattern)];
  return [...new Set(found.map(([, ...names]) => names.find((name) => name !== undefined) as string))];
}

// The tokens of code, as far as they tell where literals are. A word goes with the dot or # before it.
const WORD = '(?:\\.\\s*)?#?[\\p{ID_Continue}$\\u200c\\u200d]+';
const REGEX = '\\/(?![/*])(?:\\\\.|\\[(?:\\\\.|[^\\]\\\\\\n])*\\]|[^/\\\\\\n[])+\\/';
const OTHERS = `\\/\\/.*|\\/\\*[\\s\\S]*?\\*\\/|\\s+|'[^'\\\\]*(?:\\\\[\\s\\S][^'\\\\]*)*'|"[^"\\\\]*(?:\\\\[\\s\\S][^"\\\\]*)*"|\\+\\+|--|[\\s\\S]`;

const TOKEN = new RegExp(`${WORD}|${OTHERS}`, 'uy');
const TOKEN_OR_REGEX = new RegExp(`${WORD}|${REGEX}|${OTHERS}`, 'uy');

/** The text of a template up to its end, or to a value in it. */
const TEMPLATE = /[^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*(?:`|\$\{)/y;

/** What a value ends with. A slash behind it divides; any other begins a regular expression. */
const VALUE_END = /[\p{ID_Continue}$)\]]$|^(?:\+\+|--)$/u;
/** Words behind which a value begins. */
const OPERATORS = new Set('await case delete do else in instanceof new of return throw typeof void yield'.split(' '));
/** Words whose parentheses a statement follows. */
const HEADS = new Set(['if', 'for', 'while', 'with']);
/** Stands for a literal, which is a value. */
const LITERAL = ')';

/**
 * The code of a text: comments, and what stands in strings, templates and regular expressions, are blanks.
 *
 * @param deepest - what stands within more brackets is left out.
 */
function codeOf(text: string, deepest = Number.POSITIVE_INFINITY): string {
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
  /** The words before the brackets that are open; `${` for that of a value in a template. */
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
