import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type Acknowledged, type Inspection, inspect, startWriter } from '../processes/writers.js';
import type { Random } from '../random.js';
import { type Kind, mountDevice } from './device.js';

/** The result of cutting the power of a file system while processes save. */
export interface Outages extends Inspection {
  readonly outages: number;
  /** How many processes ended by themselves, or before their first save. */
  readonly broken: number;
  /** How often the system could not mount the file system again. Then everything acknowledged is lost. */
  readonly unmountable: number;
}

/**
 * Cuts the power of a file system while four processes save.
 *
 * @param place - an empty folder.
 * @param program - the path of the writers' program: `processes/writer.ts`, or a changed copy.
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
      // Stopped first, so that no save is acknowledged after the power is cut.
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
