import { builtInParentOf } from '../codecs/built-in.js';
import { type Class, classChain } from './class.js';
import { declarationOf } from './declarations.js';
import { privateFieldsOf } from './private-fields.js';

/**
 * Returns the fault of a class whose instances have state that no property shows: in private fields, or in the internal slots of a
 * built-in parent. Loading could not restore such state. Undefined if there is no such state, or if the class declares that it need not
 * be kept.
 *
 * @param stored - the stored properties. A private field that the getter of one of them reads is stored too.
 */
export function hiddenStateOf(Class: Class, stored: readonly string[]): string | undefined {
  const builtIn = builtInParentOf(Class);
  if (builtIn !== undefined)
    return `extends ${builtIn.name}, which keeps state outside of its properties; expected a class that has it as fields`;
  for (const each of classChain(Class)) {
    if (declarationOf(each)?.hidden === 'ignored') return undefined;
    const getters = stored.flatMap((property) => Object.getOwnPropertyDescriptor(each.prototype, property)?.get ?? []);
    const [field] = privateFieldsOf(each, getters);
    if (field === undefined) continue;
    const owner = each === Class ? '' : ` of ${each.name}`;
    return `has the private field ${field}${owner}, which nothing outside of the class can read; expected a stored getter and setter for it, or @Persisted({ hidden: 'ignored' }) if it need not be kept`;
  }
  return undefined;
}
