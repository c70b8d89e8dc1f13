// State of an instance that is in no property: private fields, which only the class's own code can read, and the internal slots
// of a built-in class. Loading could not bring it back, so a class must not have it in silence.

/**
 * The private fields of a class's instances, as the class's own text names them: `#ink`, auto-accessors, and what TypeScript,
 * esbuild, swc and Babel write in their place for older targets. Private methods and static fields are not among them.
 *
 * @param getters - those of the stored properties. A getter that reads exactly one private field stores that field.
 */
export function privateFieldsOf(Class: Function, getters: readonly Function[] = []): string[] {
  const fields = matches(textOf(Class), DECLARED);
  if (fields.length === 0) return fields;
  const read = getters.map((getter) => matches(textOf(getter), READ)).filter(({ length }) => length === 1);
  return fields.filter((field) => !read.some(([name]) => name === field));
}

/** The built-in class that a class is, or extends: it keeps state in internal slots. `Object` keeps none. */
export function builtInOf(Class: Function): Function | undefined {
  for (let each: unknown = Class; typeof each === 'function' && each !== Object; each = Object.getPrototypeOf(each)) {
    if (isNative(each) && each.prototype !== undefined) return each;
  }
  return undefined;
}

/** Tells whether a function is part of the platform. The text of a Proxy or a bound function has no name. */
export const isNative = (value: Function): boolean =>
  /^function \w+\(\) \{\s*\[native code\]\s*\}$/.test(textOf(value));

const textOf = (value: Function): string => Function.prototype.toString.call(value);

const NAME = '[\\p{ID_Start}$_][\\p{ID_Continue}$\\u200c\\u200d]*';

/** A private field where it is used: behind a dot, and not called as a method is. */
const USE = `\\.\\s*(#${NAME})(?![\\p{ID_Continue}$]|\\s*\\()`;

/** The functions by which compilers add, read and write private fields that the target does not have. */
const LOWERED =
  '(?:__classPrivateField[GS]et|__privateAdd|__privateGet|__privateSet|_class_private_field_(?:init|get|set)|_classPrivateField(?:InitSpec|Get2?|Set2?))' +
  `\\(\\s*(?:this,\\s*(${NAME})|(${NAME}),\\s*this\\b)(?<!_instances)(?![\\p{ID_Continue}$])`;

/** A private field where it is declared: neither used, nor `static`, nor a method, nor looked for with `in`. */
const DECLARATION = `(?<!\\.\\s*|\\bstatic\\s+)(#${NAME})(?![\\p{ID_Continue}$]|\\s*\\(|\\s+in\\b)`;

const AUTO_ACCESSOR = `(?<!\\bstatic\\s+)\\baccessor[ \\t]+(?!(?:in|of|instanceof)\\b)(#?${NAME})`;

const DECLARED = new RegExp(`${DECLARATION}|${AUTO_ACCESSOR}|${LOWERED}`, 'gu');
const READ = new RegExp(`${USE}|${LOWERED}`, 'gu');

/** Comments, strings, templates and regular expressions, in which anything may stand. */
const LITERAL = new RegExp(
  [
    /\/\/.*/,
    /\/\*[\s\S]*?\*\//,
    /'(?:\\[\s\S]|[^'\\])*'/,
    /"(?:\\[\s\S]|[^"\\])*"/,
    /`(?:\\[\s\S]|[^`\\])*`/,
    // A slash begins a regular expression where no value ends before it, by which it could divide.
    /(?<=(?:[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|void|throw))\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** What a pattern finds in a class's text, each name once. */
function matches(text: string, pattern: RegExp): string[] {
  if (!/#|accessor|rivate/.test(text)) return [];
  const found = [...text.replaceAll(LITERAL, ' ').matchAll(pattern)];
  return [...new Set(found.map(([, ...names]) => names.find((name) => name !== undefined) as string))];
}
