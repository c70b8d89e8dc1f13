import type { ColumnTypes } from './column-type.js';
import { sortedMembers } from './type-names.js';

/** The columns of a table of artifacts: first those of id, path and seal, then one for each member. */
export interface TableColumns {
  readonly id: string;
  readonly path: string;
  readonly seal: string;
  readonly members: ColumnTypes;
  /** The keys of the members that the engine cannot hold. */
  readonly leftOut: readonly string[];
}

/** How an engine takes names. */
export interface NameRules {
  /** Returns a name as the engine compares it. */
  folded(name: string): string;
  /** Returns the names that the engine can hold beside each other as columns, and all others. */
  held(names: readonly string[]): { readonly held: readonly string[]; readonly leftOut: readonly string[] };
}

/** Returns the columns of a table whose members have some types. A column of our own gets `_` before its name until no member has it. */
export function tableColumns(types: ColumnTypes, rules: NameRules): TableColumns {
  const sorted = sortedMembers(types);
  const { held, leftOut } = rules.held(sorted.map(([key]) => key));
  const taken = new Set(sorted.map(([key]) => rules.folded(key)));
  const free = (name: string): string => (taken.has(name) ? free(`_${name}`) : name);
  const isHeld = new Set(held);
  const members = new Map(sorted.filter(([key]) => isHeld.has(key)));
  return { id: free('_id'), path: free('_path'), seal: free('_seal'), members, leftOut };
}

/** Returns the name of the view of each procedure. One that the engine takes for another name gets a suffix. */
export function viewNames(procedures: readonly string[], { folded }: NameRules): Map<string, string> {
  const taken = new Set(procedures.map(folded));
  const given = new Set<string>();
  const names = new Map<string, string>();
  for (const procedure of procedures) {
    let name = procedure;
    for (let number = 2; given.has(folded(name)) || (name !== procedure && taken.has(folded(name))); number++)
      name = `${procedure}_${number}`;
    given.add(folded(name));
    names.set(procedure, name);
  }
  return names;
}
