import { Artifact, ArtifactRepository, NdArray, Persisted, type Storage } from '../../src/index.js';

/** An artifact by which one can tell who saved it, and whether it is whole. */
@Persisted({ procedure: 'Sample' })
export class Sample extends Artifact {
  @Persisted() name!: string;
  @Persisted() index!: number;
  @NdArray('float64') curve!: Float64Array;
}

/** Some are of one piece, and some of several. */
const lengthOf = (index: number): number => (index % 10 === 9 ? 100_000 : 100);

/** The same for a name and an index every time. All are of one second, so they go for the same path. */
export const sampleOf = (name: string, index: number, length = lengthOf(index)): Sample =>
  Sample.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    name,
    index,
    curve: Float64Array.from({ length }, (_, at) => Math.sin(at + index)),
  });

export const repositoryOf = (storage: Storage) => new ArtifactRepository({ storage, classes: [Sample] });

/** The key of whichever of them is saved first. */
export const SAMPLE_KEY = 'Sample/1970-01-01T00-00-00_44136f.json';
