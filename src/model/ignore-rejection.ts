import { types } from 'node:util';

/**
 * Handles the rejection of a promise that a function of the user has returned, if the value is one. The promise is refused as a value;
 * without a handler, its rejection would end the process.
 */
export function ignoreRejection(value: unknown): void {
  if (types.isPromise(value)) value.catch(() => undefined);
}
