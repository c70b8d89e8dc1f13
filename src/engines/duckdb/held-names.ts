// DuckDB ignores the case of a name, allows no empty one, and ends one at a NUL.

import type { NameRules } from '../table-columns.js';

/** Returns a name as DuckDB compares it: without the case of ASCII letters. */
export const foldedName = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** True if DuckDB can hold a name by itself. */
const isHeld = (name: string): boolean => name !== '' && !name.includes('\0');

/** True if the members of a STRUCT can have some names. */
export const areHeld = (names: readonly string[]): boolean => heldNames(names).leftOut.length === 0;

/** Returns the names that DuckDB can hold beside each other, and all others: of those that it takes for one, it can hold none. */
function heldNames(names: readonly string[]): { readonly held: string[]; readonly leftOut: string[] } {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(foldedName(name), (counts.get(foldedName(name)) ?? 0) + 1);
  const held = names.filter((name) => isHeld(name) && counts.get(foldedName(name)) === 1);
  const isOfHeld = new Set(held);
  return { held, leftOut: names.filter((name) => !isOfHeld.has(name)) };
}

/** How DuckDB takes names. */
export const DUCKDB_NAMES: NameRules = { folded: foldedName, held: heldNames };
