/**
 * Returns the name of a class in its source; undefined if a bundler or minifier may have changed it.
 *
 * The text of the class at run time shows that. Minifiers write no name (`let a=class{`), or no space after it. esbuild writes no name
 * (`let SplineFit2 = class {`), or adds digits to the name of a class that TypeScript has compiled before.
 */
export function sourceNameOf(Class: Function): string | undefined {
  const text = Function.prototype.toString.call(Class);
  if (/^(?:class|function) ([\p{ID_Continue}$]+)/u.exec(text)?.[1] !== Class.name) return undefined;
  const isKept = TYPESCRIPT_LAYOUT.test(text) || (ANY_LAYOUT.test(text) && !MADE_UP.test(Class.name));
  return isKept ? Class.name : undefined;
}

/** The layout of TypeScript and swc, which indent members by four spaces. esbuild indents by two. */
const TYPESCRIPT_LAYOUT = /^.*\r?\n(?:( *) {4}\S[\s\S]*\n\1| *)\}$/;

/** The layout of programmers and compilers, with a space before the brace. Minifiers write none. */
const ANY_LAYOUT = /^class \S+ (?:extends [^{]+ )?\{/;

/** The names that bundlers and minifiers invent: with a digit at the end, or of one or two characters. */
const MADE_UP = /\d$|^..?$/;
