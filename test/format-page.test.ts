// docs/format.md is right: its sample is what encode() gives, and its reader in Python finds in a file what was saved.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { IsInt } from 'class-validator';
import fc from 'fast-check';
import { published } from '../src/declaration/codec.js';
import { StoredArray } from '../src/format/stored-array.js';
import type { StoredTree } from '../src/format/stored-tree.js';
import {
  Artifact,
  ArtifactRepository,
  encode,
  FileStorage,
  NdArray,
  NestedList,
  Persisted,
  Stored,
} from '../src/index.js';
import { NumberText } from '../src/model/number-text.js';
import type { StoredArtifact } from '../src/repository/stored-artifact.js';
import { anything, anythingCodec } from './support/anything.js';
import { artifact } from './support/arbitraries.js';
import { Everything, everything } from './support/classes.js';
import { needs } from './support/needs.js';
import { newFolder } from './support/stored.js';

const testOfNumpy = await needs('numpy');

/** The code blocks of the page in a language. */
async function blocksOf(language: string): Promise<string[]> {
  const page = await readFile('docs/format.md', 'utf8');
  return [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, each]) => each === language)
    .map(([, , code = '']) => code);
}

// ── The sample ───────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Level {
  @Persisted() @IsInt() start!: number;
  @Persisted() mean!: number;
  @NdArray('float32') curve!: Float32Array;
}

@Persisted({ procedure: 'ChangePointDetection' })
class ChangePoints extends Artifact<{ window_size: number; threshold: number }> {
  @NdArray('int64') detectedChangePoints!: BigInt64Array;
  @NdArray('float64', { shape: [null, 3] }) positions!: NdArray<Float64Array>;
  @NestedList(() => Level) segments!: Level[];
}

const sample = ChangePoints.create({
  procedureVersion: '1.1.0',
  inputParameters: { window_size: 10, threshold: 1 },
  seed: 42,
  timestamp: new Date('2026-02-11T15:40:12.063Z'),
  detectedChangePoints: BigInt64Array.of(100n, 2n ** 53n + 1n),
  positions: { data: Float64Array.of(0.5, 1, 2, -0, Number.NaN, 5e-324), shape: [2, 3] },
  segments: [
    Object.assign(new Level(), { start: 0, mean: Number.NaN, curve: Float32Array.of(0.5, 1.5) }),
    Object.assign(new Level(), { start: 100, mean: 0.1, curve: Float32Array.of() }),
  ],
});

test('the sample file of the page has the bytes that encode() gives, under the name that save() gives it', async (t) => {
  t.deepEqual(await blocksOf('json'), [encode(sample)]);
  const repository = new ArtifactRepository({ storage: new FileStorage(await newFolder()), classes: [ChangePoints] });
  const path = await repository.save(sample);
  t.regex(await readFile('docs/format.md', 'utf8'), new RegExp(`\`${path.split('/').slice(-2).join('/')}\``));
});

test('the constants of the layout are explained by the same sample', async (t) => {
  const comment = [...(await readFile('src/format/layout.ts', 'utf8')).matchAll(/^\/\/ [ \d]\d \| (.*)$/gm)];
  t.is(`${comment.map(([, line]) => line).join('\n')}\n`, encode(sample));
});

// ── The reader in Python ─────────────────────────────────────────────────────────────────────────────────────────────

/** Prints what the page's reader finds in files: numbers by their bits, arrays by dtype, shape and bytes. */
const SHOW = `
import struct, sys

def shown(tree):
    if isinstance(tree, np.ndarray):
        return {"dtype": str(tree.dtype), "shape": tree.shape, "bytes": tree.tobytes().hex()}
    if isinstance(tree, dict):
        return {"members": {key: shown(tree[key]) for key in tree}}
    if isinstance(tree, list):
        return [shown(item) for item in tree]
    if isinstance(tree, bool) or not isinstance(tree, (int, float)):
        return tree
    return {"double": struct.pack("<d", tree).hex()}

for path in sys.argv[1:]:
    print(json.dumps([shown(read_artifact(path)), parameter_hash(path)]))
`;

