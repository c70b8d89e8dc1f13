import { StoredArray } from '../format/stored-array.js';
import { isStoredScalar, type StoredTree } from '../format/stored-tree.js';
import { scalarCell } from './cells.js';
import { ComparedValues, checkCompared } from './compared-values.js';
import type { ConditionAdvice } from './condition-advice.js';
import { type Condition, writtenCondition } from './conditions.js';
import type { FoundValue } from './leaves.js';
import { typeName } from './type-names.js';

/** The values that one name stands for, over all artifacts. */
export class NamedValues extends ComparedValues {
  readonly pointers = new Set<string>();
  /** The pointers that lead to leaves. */
  readonly leaves = new Set<string>();

  add({ pointer, tree, isLeaf }: FoundValue, isComparable: boolean): void {
    this.pointers.add(pointer);
    if (isLeaf) this.leaves.add(pointer);
    this.addValue(tree, typeName(tree), isComparable, () => valueCell(tree));
  }
}

/** @throws Failure if some artifacts have a value, and the condition can compare none of these values. */
export const checkComparable = (
  condition: Condition,
  values: NamedValues,
  readable: number,
  advice: ConditionAdvice,
): void =>
  checkCompared(condition, values, readable, (key, value) =>
    isStoredScalar(value) ? advice.condition(writtenCondition(key, value)) : advice.insteadOn(key),
  );

const valueCell = (value: StoredTree): string => {
  if (isStoredScalar(value)) return scalarCell(value);
  return value instanceof StoredArray ? `array of ${typeName(value)}` : typeName(value);
};
