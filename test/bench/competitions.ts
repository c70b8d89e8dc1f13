import { type ArraySizes, arrays } from './arrays.js';
import { type AskingSizes, asking } from './asking.js';
import { commandLine } from './command-line.js';
import type { Competition } from './competition.js';
import { nestedObjects } from './nested-objects.js';
import { wholes } from './wholes.js';

/** How much is saved and loaded. */
export interface Sizes extends ArraySizes {
  /** How many nested objects there are. */
  readonly objects: number;
  readonly asking: AskingSizes;
  /** How many artifacts there are that the command line lists. */
  readonly listed: number;
}

/** All competitions, each made when it is its turn. */
export async function* competitions(sizes: Sizes): AsyncGenerator<Competition> {
  yield* await nestedObjects(sizes.objects);
  yield* arrays(sizes);
  yield* wholes();
  yield* asking(sizes.asking);
  yield* commandLine(sizes.listed);
}
