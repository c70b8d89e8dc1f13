import { hasInternalSlots } from '../../codecs/built-in.js';
import type { Class } from '../class.js';

/** True for a record: an object that class-transformer takes property by property, and not as a list, Map or other built-in object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !hasInternalSlots(value);

/** Returns the class of a record; Object for one without a prototype. */
export const classOfRecord = (record: object): Class => Object.getPrototypeOf(record)?.constructor ?? Object;
