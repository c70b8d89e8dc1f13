import { readExactly } from '../../../src/format/exact-reader.js';
import { ArtifactRepository, type Source } from '../../../src/index.js';
import { decodeInstance } from '../../../src/mapping/mapper.js';
import { ProgressReporter } from '../../../src/model/progress.js';
import { KeptStorage } from '../../bench/kept-storage.js';
import { isRightText } from './decimals.js';
import { KINDS, type Kind } from './kinds.js';
import { Numbers } from './numbers.js';
import { collectDifferences, compareBits, type Differences, hexOf, valuesOf } from './values.js';

/** The result of comparing one batch of numbers, or several. */
export interface Compared extends Differences {
  /** How many numbers were saved, loaded and compared. */
  readonly numbers: number;
  /** How many of them the exact reader read too. */
  readonly exactly: number;
  /** Of how many the text was checked. */
  readonly texts: number;
  /** How many batches the quick reader passed on to the exact one. */
  readonly unsure: number;
}

/** The exact reader reads every 50th batch. */
const EXACTLY = 50;

/** How many texts of a kind are checked. */
const TEXTS = 1e6;

/** The longest text of a number, with a comma. Units: characters. */
const LONGEST = 26;

/** Saves a batch of numbers of a kind, loads it, and compares. */
export async function compare(seed: number, name: string, batch: number, size: number): Promise<Compared> {
  const kind = KINDS[name] as Kind;
  const saved = valuesOf(kind, batch * size, size, `${seed} ${name} ${batch}`);
  const { report, collected } = collectDifferences(`${name}, batch ${batch}`, 'saved');

  const storage = new KeptStorage();
  const repository = new ArtifactRepository({ storage, classes: [Numbers], proof: false });
  const fields = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), [kind.dtype]: saved };
  const path = await repository.save(Numbers.create(fields));
  let readings = 0;
  const onProgress = ({ bytes, total }: { bytes: number; total: number | undefined }) => {
    if (bytes === total) readings++;
  };
  compareBits(saved, (await repository.load(path, Numbers, { onProgress }))[kind.dtype], report);

  const source = await storage.open();
  const isExact = batch % EXACTLY === 0;
  if (isExact) compareBits(saved, (await loadExactly(source))[kind.dtype], report);
  const texts = textsIn(await source.read(0, source.size), Math.ceil((TEXTS * size) / kind.count));
  for (const [index, text] of texts.entries()) {
    if (!isRightText(text, saved[index] as number | bigint)) report(index, hexOf(saved, index), text);
  }
  return {
    numbers: saved.length,
    exactly: isExact ? saved.length : 0,
    texts: texts.length,
    unsure: readings === 1 ? 0 : 1,
    ...collected(),
  };
}

async function loadExactly(source: Source): Promise<Numbers> {
  const options = { path: undefined, progress: new ProgressReporter(), step: 'read', arrays: 'keep' } as const;
  return decodeInstance(Numbers, await readExactly(source, options));
}

/** Returns the texts of the first numbers in a file. */
function textsIn(bytes: Uint8Array, most: number): string[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = file.indexOf('": [') + '": ['.length;
  const end = Math.min(file.indexOf(']', start), start + LONGEST * most);
  return file.toString('latin1', start, end).split(',').slice(0, most);
}
