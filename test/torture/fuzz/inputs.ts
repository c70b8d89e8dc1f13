import { Buffer } from 'node:buffer';
import type { ElementText } from '../../../src/format/array-table.js';
import type { ArtifactLike, Class } from '../../../src/index.js';
import { LIMITS, type Limits } from '../../../src/model/limits.js';
import { below, oneOf, type Random, randomAt } from '../random.js';
import { anatomyOf } from './anatomy.js';
import { longFile, shortFiles } from './files.js';
import { listText } from './lists.js';
import { mutated, resealed, unsealed } from './mutations.js';
import { json, nearlyJson, noise, soup } from './texts.js';

/** How an input is read: `parsing` as any JSON, `list` as an array by the kernels, `reading` as a file by both readers, `public` by a repository. */
export type Way = 'parsing' | 'list' | 'reading' | 'public';

/** An input of the fuzzer. */
export interface Input {
  readonly way: Way;
  readonly bytes: Buffer;
  readonly Class: Class<ArtifactLike>;
  readonly limits: Limits;
  /** How the elements of a list are written. */
  readonly type: ElementText;
  /** Whether to make all checks, which takes longer. */
  readonly isThorough: boolean;
}

/** Returns an input, the same for the same seed and index. */
export function inputOf(seed: number, index: number): Input {
  const random = randomAt(seed, index);
  const choice = random();
  const way = choice < 0.6 ? 'parsing' : choice < 0.75 ? 'list' : choice < 0.99 ? 'reading' : 'public';
  const { Class, anatomy } = random() < 0.99 ? oneOf(shortFiles, random) : longFile;
  const { type, text: list } = listText(random);
  const textOf = (): string => {
    if (way === 'parsing' || random() < 0.05) return anyText(random);
    if (way === 'list') return random() < 0.3 ? list : mutated(anatomyOf(list), random);
    return sealing(mutated(anatomy, random), random);
  };
  const text = textOf();
  const limits = random() < 0.5 ? LIMITS : fewBytes(random);
  return { way, bytes: Buffer.from(text, 'latin1'), Class, limits, type, isThorough: random() < 0.1 };
}

function anyText(random: Random): string {
  const choice = random();
  if (choice < 0.1) return noise(random);
  if (choice < 0.4) return soup(random);
  return choice < 0.6 ? json(random) : nearlyJson(random);
}

/** Returns limits of a few bytes, so that a short file is read as a large one is. Every element must fit into a slice. */
const fewBytes = (random: Random): Limits => ({
  small: below(100, random),
  piece: 1 + below(200, random),
  tail: 100 + below(300, random),
  slice: 64 + below(136, random),
  items: 1 + below(5, random),
  rowPiece: 1 + below(5, random),
  text: LIMITS.text,
  copied: below(100, random),
});

/** Returns a text with a new seal, its old one, a wrong one, or none. */
function sealing(text: string, random: Random): string {
  const choice = random();
  if (choice < 0.7) return resealed(text);
  if (choice < 0.8) return text;
  return choice < 0.85 ? text.replace(/"[0-9a-f]{64}"/, `"${'0'.repeat(64)}"`) : unsealed(text);
}
