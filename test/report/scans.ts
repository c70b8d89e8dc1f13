import { Artifact, ArtifactRepository, NdArray, Persisted } from '../../src/index.js';
import type { Storage } from '../../src/storage/storage.js';

/** A small artifact with a number, a text and a curve. */
@Persisted({ procedure: 'Scan' })
export class Scan extends Artifact<{ n: number; half: number | string }> {
  @Persisted() label!: string;
  @NdArray('float64') curve!: Float64Array;
}

/** Makes the artifact of a number: one a second, with a text, and with a parameter that is a text for every third one. */
export const scan = (n: number, numbers = 3): Scan =>
  Scan.create({
    procedureVersion: `1.0.${n % 2}`,
    inputParameters: { n, half: n % 3 === 0 ? `h${n}` : n / 2 },
    timestamp: new Date(Date.UTC(2026, 1, 26, 12, 0, n)),
    label: n % 10 === 0 ? `Round ${n}` : `odd ${n}`,
    curve: Float64Array.from({ length: numbers }, (_, index) => n + index),
  });

/** Saves the artifacts of the numbers from one to another, without proof. */
export async function saveScans(storage: Storage, from: number, to: number): Promise<string[]> {
  const repository = new ArtifactRepository({ storage, classes: [Scan] });
  const paths: string[] = [];
  for (let n = from; n < to; n++) paths.push(await repository.save(scan(n), { proof: false }));
  return paths;
}
