import { stat } from 'node:fs/promises';
import { IsPositive } from 'class-validator';
import {
  Artifact,
  ArtifactRepository,
  FileStorage,
  isArtifactError,
  NdArray,
  NestedList,
  NestedMap,
  Persisted,
} from '../../src/index.js';

// Loads, describes, opens, compares, finds and verifies the one file of a repository, and prints the time and memory of each as JSON.
// node child.js folder path

@Persisted()
class Node {
  @NdArray('float64', { optional: true, type: Float64Array }) curve?: Float64Array;
  @NestedList(() => Node, { optional: true }) nodes?: Node[];
  @Persisted({ optional: true }) @IsPositive() weight?: number;
}

@Persisted({ procedure: 'Hostile' })
class Hostile extends Artifact {
  @NdArray('float64', { optional: true }) curve?: NdArray<Float64Array>;
  @NestedMap(() => Node, { optional: true }) named?: Map<string, Node>;
  @Persisted({ optional: true, type: Object }) anything?: unknown;
}

/** The cost of one call on a file. */
export interface Taken {
  readonly act: string;
  /** Processor time. Units: milliseconds. */
  readonly time: number;
  /** What it threw: the code and the message's length of an ArtifactError, or the text of anything else. */
  readonly thrown: string | undefined;
}

/** The cost of all calls on a file. */
export interface Measured {
  readonly size: number;
  readonly acts: readonly Taken[];
  /** The peak memory of the process. Units: bytes. */
  readonly memory: number;
}

async function measured(name: string, act: () => Promise<unknown>): Promise<Taken> {
  const start = process.cpuUsage();
  let thrown: string | undefined;
  try {
    await act();
  } catch (error) {
    thrown = isArtifactError(error) ? `${error.code} ${error.message.length}` : String(error).slice(0, 200);
  }
  const { user, system } = process.cpuUsage(start);
  return { act: name, time: (user + system) / 1000, thrown };
}

const [root = '', path = ''] = process.argv.slice(2);
const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Hostile] });
const { size } = await stat(path);
/** The other side of the comparison: small, because a comparison has both sides in memory. */
const least = Hostile.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) });
const acts = [
  await measured('load', () => repository.load(path)),
  await measured('describe', () => repository.describe(path)),
  await measured('open', async () => {
    const { arrays } = await repository.open(path);
    for (const [, array] of arrays) for await (const _ of array.pieces());
  }),
  await measured('compare', () => repository.compare(path, least)),
  await measured('find', () => repository.findLatest(Hostile, { parameters: { a: 1 } })),
  await measured('verify', async () => {
    const { problems } = await repository.verify();
    for (const { message } of problems) if (message.length > 20_000) throw new Error('a long message');
  }),
];
const result: Measured = { size, acts, memory: process.resourceUsage().maxRSS * 1024 };
console.log(JSON.stringify(result));
