// What the host calls.
export { readRows, status } from './read-rows';
export { mayHaveNearInteger, mayHaveNearZero, scanText } from './scan-text';
export { textEnd, writeRows } from './write-rows';

/** The address from which on the memory is the host's. */
export const FREE: usize = __heap_base;
