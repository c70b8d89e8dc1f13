import { isDeepStrictEqual } from 'node:util';
import { Artifact, ArtifactRepository, NdArray, Persisted, type Storage } from '../../src/index.js';

/** A sample artifact: its fields tell which process saved it, and its array whether it is whole. */
@Persisted({ procedure: 'Sample' })
export class Sample extends Artifact {
  @Persisted() name!: string;
  @Persisted() index!: number;
  @NdArray('float64') curve!: Float64Array;
}

/** Every tenth sample is large: its file is written in several pieces, and not compared in memory. */
const lengthOf = (index: number): number => (index % 10 === 9 ? 100_000 : 100);

/** Creates the sample of a name and an index. All samples have one timestamp and no parameters, so all of them want the same path. */
export const sampleOf = (name: string, index: number, length = lengthOf(index)): Sample =>
  Sample.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    name,
    index,
    curve: Float64Array.from({ length }, (_, at) => Math.sin(at + index)),
  });

/** Creates a repository for samples. */
export const repositoryOf = (storage: Storage) => new ArtifactRepository({ storage, classes: [Sample] });

/** The key of the sample that is saved first. */
export const SAMPLE_KEY = 'Sample/1970-01-01T00-00-00_44136f.json';

/** True if a path loads as the sample of a name and an index. */
export async function holdsSample(
  repository: ArtifactRepository,
  path: string,
  name: string,
  index: number,
): Promise<boolean> {
  return isDeepStrictEqual(await repository.load(path).catch(() => undefined), sampleOf(name, index));
}
