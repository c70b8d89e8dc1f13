/**
 * The name that a class has in its source; undefined where a bundler or minifier may have given it another one.
 *
 * The class's own text shows it. Minifiers write no name (`let a=class{`), or no blank behind it. esbuild writes no name either
 * (`let SplineFit2 = class {`), unless TypeScript has compiled the class before: then it adds digits to the name.
 */
export function sourceNameOf(Class: Function): string | undefined {
  const text = Function.prototype.toString.call(Class);
  if (/^(?:class|function) ([\p{ID_Continue}$]+)/u.exec(text)?.[1] !== Class.name) return undefined;
  const isKept = TYPESCRIPT_LAYOUT.test(text) || (ANY_LAYOUT.test(text) && !MADE_UP.test(Class.name));
  return isKept ? Class.name : undefined;
}

/** The layout of TypeScript and swc: members are indented by four spaces. esbuild's are by two. */
const TYPESCRIPT_LAYOUT = /^.*\r?\n(?:( *) {4}\S[\s\S]*\n\1| *)\}$/;

/** The layout of people and of compilers: there is a blank before the brace. */
const ANY_LAYOUT = /^class \S+ (?:extends [^{]+ )?\{/;

/** Names as bundlers and minifiers make them up. */
const MADE_UP = /\d$|^..?$/;
