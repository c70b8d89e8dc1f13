import type { NamedTables } from '../messages.js';

// ClickHouse has no lock that keeps a query from reading a file by the function file(), or from writing one with INTO OUTFILE. So a
// statement is refused before it runs, by what ClickHouse itself says of it: how its formatter writes it (without comments, each literal
// in plain quotes, each name in backquotes if it needs them) and the tree of its parser.

/** The functions of values that read something else than artifacts, or write: files, and dictionaries, tables and logs of a server. */
const READERS =
  /^(?:file|catboostevaluate|dict(?:get\w*|has|isin)|joinget\w*|hascolumnintable|region(?:to|in|s)?\w*|generateserialid|logtrace|getmacro)$/i;

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
    // Behind AS there is a name, but in INTERPOLATE an expression.
    const isName = ['.', 'AS'].includes(tokens[index - 1] ?? '') && tokens[index + 1] !== '(';
    if (!isName && READERS.test(name)) throw readerError(name);
  }
}

/** @throws Error if a statement, as the formatter writes it, has WITH TOTALS: the format in which answers are read leaves out its row. */
export function checkTotals(statement: string): void {
  const tokens = statement.match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    if (token !== 'TOTALS' || tokens[index - 1] !== 'WITH' || tokens[index + 1] === 'AS') continue;
    // Where a SELECT begins, WITH declares names: WITH TOTALS (a) AS (…).
    const isAtBeginning = ['', '('].includes(tokens[index - 2] ?? '');
    if (!isAtBeginning)
      throw new Error(
        'the query has WITH TOTALS, whose row would be lost; expected WITH ROLLUP, or a SELECT of the total',
      );
  }
}

const readerError = (name: string): Error =>
  new Error(
    `the query names the function ${name}, which reads something else than artifacts; expected none (a column of that name has its table before it: t.${name})`,
  );

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
  // A name in an expression may be that of a table, too: x IN Foo.
  const known = Array.from(statement.matchAll(WITH_NAME), ([, name]) => bare(name as string));
  for (const [index, row] of tree.entries()) {
    const [, kind, text = ''] = nodeOf(row);
    const name = database !== undefined && text.startsWith(`${database}.`) ? text.slice(database.length + 1) : text;
    if (kind === 'TableIdentifier' || kind === 'Identifier') tables.push(name);
    if (kind === 'Identifier') known.push(name);
    if (kind === 'TableExpression') checkMaker(tree[index + 1] ?? '');
  }
  return { tables, known, dotted: [], isComplete: true };
}

/** A name that WITH declares. */
const WITH_NAME = /(`(?:[^`\\]|\\.)*`|\b\w+)(?: \([^)]*\))? AS (?:MATERIALIZED )?\(/g;

/** The functions that IN and its forms are. */
const IN = /^(?:global)?(?:not)?(?:null)?in(?:ignoreset)?$/i;

/**
 * Returns the names in a SELECT that a server may take for tables: where a table stands, and behind IN, where a column may stand, too.
 *
 * @param tree - the rows of EXPLAIN AST.
 */
export function possibleTables(tree: readonly string[]): Set<string> {
  const depthOf = (row: string | undefined) => row?.search(/\S/) ?? 0;
  const names = new Set<string>();
  for (const [index, row] of tree.entries()) {
    const [, kind, text = ''] = nodeOf(row);
    if (kind === 'TableIdentifier') names.add(text);
    if (kind !== 'Function' || !IN.test(text)) continue;
    const depth = depthOf(row);
    let set: string | undefined;
    for (let next = index + 1; depthOf(tree[next]) > depth; next++)
      if (depthOf(tree[next]) === depth + 2) set = tree[next];
    const [, setKind, name = ''] = set === undefined ? [] : nodeOf(set);
    if (setKind === 'Identifier') names.add(name);
  }
  return names;
}

/** The row of a table in the tree of an analysis. */
const TABLE = /^ *TABLE id: .*?table_name: (.*?)(?:, |$)/s;

/** A table that is no user's: a temporary one, or the one of a SELECT without FROM. */
const OWN_TABLE = /^(?:_temporary_and_external_tables\._tmp_[\w-]+|system\.one)$/;

/**
 * Checks that a SELECT reads temporary tables only, by what the analysis has found for each of its names, and in functions of users.
 *
 * @param tree - the rows of EXPLAIN QUERY TREE.
 * @throws Error if it reads another table, calls a function that reads something else, or asks `view`, whose tables the tree does not show.
 */
export function checkTables(tree: readonly string[]): void {
  if (!/^(?:QUERY|UNION) /.test(tree[0] ?? '')) throw new Error('the analysis of the query has no tree; expected one');
  for (const row of tree) {
    const [, table] = TABLE.exec(row) ?? [];
    if (table !== undefined && !OWN_TABLE.test(table)) throw otherTableError(table);
    const [, name] = /^ *(?:TABLE_)?FUNCTION .*?function_name: (\w+)/.exec(row) ?? [];
    if (name !== undefined && READERS.test(name)) throw readerError(name);
    if (/^ *TABLE_FUNCTION .*?function_name: view\b/.test(row))
      throw new Error('the query asks view(SELECT …), which a server does not show; expected (SELECT …)');
  }
}

/** Returns the error of a query that reads a table which is no procedure's. */
export const otherTableError = (table: string): Error =>
  new Error(`the query reads the table ${table} of the server; expected those of procedures`);

function checkMaker(row: string): void {
  const [, kind, name = ''] = nodeOf(row);
  if (kind === 'TableIdentifier' || kind === 'Subquery') return;
  if (kind === 'Function' && MAKERS.has(name.toLowerCase())) return;
  throw new Error(`the query asks ${name}, which may read something else than artifacts; expected their tables`);
}
