import { setTimeout } from 'node:timers/promises';

/** How long to wait for another process. Units: milliseconds. */
export const WAIT_LIMIT = 10_000;

/** How long to wait between two looks at what another process does. Units: milliseconds. */
const POLL_INTERVAL = 10;

/** Waits until it is time to look again at what another process does. */
export const untilNextLook = (): Promise<void> => setTimeout(POLL_INTERVAL);
