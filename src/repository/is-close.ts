import type { Tolerance } from './tolerance.js';

/** True if two numbers that are not the same bit for bit are within the tolerance. */
export function isClose(a: number, b: number, { absolute = 0, relative = 0 }: Tolerance): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= absolute + relative * Math.abs(b);
}
