// An artifact class that extends no other class, with nested classes, and the issues of an instance that cannot be saved.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsIn, IsPositive, Min } from 'class-validator';
import {
  ArtifactRepository,
  FileStorage,
  IsoDate,
  isArtifactError,
  NdArray,
  Nested,
  NestedList,
  Persisted,
} from 'persisted-artifacts';

@Persisted()
class Instrument {
  @Persisted() name!: string;
  @Persisted() @IsPositive() samplingRate!: number;
  @Persisted({ type: String, nullable: true }) serialNumber!: string | null;
}

@Persisted()
class Peak {
  @Persisted() @Min(0) position!: number;
  @Persisted() @IsIn(['low', 'medium', 'high']) confidence!: string;
  @NdArray('float32') profile!: Float32Array;
}

@Persisted({ procedure: 'SpectrumPeaks' })
class Spectrum {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: { order: number };
  @IsoDate() timestamp!: Date;
  @Nested(() => Instrument) instrument!: Instrument;
  @NestedList(() => Peak) peaks!: Peak[];
  @NdArray('float64', { shape: [null, 2] }) intervals!: NdArray<Float64Array>;
}

const repository = new ArtifactRepository({ storage: new FileStorage(await mkdtemp(join(tmpdir(), 'spectra-'))) });

const spectrum = Object.assign(new Spectrum(), {
  procedureVersion: '2.0.0',
  inputParameters: { order: 4 },
  timestamp: new Date('2026-02-11T15:40:12.063Z'),
  instrument: Object.assign(new Instrument(), { name: 'spectrometer', samplingRate: 48_000, serialNumber: null }),
  peaks: [Object.assign(new Peak(), { position: 12.5, confidence: 'high', profile: Float32Array.of(0.5, 1, -0) })],
  intervals: { data: Float64Array.of(0, 1.5, 1.5, Number.POSITIVE_INFINITY), shape: [2, 2] },
});

const path = await repository.save(spectrum);
const again = await repository.load(path, Spectrum);
console.log(`saved   ${path}`);
console.log(`loaded  a ${again.constructor.name} with a ${again.peaks[0]?.constructor.name}:`, again.peaks[0]?.profile);

spectrum.instrument.samplingRate = -1;
spectrum.peaks.push(Object.assign(new Peak(), { position: -1, confidence: 'some', profile: new Float64Array(3) }));
spectrum.intervals = { data: new Float64Array(3), shape: [3, 1] };
try {
  await repository.save(spectrum);
} catch (error) {
  if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
  console.log('\nrefused, and nothing written:');
  for (const { code, path, message } of error.issues) console.log(`  ${code.padEnd(14)} ${path}: ${message}`);
}
