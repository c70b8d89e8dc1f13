import { join } from 'node:path';
import {
  Artifact,
  type ArtifactLike,
  ArtifactRepository,
  codec as c,
  FileStorage,
  Persisted,
  type Reference,
  Stored,
} from 'persisted-artifacts';
import { newFolder } from '../support/stored.js';

@Persisted({ procedure: 'Recording' })
export class Recording extends Artifact {
  @Stored(c.list(c.reference(() => Recording))) from!: Reference<Recording>[];
}

@Persisted({ procedure: 'Filtered' })
class Filtered extends Artifact {
  @Stored(c.list(c.reference(() => Recording))) from!: Reference<Recording>[];
}

@Persisted({ procedure: 'Burst' })
class Burst extends Artifact {
  @Stored(c.map(c.reference(() => Filtered))) sources!: Map<string, Reference<Filtered>>;
}

const base = (step: number) => ({
  procedureVersion: '1',
  inputParameters: { step },
  timestamp: new Date(Date.UTC(2026, 1, 11, 15, 40, step)),
});

/** Returns the repository of a folder that contains `artifacts/exploratory`. */
export const repositoryAt = (cwd: string) =>
  new ArtifactRepository({ storage: new FileStorage(join(cwd, 'artifacts', 'exploratory')) });

/** Makes a recording. */
export const recording = (step: number, ...from: Reference<Recording>[]): Recording =>
  Recording.create({ ...base(step), from });

/**
 * Makes a folder with two recordings, of which one was filtered alone, and once more together with the other one; bursts were found in both
 * of the filtered ones.
 *
 * @returns the folder that contains `artifacts/exploratory`, and the keys of the artifacts, in the order of their times.
 */
export async function madeStore(): Promise<{ cwd: string; keys: [string, string, string, string, string] }> {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  const saved = async <T extends ArtifactLike>(artifact: T): Promise<Reference<T>> => {
    await repository.save(artifact);
    return repository.referenceTo(artifact);
  };
  const north = await saved(recording(0));
  const south = await saved(recording(1));
  const low = await saved(Filtered.create({ ...base(2), from: [north] }));
  const both = await saved(Filtered.create({ ...base(3), from: [north, south, north] }));
  const sources = new Map([
    ['a/b', low],
    ['both', both],
  ]);
  const burst = await saved(Burst.create({ ...base(4), sources }));
  const keyOf = ({ procedureName, name }: Reference) => `${procedureName}/${name}.json`;
  return { cwd, keys: [keyOf(north), keyOf(south), keyOf(low), keyOf(both), keyOf(burst)] };
}
