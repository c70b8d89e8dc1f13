import type { NamedTables } from '../messages.js';

// ClickHouse has no lock that keeps a query from reading a file by the function file(), or from writing one with INTO OUTFILE. So a
// statement is refused before it runs, by what ClickHouse itself says of it: how its formatter writes it (without comments, each literal
// in plain quotes, each name in backquotes if it needs them) and the tree of its parser.

/** The functions of values that read something else than artifacts: files, and on a server dictionaries and tables. */
const READERS = /^(?:file|catboostevaluate|dict(?:get\w*|has|isin)|joinget\w*|hascolumnintable)$/i;

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

/** The row of a table in the tree of an analysis. */
const TABLE = /^ *TABLE id: .*?table_name: (.*?)(?:, |$)/s;

/** A table that is no user's: a temporary one, or the one of a SELECT without FROM. */
const OWN_TABLE = /^(?:_temporary_and_external_tables\._tmp_[\w-]+|system\.one)$/;

/**
 * Checks that a SELECT reads temporary tables only, by what the analysis has found for each of its names: also behind IN, and where the
 * parser's tree does not tell a table from a column.
 *
 * @param tree - the rows of EXPLAIN QUERY TREE.
 * @throws Error if it reads another table, or asks `view`, of which the tree does not show what it reads.
 */
export function checkTables(tree: readonly string[]): void {
  for (const row of tree) {
    const [, table] = TABLE.exec(row) ?? [];
    if (table !== undefined && !OWN_TABLE.test(table))
      throw new Error(`the query reads the table ${table} of the server; expected those of procedures`);
    if (/^ *TABLE_FUNCTION .*table_function_name: view\b/.test(row))
      throw new Error('the query asks view(SELECT …), which a server does not show; expected (SELECT …)');
  }
}

function checkMaker(row: string): void {
  const [, kind, name = ''] = nodeOf(row);
  if (kind === 'TableIdentifier' || kind === 'Subquery') return;
  if (kind === 'Function' && MAKERS.has(name.toLowerCase())) return;
  throw new Error(`the query asks ${name}, which may read something else than artifacts; expected their tables`);
}
