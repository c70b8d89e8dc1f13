/** Returns a name as an identifier of ClickHouse. */
export const clickhouseIdentifier = (name: string): string => `\`${escapedText(name).replaceAll('`', '\\`')}\``;

/** Returns a text as a string literal of ClickHouse. */
export const clickhouseLiteral = (text: string): string => `'${escapedText(text).replaceAll("'", "\\'")}'`;

const escapedText = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0').replaceAll('\n', '\\n');

/**
 * Returns the path of a file as a string literal. ClickHouse takes `*`, `?` and braces for a pattern of names and knows no way to quote them:
 * the first two match themselves, and `?` matches a brace.
 */
export const clickhousePath = (path: string): string => clickhouseLiteral(path.replace(/[{}]/g, '?'));
