import { pointerOf } from './pointer.js';

/** A place in a file, known by the way that leads there. Its pointer is made only when somebody asks for it. */
export class Place {
  constructor(
    /** undefined at the root. */
    readonly parent: Place | undefined,
    readonly key: string | number,
  ) {}
}

/** The JSON Pointer of a place; undefined stands for the root. */
export function pointerOfPlace(place: Place | undefined): string {
  const keys: (string | number)[] = [];
  for (let each = place; each !== undefined; each = each.parent) keys.push(each.key);
  return pointerOf(keys.reverse());
}