/** Runs the page's reader in Python. */
async function readByPython(paths: readonly string[]): Promise<[tree: unknown, parameterHash: string][]> {
  const program = join(await newFolder(), 'read.py');
  await writeFile(program, `${(await blocksOf('python')).at(-1)}${SHOW}`);
  const { stdout } = await promisify(execFile)('python3', [program, ...paths], { maxBuffer: 2 ** 28 });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const hexOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex');

/** What {@link SHOW} prints of an artifact as it is stored. */
async function shown(tree: StoredTree): Promise<unknown> {
  if (tree instanceof StoredArray) return { dtype: tree.dtype, shape: tree.shape, bytes: hexOf(await tree.read()) };
  if (Array.isArray(tree)) return Promise.all(tree.map(shown));
  if (typeof tree === 'number' || typeof tree === 'bigint') return { double: hexOf(Float64Array.of(Number(tree))) };
  if (tree instanceof NumberText) return { double: hexOf(Float64Array.of(Number(tree.text))) };
  if (typeof tree !== 'object' || tree === null) return tree;
  const members = await Promise.all(
    Object.entries(tree).map(async ([key, each]) => [key, await shown(each as StoredTree)]),
  );
  return { members: Object.fromEntries(members) };
}

const hashInName = (path: string): string | undefined => /_([0-9a-f]{6})(?:_[0-9a-f]{16})?\.json$/.exec(path)?.[1];

testOfNumpy(
  'the reader in Python finds elements of every dtype, NaN, -0, and numbers that are not finite, as they were saved',
  async (t) => {
    const storage = new FileStorage(await newFolder());
    const repository = new ArtifactRepository({ storage, classes: [Everything] });
    const saved = everything({ number: Number.NaN, maybe: Number.NEGATIVE_INFINITY });
    const path = await repository.save(saved);
    const [[tree, parameterHash] = []] = await readByPython([path]);
    const { members } = tree as { members: { [key: string]: never } };
    for (const dtype of [
      'bool',
      'int8',
      'uint8',
      'int16',
      'uint16',
      'int32',
      'uint32',
      'int64',
      'uint64',
      'float32',
      'float64',
    ] as const) {
      t.deepEqual(members[dtype], { dtype, shape: [saved[dtype].length], bytes: hexOf(saved[dtype]) } as never);
    }
    t.deepEqual(members['number'], { double: '000000000000f87f' } as never);
    t.deepEqual(members['maybe'], { double: '000000000000f0ff' } as never);
    t.deepEqual(members['rows'], {
      dtype: 'float64',
      shape: [2, 2],
      bytes: hexOf(Float64Array.of(1, -0, Number.NaN, 2)),
    } as never);
    t.is(members['text'], saved.text as never);
    t.is(parameterHash, hashInName(path));
  },
);

testOfNumpy(
  'the reader in Python finds what was saved, whatever it was, and the parameter hash of each name',
  async (t) => {
    const repository = new ArtifactRepository({ storage: new FileStorage(await newFolder()), classes: [Everything] });
    const paths: string[] = [];
    for (const saved of fc.sample(artifact, 80)) paths.push(await repository.save(saved));
    const read = await readByPython(paths);
    for (const [index, path] of paths.entries()) {
      const { root }: StoredArtifact = await repository.open(path);
      const [tree, parameterHash] = read[index] ?? [];
      assert.deepStrictEqual(tree, await shown(root));
      assert.equal(parameterHash, hashInName(path));
    }
    t.is(read.length, paths.length);
  },
);

/** An artifact with any arrays in lists and maps. */
@Persisted({ procedure: 'Arrays' })
class Arrays extends Artifact {
  @Stored(published(anythingCodec)) any!: unknown;
}

testOfNumpy('the reader in Python finds the arrays of any lists and maps, and every other value', async (t) => {
  const repository = new ArtifactRepository({ storage: new FileStorage(await newFolder()), classes: [Arrays] });
  const paths: string[] = [];
  for (const any of fc.sample(anything, 200)) {
    const saved = Arrays.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0), any });
    paths.push(await repository.save(saved));
  }
  const read = await readByPython(paths);
  for (const [index, path] of paths.entries())
    assert.deepStrictEqual(read[index]?.[0], await shown((await repository.open(path)).root));
  t.is(read.length, paths.length);
});

testOfNumpy('the reader in Python refuses a file of which one byte was changed', async (t) => {
  const path = join(await newFolder(), 'changed.json');
  await writeFile(path, encode(sample).replace('[100,', '[101,'));
  await t.throwsAsync(readByPython([path]), { message: /the seal does not match/ });
});
