import { pointerOf } from './pointer.js';

/**
 * A place in a tree: a key or index, and the place that has it. Its JSON Pointer is made on demand, because a pointer for each value
 * of a large file would take time and memory.
 */
export class Place {
  constructor(
    /** Undefined if the key is one of the root's. */
    readonly parent: Place | undefined,
    readonly key: string | number,
  ) {}
}

/** Returns the JSON Pointer of a place. Undefined stands for the root, whose pointer is empty. */
export function pointerOfPlace(place: Place | undefined): string {
  const keys: (string | number)[] = [];
  for (let each = place; each !== undefined; each = each.parent) keys.push(each.key);
  return pointerOf(keys.reverse());
}
