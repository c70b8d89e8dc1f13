import type { NamedTables } from '../messages.js';

// ClickHouse has no lock that keeps a query from reading a file by the function file(), or from writing one with INTO OUTFILE. So a
// statement is refused before it runs, by what ClickHouse itself says of it: how its formatter writes it (without comments, each literal
// in plain quotes, each name in backquotes if it needs them) and the tree of its parser.

/** The functions of values that read something else than artifacts: files, and on a server dictionaries and tables. */
const READERS = /^(?:file|catboostevaluate|dict\w+|joinget\w*|hascolumnintable)$/i;

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

/** @throws Error if a statement, as the formatter writes it, names one of the {@link READERS}: with arguments, or as an argument. */
export function checkFunctions(statement: string): void {
  const tokens = statement.match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    const name = bare(token);
    const isMember = tokens[index - 1] === '.' || tokens[index - 1] === 'AS';
    if (isMember || !READERS.test(name)) continue;
    throw new Error(
      `the query names the function ${name}, which reads something else than artifacts; expected none (a column of that name has its table before it: t.${name})`,
    );
  }
}

/** A row of the tree of a statement: a kind of node, its text, and what stands behind the text. */
const NODE = /^ *(\w+)(?: (.*?))?(?: \(alias .*\))?(?: \(children \d+\))?$/s;

/** @throws Error if a row of the tree is none: what a statement names would not be seen in it. */
function nodeOf(row: string): RegExpExecArray {
  const node = NODE.exec(row);
  if (node === null) throw new Error(`the tree of the query has the row ${JSON.stringify(row)}; expected a node`);
  return node;
}

/**
 * Returns what a SELECT names.
 *
 * @param tree - the rows of EXPLAIN AST.
 * @param database - whose name may stand before that of a table; undefined if none may.
 * @throws Error if it asks a function of tables that may read something else.
 */
export function namedTables(statement: string, tree: readonly string[], database: string | undefined): NamedTables {
  const tables: string[] = [];
  const dotted: string[] = [];
  // A name in an expression may be that of a table, too: x IN Foo.
  const known = Array.from(statement.matchAll(WITH_NAME), ([, name]) => bare(name as string));
  // Without a database of its own, what stands behind IN may be a table of others.
  const mayBeTable = database === undefined ? setsOf(tree) : new Set<number>();
  for (const [index, row] of tree.entries()) {
    const [, kind, text = ''] = nodeOf(row);
    const name = database !== undefined && text.startsWith(`${database}.`) ? text.slice(database.length + 1) : text;
    if (kind === 'TableIdentifier' || kind === 'Identifier') tables.push(name);
    if (kind === 'Identifier' && !mayBeTable.has(index)) known.push(name);
    if ((kind === 'TableIdentifier' || mayBeTable.has(index)) && isDotted(statement, name)) dotted.push(name);
    if (kind === 'TableExpression') checkMaker(tree[index + 1] ?? '');
  }
  return { tables, known, dotted, isComplete: true };
}

/** The functions that IN and its forms are. */
const IN = /^(?:global)?(?:not)?(?:null)?in(?:ignoreset)?$/i;

/** Returns where the tree has what stands behind IN. */
function setsOf(tree: readonly string[]): Set<number> {
  const depthOf = (row: string | undefined) => row?.search(/\S/) ?? 0;
  const sets = new Set<number>();
  for (const [index, row] of tree.entries()) {
    const [, kind, text = ''] = nodeOf(row);
    if (kind !== 'Function' || !IN.test(text)) continue;
    const depth = depthOf(row);
    let last: number | undefined;
    for (let next = index + 1; depthOf(tree[next]) > depth; next++) if (depthOf(tree[next]) === depth + 2) last = next;
    if (last !== undefined) sets.add(last);
  }
  return sets;
}

/** True if a statement has a name with a dot outside of quotes: x.y, which is another table than `x.y`. */
function isDotted(statement: string, name: string): boolean {
  const tokens = statement.match(TOKEN) ?? [];
  return tokens.some((token, index) => {
    const [dot, next] = tokens.slice(index + 1);
    return dot === '.' && next !== undefined && `${bare(token)}.${bare(next)}` === name;
  });
}

/** A name that WITH declares. */
const WITH_NAME = /(`(?:[^`\\]|\\.)*`|\b\w+)(?: \([^)]*\))? AS (?:MATERIALIZED )?\(/g;

function checkMaker(row: string): void {
  const [, kind, name = ''] = nodeOf(row);
  if (kind === 'TableIdentifier' || kind === 'Subquery') return;
  if (kind === 'Function' && MAKERS.has(name.toLowerCase())) return;
  throw new Error(`the query asks ${name}, which may read something else than artifacts; expected their tables`);
}
