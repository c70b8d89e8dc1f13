import { Artifact, ArtifactRepository, NdArray, Persisted, type Storage } from '../../src/index.js';

/** An artifact by which one can tell who saved it, and whether it is whole. */
@Persisted({ procedure: 'Tortured' })
export class Tortured extends Artifact {
  @Persisted() name!: string;
  @Persisted() index!: number;
  @NdArray('float64') curve!: Float64Array;
}

/** The same for a name and an index every time. All are of one second, so they go for the same path. */
export const tortured = (name: string, index: number): Tortured =>
  Tortured.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    name,
    index,
    // Some are of one piece, and some of several.
    curve: Float64Array.from({ length: index % 10 === 9 ? 100_000 : 100 }, (_, at) => Math.sin(at + index)),
  });

export const repositoryOf = (storage: Storage) => new ArtifactRepository({ storage, classes: [Tortured] });
