import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type Acknowledged, type Inspection, inspect, startWriter } from '../processes/writers.js';
import type { Random } from '../random.js';
import { type Kind, mountDevice } from './device.js';

/** What was seen of a file system whose power was cut while processes saved. */
export interface Outages extends Inspection {
  readonly outages: number;
  /** How many processes have ended by themselves, or before they had saved anything. */
  readonly broken: number;
  /** How often the system could not mount the file system again: all that was acknowledged is lost then. */
  readonly unmountable: number;
}

/**
 * Cuts the power of a file system while four processes save.
 *
 * @param place - an empty folder.
 * @param program - saves as `processes/writer.ts` does.
 */
export async function outages(
  place: string,
  kind: Kind,
  count: number,
  random: Random,
  program?: string,
): Promise<Outages> {
  const device = await mountDevice(kind, place);
  const seen = { outages: 0, broken: 0, unmountable: 0, acknowledged: 0, lost: 0, files: 0, torn: 0 };
  try {
    for (; seen.outages < count; seen.outages++) {
      const folder = join(device.folder, `outage-${seen.outages}`);
      const writers = Array.from({ length: 4 }, (_, index) => startWriter(folder, `writer ${index}`, program));
      await Promise.all(writers.map(({ begun }) => begun));
      await after(1000 * random());
      // What is acknowledged is acknowledged before the power is cut.
      for (const writer of writers) writer.process.kill('SIGSTOP');
      await device.cutPower();
      for (const writer of writers) writer.process.kill('SIGKILL');
      const wereKilled = await Promise.all(writers.map(({ wasKilled }) => wasKilled));
      seen.broken += wereKilled.filter((wasKilled) => !wasKilled).length;
      if (!(await device.restart())) seen.unmountable++;
      const acknowledged: Acknowledged = new Map(writers.flatMap((writer) => [...writer.acknowledged()]));
      const found = await inspect(folder, acknowledged);
      for (const key of ['acknowledged', 'lost', 'files', 'torn'] as const) seen[key] += found[key];
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await device.unmount();
  }
  return seen;
}
