import { types } from 'node:util';

/**
 * Calls a function for each value that class-validator enters by `@ValidateNested`: a value that is no list, Set or Map, or each such
 * value in a list, Set or Map, however deep. Like class-validator, it passes over undefined.
 *
 * @param keys - they lead to the value in the file.
 * @param isPassedOver - true for a value that need not be visited.
 */
export function visitNested(
  value: unknown,
  keys: readonly string[],
  isPassedOver: (value: unknown) => boolean,
  visit: (value: unknown, keys: readonly string[]) => void,
): void {
  const enter = (item: unknown, key: string | number, isInPair = false): void => {
    if (item === undefined || (!isCollection(item) && isPassedOver(item))) return;
    visitNested(item, [...keys, String(key), ...(isInPair ? ['1'] : [])], isPassedOver, visit);
  };
  if (Array.isArray(value) || types.isSet(value)) {
    let index = 0;
    for (const item of value) enter(item, index++);
  } else if (types.isMap(value)) {
    // A Map is stored as an object if its keys are strings, and as a list of pairs if they are not.
    let index = 0;
    for (const [key, item] of value)
      if (typeof key === 'string') enter(item, key);
      else enter(item, index++, true);
  } else if (value !== undefined && !isPassedOver(value)) visit(value, keys);
}

const isCollection = (value: unknown): boolean => Array.isArray(value) || types.isMap(value) || types.isSet(value);
