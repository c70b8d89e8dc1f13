import {
  type Constant,
  decodeInto,
  encodeAbsent,
  type FieldsMapping,
  reportUnset,
  type WhenOmitted,
} from './field-mapping.js';
import type { Field } from './fields.js';

// The code that maps the fields of a class, generated for the class. V8 then knows each property and codec, where a loop over the fields
// of many classes has to look them up by name. Nested objects are saved in five sixths of the time, and loaded in nine tenths.

/**
 * Returns the mapping of the fields of a class; undefined where code cannot be generated: in a process with
 * `--disallow-code-generation-from-strings`, or a runtime that has no `new Function`.
 */
export function compiledFields(
  fields: readonly Field[],
  constants: readonly Constant[],
  whenOmitted: WhenOmitted,
): FieldsMapping | undefined {
  let make: Function;
  try {
    make = new Function('fields', 'helpers', sourceOf(fields, constants));
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    return undefined;
  }
  return make(fields, { decodeInto, encodeAbsent, reportUnset, whenOmitted });
}

/**
 * Returns the source of a function that returns the mapping. Names and keys stand in it as JSON, and all else by index, so that no text of a
 * user becomes code. (A key is never `__proto__`, which would set the prototype of the tree.)
 */
function sourceOf(fields: readonly Field[], constants: readonly Constant[]): string {
  const names = fields.map(({ property, key }) => ({ property: JSON.stringify(property), key: JSON.stringify(key) }));
  const lines = (lineOf: (name: { property: string; key: string }, index: number) => string) =>
    names.map(lineOf).join('');
  const isOptional = (index: number) => fields[index]?.optional === true;
  /** What the tree has by each key, in ascending order: the variable of a member, or the literal of a constant. */
  const members = [
    ...fields.map(({ key, optional }, i) => ({ key, source: `member${i}`, optional })),
    ...constants.map(({ key, text }) => ({ key, source: JSON.stringify(text), optional: false })),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  return `'use strict';
const { decodeInto, encodeAbsent, reportUnset, whenOmitted } = helpers;
${lines((_, i) => `const field${i} = fields[${i}], codec${i} = field${i}.codec;`)}
return {
  encode(instance, walk) {
    const { level } = walk;${lines(
      ({ property, key }, i) => `
    let member${i};
    walk.atMember(${key});
    try {
      const value = instance[${property}];
      if (value === null || value === undefined) member${i} = encodeAbsent(field${i}, value, walk);
      else member${i} = codec${i}.encode(value, walk);
    } catch (error) {
      walk.reportThrown(error, level);
    }${isOptional(i) ? `if (member${i} === undefined) whenOmitted(field${i}, walk);` : ''}`,
    )}
    ${
      fields.some(({ optional }) => optional)
        ? `const tree = {};${members
            .map(({ key, source, optional }) => {
              const set = `tree[${JSON.stringify(key)}] = ${source};`;
              return optional ? `if (${source} !== undefined) ${set}` : set;
            })
            .join('')} return tree;`
        : `return {${members.map(({ key, source }) => `${JSON.stringify(key)}: ${source},`).join('')}};`
    }
  },
  decode(tree, instance, walk) {${lines(
    ({ property, key }, i) => `
    const member${i} = tree[${key}];
    if (typeof member${i} === 'object' || member${i} === undefined) decodeInto(instance, field${i}, member${i}, walk);
    else {
      walk.atMember(${key});
      const before = walk.issueCount;
      const value = codec${i}.decode(member${i}, walk);
      if (walk.issueCount === before) {
        try {
          instance[${property}] = value;
        } catch (error) {
          reportUnset(field${i}, error, walk);
        }
      }
    }`,
  )}
  },
};`;
}
