import type { NamedTables } from '../messages.js';

// ClickHouse has no lock that keeps a query from reading a file by the function file(), or from writing one with INTO OUTFILE. So a
// statement is refused before it runs, by what ClickHouse itself says of it: how its formatter writes it (without comments, each literal
// in plain quotes, each name in backquotes if it needs them) and the tree of its parser.

/** The functions that open files. */
const READERS = new Set(['file', 'catboostevaluate']);

/** The functions of tables that read nothing. */
const MAKERS = new Set([
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'generateseries',
  'generate_series',
  'values',
  'view',
]);

export const ONE_SELECT = 'the query is another statement, or several; expected one SELECT';

/**
 * Returns the SELECT that reads what a statement reads: a SELECT, or a DESCRIBE of one.
 *
 * @param statement - one statement, as the formatter writes it.
 * @throws Error if it is another one.
 */
export function readingSelect(statement: string): string {
  if (/^(?:SELECT|WITH|\()/.test(statement)) return statement;
  const [, described] = /^DESCRIBE TABLE (.*)$/s.exec(statement) ?? [];
  if (described === undefined) throw new Error(ONE_SELECT);
  return `SELECT * FROM ${described}`;
}

/** Returns a name without the backquotes that the formatter gives it if it needs them. */
const bare = (name: string): string => name.replace(/^`(.*)`$/s, '$1');

/** A literal, a quoted name, a word, or another character. */
const TOKEN = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\w+|\S/gsu;

/** @throws Error if a statement, as the formatter writes it, names a function that opens files: with arguments, or as an argument. */
export function checkFunctions(statement: string): void {
  const tokens = statement.match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    const name = bare(token);
    const isMember = tokens[index - 1] === '.' || tokens[index - 1] === 'AS';
    if (isMember || !READERS.has(name.toLowerCase())) continue;
    throw new Error(
      `the query names the function ${name}, which opens files; expected none (a column of that name has its table before it: t.${name})`,
    );
  }
}

/** A row of the tree of a statement: a kind of node, its text, and what stands behind the text. */
const NODE = /^ *(\w+)(?: (.*?))?(?: \(alias .*\))?(?: \(children \d+\))?$/s;

/**
 * Returns what a SELECT names.
 *
 * @param tree - the rows of EXPLAIN AST.
 * @throws Error if it asks a function of tables that may read something else.
 */
export function namedTables(statement: string, tree: readonly string[], database: string): NamedTables {
  const tables: string[] = [];
  // A name in an expression may be that of a table, too: x IN Foo.
  const known = Array.from(statement.matchAll(WITH_NAME), ([, name]) => bare(name as string));
  for (const [index, row] of tree.entries()) {
    const [, kind, text = ''] = NODE.exec(row) ?? [];
    const name = text.startsWith(`${database}.`) ? text.slice(database.length + 1) : text;
    if (kind === 'TableIdentifier' || kind === 'Identifier') tables.push(name);
    if (kind === 'Identifier') known.push(name);
    if (kind === 'TableExpression') checkMaker(tree[index + 1] ?? '');
  }
  return { tables, known, dotted: [], isComplete: true };
}

/** A name that WITH declares. */
const WITH_NAME = /(`(?:[^`\\]|\\.)*`|\b\w+)(?: \([^)]*\))? AS (?:MATERIALIZED )?\(/g;

function checkMaker(row: string): void {
  const [, kind, name = ''] = NODE.exec(row) ?? [];
  if (kind === 'TableIdentifier' || kind === 'Subquery') return;
  if (kind === 'Function' && MAKERS.has(name.toLowerCase())) return;
  throw new Error(`the query asks ${name}, which may read something else than artifacts; expected their tables`);
}
