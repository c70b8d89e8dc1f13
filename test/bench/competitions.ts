import { type ArraySizes, arrays } from './arrays.js';
import { type AskingSizes, asking } from './asking.js';
import { browsing, hasChromium } from './browsing.js';
import { commandLine } from './command-line.js';
import type { Competition } from './competition.js';
import { kernelAlone } from './kernel.js';
import { kinds } from './kinds.js';
import { nestedObjects } from './nested-objects.js';
import { hasCeph, type ObjectStorageSizes, objectStorage } from './object-storage.js';
import { againstPython, findPython } from './python.js';
import { reporting } from './reporting.js';
import { serving } from './serving.js';
import { wholes } from './wholes.js';

/** The sizes of all competitions. */
export interface Sizes extends ArraySizes {
  /** The number of nested objects. */
  readonly objects: number;
  readonly asking: AskingSizes;
  readonly bucket: ObjectStorageSizes;
  /** The number of artifacts that the command line lists. */
  readonly listed: number;
  /** The number of artifacts of which a server shows pages. */
  readonly served: number;
  /** The number of artifacts of a report. */
  readonly reported: number;
  /** The number of artifacts in a table in a browser. */
  readonly browsed: number;
}

/**
 * Yields all competitions. Each is prepared when it is requested. Those against Python need one that has NumPy, those in a browser Debian's
 * Chromium, and those with a bucket Ceph.
 */
export async function* competitions(sizes: Sizes): AsyncGenerator<Competition> {
  yield* await nestedObjects(sizes.objects);
  yield* await kinds(sizes.objects);
  yield* kernelAlone(sizes.array);
  yield* arrays(sizes);
  const python = await findPython();
  if (python !== undefined) yield* againstPython(sizes.large, python);
  yield* wholes();
  yield* asking(sizes.asking);
  yield* commandLine(sizes.listed);
  yield* serving(sizes.served);
  yield await reporting(sizes.reported);
  if (await hasCeph()) yield* objectStorage(sizes.bucket);
  if (await hasChromium()) yield* browsing(sizes.browsed);
}
