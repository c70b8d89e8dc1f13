// Files for the Python implementation: new ArtifactRepository({ profile: 'python' }).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import {
  ArtifactRepository,
  codec,
  FileStorage,
  IsoDate,
  MemoryStorage,
  NdArray,
  Nested,
  Persisted,
  Stored,
} from '../src/index.js';
import { ROOT } from './support/python-reference.js';
import { bytesOf, sound } from './support/stored.js';

@Persisted()
class DetectionParameters {
  @Persisted() windowSize!: number;
  @Stored(codec.float) threshold!: number;
  @Persisted() minimumSegmentLength!: number;
  @Persisted() searchRadius!: number;
  @Persisted() normalize!: boolean;
}

class Run {
  @Persisted() procedureVersion!: string;
  @Persisted() seed!: number;
  @IsoDate() timestamp!: string;
  @Persisted() nonInterpretationClause!: string;
}

class DetectionResult extends Run {
  @NdArray('int64') detectedChangePoints!: BigInt64Array;
  @NdArray('float64') statisticCurve!: Float64Array;
}

@Persisted({ procedure: 'ChangePointDetection' })
class Detection extends DetectionResult {
  @Nested(() => DetectionParameters) inputParameters!: DetectionParameters;
}

@Persisted({ procedure: 'ChangePointDetection' })
class AwkwardDetection extends DetectionResult {
  @Stored(
    codec.object({
      window_size: codec.integer,
      threshold: codec.float,
      tiny: codec.float,
      big: codec.float,
      label: codec.string,
      nested: codec.json,
      normalize: codec.boolean,
    }),
  )
  inputParameters!: {
    window_size: number;
    threshold: number;
    tiny: number;
    big: number;
    label: string;
    nested: unknown;
    normalize: boolean;
  };
}

@Persisted({ procedure: 'MultimodalityDetection' })
class Modes extends Run {
  @Persisted() inputParameters!: unknown;
  @Persisted() numberOfModes!: number;
  @NdArray('float64') densityCurve!: Float64Array;
  @NdArray('float64') densityGrid!: Float64Array;
  @NdArray('float64') detectedPeaks!: Float64Array;
}

for (const [name, Class] of [
  ['ChangePointDetection/2026-02-11T15-40-12_c290ae', Detection],
  ['ChangePointDetection/2026-02-11T15-40-13_5dd106', Detection],
  ['ChangePointDetection/2026-02-11T23-59-59_a33b07', AwkwardDetection],
  ['MultimodalityDetection/2026-02-11T16-02-44_a4dfdc', Modes],
  ['MultimodalityDetection/2026-02-11T16-02-45_785b3f', Modes],
  ['MultimodalityDetection/2026-02-11T16-05-00_53e386', Modes],
] as const) {
  test(`${name}, loaded and saved for Python, has the name and values that Python gave it`, async (t) => {
    const classes = [Class as typeof Detection];
    const theirs = new ArtifactRepository({ storage: new FileStorage(ROOT), classes });
    const artifact = await theirs.load(`${ROOT}/${name}.json`);
    const storage = new MemoryStorage();
    const ours = new ArtifactRepository({ storage, classes, profile: 'python' });
    const path = await ours.save(artifact);
    t.is(path, `${name}.json`);
    t.deepEqual(await ours.verify(), sound(0, 1));
    assert.deepStrictEqual(await ours.load(path), artifact);
    const lines = (text: string) =>
      text
        .split('\n')
        .map((line) => line.replace(/,$/, ''))
        .sort();
    t.deepEqual(
      lines(Buffer.from(await bytesOf(storage, path)).toString()),
      lines(await readFile(`${ROOT}/${name}.json`, 'utf8')),
    );
  });
}
