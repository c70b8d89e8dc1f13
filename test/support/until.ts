import { setTimeout } from 'node:timers/promises';

/** Units: milliseconds. */
const BETWEEN_LOOKS = 50;

/** Waits until something holds. AVA ends a test that waits in vain. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(BETWEEN_LOOKS);
}
