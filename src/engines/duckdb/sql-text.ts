/** Returns a name as an identifier of SQL. */
export const sqlIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Returns a text as a string literal of SQL. */
export const sqlLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Returns the path of one file, without a character that DuckDB would take for a pattern of names, as a string literal. */
export const sqlPath = (path: string): string => sqlLiteral(path.replace(/[*?[]/g, '[$&]'));
