// Result files of other tools, each mirrored by a class: everything comes back, what is written again has the same values, and what does not
// fit is reported at its place. The files are small ones of the shape that the tool writes, with invented values.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  codec as c,
  isArtifactError,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  Rest,
  readJson,
  Stored,
  writeJson,
} from '../src/index.js';
import { newFolder } from './support/stored.js';

const FOLDER = 'test/fixtures/other-tools';

// hyperfine: a standard deviation only of several runs, an exit code only of a process that was not killed.

@Persisted()
class Command {
  @Persisted() command!: string;
  @Persisted() mean!: number;
  @Persisted({ type: Number, nullable: true }) stddev!: number | null;
  @Persisted() median!: number;
  @Persisted() user!: number;
  @Persisted() system!: number;
  @Persisted() min!: number;
  @Persisted() max!: number;
  @NdArray('float64') times!: Float64Array;
  @NdArray('int64', { optional: true }) memoryUsageByte?: BigInt64Array;
  @Stored(c.list(c.nullable(c.integer))) exitCodes!: (number | null)[];
  @Stored(c.record(c.string), { optional: true }) parameters?: Record<string, string>;
}

@Persisted()
class Hyperfine {
  @NestedList(() => Command) results!: Command[];
}

// pytest-benchmark: microseconds, so the text of the time is kept.

@Persisted()
class CommitInfo {
  @Persisted() id!: string;
  @Stored(c.isoText) time!: string;
  @Stored(c.isoText) authorTime!: string;
  @Persisted() dirty!: boolean;
  @Rest() others!: Record<string, unknown>;
}

@Persisted()
class Statistics {
  @Persisted() mean!: number;
  @Persisted() rounds!: number;
  @Persisted() outliers!: string;
  @NdArray('float64', { optional: true }) data?: Float64Array;
  @Rest() others!: Record<string, unknown>;
}

@Persisted()
class Timing {
  @Persisted({ type: String, nullable: true }) group!: string | null;
  @Persisted() name!: string;
  @Persisted() fullname!: string;
  @Stored(c.nullable(c.record(c.json))) params!: Record<string, unknown> | null;
  @Persisted({ type: String, nullable: true }) param!: string | null;
  @Stored(c.record(c.json)) extraInfo!: Record<string, unknown>;
  @Stored(c.record(c.either(c.boolean, c.string, c.finite))) options!: Record<string, boolean | string | number>;
  @Nested(() => Statistics) stats!: Statistics;
}

@Persisted()
class PytestBenchmark {
  @Stored(c.record(c.json)) machineInfo!: Record<string, unknown>;
  @Nested(() => CommitInfo) commitInfo!: CommitInfo;
  @NestedList(() => Timing) benchmarks!: Timing[];
  @Stored(c.isoText) datetime!: string;
  @Persisted() version!: string;
}

// Google Benchmark: two kinds of runs, told by a member that both classes have, and counters of any name.

@Persisted()
class Iteration {
  @Stored(c.oneOf('iteration')) runType!: 'iteration';
  @Persisted() name!: string;
  @Persisted() repetitionIndex!: number;
  @Persisted() realTime!: number;
  @Stored(c.oneOf('ns', 'us', 'ms', 's')) timeUnit!: 'ns' | 'us' | 'ms' | 's';
  @Rest() counters!: Record<string, unknown>;
}

@Persisted()
class Aggregate {
  @Stored(c.oneOf('aggregate')) runType!: 'aggregate';
  @Persisted() name!: string;
  @Persisted() aggregateName!: string;
  @Persisted() realTime!: number;
  @Rest() counters!: Record<string, unknown>;
}

@Persisted()
class GoogleBenchmark {
  @Stored(c.record(c.json)) context!: Record<string, unknown>;
  @NestedList(() => ({ iteration: Iteration, aggregate: Aggregate }), { kindKey: 'run_type' })
  benchmarks!: (Iteration | Aggregate)[];
}

// asv: rows whose columns have types of their own, with bare NaN for what was skipped and null for what failed.

const cell = c.either(c.nullable(c.number), c.list(c.string));
const column = c.either(c.nullable(c.finite), c.string, c.list(cell));

@Persisted()
class Asv {
  @Persisted() commitHash!: string;
  @Persisted() envName!: string;
  @Stored(c.epochMilliseconds) date!: Date;
  @Stored(c.record(c.string)) params!: Record<string, string>;
  @Persisted() python!: string;
  @Stored(c.record(c.string)) requirements!: Record<string, string>;
  @Stored(c.record(c.string)) envVars!: Record<string, string>;
  @Stored(c.list(c.string)) resultColumns!: string[];
  @Stored(c.map(c.list(column))) results!: Map<string, (number | string | null | (number | null | string[])[])[]>;
  @Stored(c.map(c.number)) durations!: Map<string, number>;
  @Persisted() version!: number;
}

// sacred: keys with dashes and upper-case ones, times without a zone, one of them in whole milliseconds.

@Persisted()
class Sacred {
  @Stored(c.list(c.string)) artifacts!: string[];
  @Persisted() command!: string;
  @Stored(
    c.object({
      base_dir: c.string,
      dependencies: c.list(c.string),
      mainfile: c.string,
      name: c.string,
      repositories: c.list(c.object({ commit: c.string, dirty: c.boolean, url: c.string })),
      sources: c.list(c.tuple(c.string, c.string)),
    }),
  )
  experiment!: {
    base_dir: string;
    dependencies: string[];
    mainfile: string;
    name: string;
    repositories: { commit: string; dirty: boolean; url: string }[];
    sources: [string, string][];
  };
  @Stored(c.isoText) heartbeat!: string;
  @Stored(c.record(c.json)) host!: Record<string, unknown>;
  @Stored(c.object({ command: c.string, named_configs: c.list(c.string), options: c.record(c.json) })) meta!: {
    command: string;
    named_configs: string[];
    options: Record<string, unknown>;
  };
  @Stored(c.list(c.json)) resources!: unknown[];
  @Stored(c.json) result!: unknown;
  @Stored(c.dateWith({ zone: 'UTC' })) startTime!: Date;
  @Stored(c.oneOf('COMPLETED', 'FAILED', 'INTERRUPTED')) status!: 'COMPLETED' | 'FAILED' | 'INTERRUPTED';
  @Stored(c.dateWith({ zone: 'UTC' })) stopTime!: Date;
}

// lm-evaluation-harness: metrics under keys of any name, each a number or a text, and seconds since 1970.

@Persisted()
class LmEval {
  @Stored(c.map(c.record(c.either(c.finite, c.string)))) results!: Map<string, Record<string, number | string>>;
  @Stored(c.map(c.list(c.string))) groupSubtasks!: Map<string, string[]>;
  @Stored(c.map(c.json)) configs!: Map<string, unknown>;
  @Stored(c.map(c.either(c.finite, c.string))) versions!: Map<string, number | string>;
  @Stored(c.map(c.integer), { key: 'n-shot' }) shots!: Map<string, number>;
  @Stored(c.map(c.record(c.boolean))) higherIsBetter!: Map<string, Record<string, boolean>>;
  @Stored(c.epochSeconds) date!: Date;
  @Persisted({ type: String, nullable: true }) gitHash!: string | null;
  @Persisted() startTime!: number;
  @Persisted() endTime!: number;
  @Rest() others!: Record<string, unknown>;
}

// The state of a trainer: entries of several kinds in one list, with bare NaN and Infinity.

@Persisted()
class LogEntry {
  @Persisted() epoch!: number;
  @Persisted() step!: number;
  @Persisted({ type: Number, optional: true }) gradNorm?: number;
  @Persisted({ type: Number, optional: true }) learningRate?: number;
  @Persisted({ type: Number, optional: true }) loss?: number;
  @Rest() evaluation!: Record<string, unknown>;
}

@Persisted()
class TrainerState {
  @Persisted({ type: Number, nullable: true }) bestMetric!: number | null;
  @Persisted() globalStep!: number;
  @NestedList(() => LogEntry) logHistory!: LogEntry[];
  @Persisted() totalFlos!: number;
  @Rest() others!: Record<string, unknown>;
}

// QCSchema: the result is a number or an array, as the driver says.

@Persisted()
class Molecule {
  @NdArray('float64') geometry!: Float64Array;
  @Stored(c.list(c.string)) symbols!: string[];
}

@Persisted()
class AtomicResult {
  @Stored(c.oneOf('qcschema_output')) schemaName!: 'qcschema_output';
  @Persisted() schemaVersion!: number;
  @Nested(() => Molecule) molecule!: Molecule;
  @Stored(c.oneOf('energy', 'gradient')) driver!: 'energy' | 'gradient';
  @Stored(c.either(c.finite, c.ndArray('float64', { shape: [null] }))) returnResult!:
    | number
    | ReturnType<typeof Float64Array.of>;
  @Persisted() success!: boolean;
  @Rest() others!: Record<string, unknown>;
}

// A BIDS sidecar: keys in upper camel case.

@Persisted()
class Sidecar {
  @Persisted({ key: 'RepetitionTime' }) repetitionTime!: number;
  @NdArray('float64', { key: 'SliceTiming' }) sliceTiming!: Float64Array;
  @Persisted({ key: 'TaskName' }) taskName!: string;
  @Stored(c.tuple(c.finite, c.finite, c.finite, c.finite, c.finite, c.finite), { key: 'ImageOrientationPatientDICOM' })
  orientation!: [number, number, number, number, number, number];
  @Rest() others!: Record<string, unknown>;
}

// A table of CMIP6: an object of variables, by name.

@Persisted()
class Variable {
  @Persisted() frequency!: string;
  @Persisted() units!: string;
  @Stored(c.oneOf('real', 'integer', 'double')) type!: 'real' | 'integer' | 'double';
  @Stored(c.oneOf('', 'up', 'down')) positive!: '' | 'up' | 'down';
  @Rest() others!: Record<string, unknown>;
}

@Persisted({ naming: 'as-is' })
class CmorTable {
  @Stored(c.record(c.string)) Header!: Record<string, string>;
  @NestedMap(() => Variable) variable_entry!: Map<string, Variable>;
}

// duct: times finer than a millisecond, so numbers.

@Persisted()
class Summary {
  @Persisted() exitCode!: number;
  @Persisted() startTime!: number;
  @Persisted() endTime!: number;
  @Persisted() peakRss!: number;
  @Rest() others!: Record<string, unknown>;
}

@Persisted()
class Duct {
  @Persisted() command!: string;
  @Stored(c.nullable(c.list(c.json))) gpu!: unknown[] | null;
  @Nested(() => Summary) executionSummary!: Summary;
  @Rest() others!: Record<string, unknown>;
}

// Vega-Lite: a mark is a text, or an object.

@Persisted()
class Mark {
  @Persisted() type!: string;
  @Rest() others!: Record<string, unknown>;
}

@Persisted()
class Layer {
  @Stored(
    c.either(
      c.string,
      c.nested(() => Mark),
    ),
  )
  mark!: string | Mark;
  @Stored(c.record(c.record(c.json))) encoding!: Record<string, Record<string, unknown>>;
}

@Persisted()
class VegaLite {
  @Persisted({ key: '$schema' }) schema!: string;
  @Stored(c.object({ values: c.list(c.record(c.nullable(c.number))) })) data!: {
    values: Record<string, number | null>[];
  };
  @NestedList(() => Layer) layer!: Layer[];
  @Stored(c.either(c.finite, c.string)) width!: number | string;
  @Rest() others!: Record<string, unknown>;
}

// github-action-benchmark: the root is a list.

@Persisted()
class Bench {
  @Persisted() name!: string;
  @Persisted() unit!: string;
  @Persisted() value!: number;
  @Persisted({ optional: true }) range?: string;
  @Persisted({ optional: true }) extra?: string;
}

// Trials of optuna: a space between date and time, with and without an offset.

@Persisted()
class Trial {
  @Persisted() number!: number;
  @Persisted({ type: Number, nullable: true }) value!: number | null;
  @Stored(c.dateWith({ separator: ' ', zone: 'UTC' })) datetimeStart!: Date;
  @Stored(c.nullable(c.dateWith({ separator: ' ', zone: 'UTC' }))) datetimeComplete!: Date | null;
  @Persisted({ key: 'params_window-size' }) windowSize!: number;
  @Stored(c.oneOf('COMPLETE', 'FAIL')) state!: 'COMPLETE' | 'FAIL';
}

/** The classes and codecs by the names of the files, and where a file has a date that is written in another form. */
const tools: [file: string, type: unknown, dates?: readonly string[]][] = [
  ['hyperfine', Hyperfine],
  ['pytest-benchmark', PytestBenchmark],
  ['google-benchmark', GoogleBenchmark],
  ['asv', Asv],
  ['sacred', Sacred, ['/start_time', '/stop_time']],
  ['lm-eval', LmEval],
  ['trainer-state', TrainerState],
  ['qcschema', AtomicResult],
  ['bids', Sidecar],
  ['cmip6', CmorTable],
  ['duct', Duct],
  ['vega-lite', VegaLite],
  ['github-action-benchmark', c.list(c.nested(() => Bench))],
  ['optuna', c.list(c.nested(() => Trial)), ['/0/datetime_start', '/0/datetime_complete', '/1/datetime_start']],
];

const textOf = (file: string): Promise<string> => readFile(join(FOLDER, `${file}.json`), 'utf8');

/**
 * Returns the values of a text by their pointers, as JSON.parse gives them: those of numbers that JSON does not have by their names, and dates
 * as their times. It knows nothing of this library.
 */
function valuesOf(text: string, dates: readonly string[] = []): Map<string, unknown> {
  const parsed: unknown = JSON.parse(text.replace(/(?<=[[:,]\s*)(NaN|-?Infinity)(?=\s*[\],}])/g, '"$1"'));
  const values = new Map<string, unknown>();
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value === 'object' && value !== null) {
      values.set(pointer, Array.isArray(value) ? 'list' : 'object');
      for (const [key, member] of Object.entries(value)) visit(member, `${pointer}/${key}`);
    } else if (dates.includes(pointer)) {
      const [day, time] = (value as string).split(/[ T]/) as [string, string];
      values.set(pointer, Date.parse(`${day}T${/Z|[+-]\d/.test(time) ? time : `${time}Z`}`));
    } else values.set(pointer, value);
  };
  visit(parsed, '');
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}

for (const [file, type, dates] of tools) {
  test(`${file}: what is read is written again with the same values, and reads the same`, async (t) => {
    const value = await readJson(join(FOLDER, `${file}.json`), type as typeof Duct);
    const path = join(await newFolder(), 'again.json');
    await writeJson(path, value, type as typeof Duct);
    t.deepEqual(valuesOf(await readFile(path, 'utf8'), dates), valuesOf(await textOf(file), dates));
    t.deepEqual(await readJson(path, type as typeof Duct), value);
  });
}

test('what is read is of the types that the classes say', async (t) => {
  const hyperfine = await readJson(join(FOLDER, 'hyperfine.json'), Hyperfine);
  t.deepEqual(hyperfine.results[0]?.times, Float64Array.of(0.14, 0.15, 0.17));
  t.is(hyperfine.results[1]?.stddev, null);
  t.deepEqual(hyperfine.results[1]?.exitCodes, [null]);
  const { benchmarks } = await readJson(join(FOLDER, 'google-benchmark.json'), GoogleBenchmark);
  t.true(benchmarks[0] instanceof Iteration && benchmarks[1] instanceof Aggregate);
  t.is(benchmarks[0]?.counters['bytes_per_second'], 9.1e7);
  const asv = await readJson(join(FOLDER, 'asv.json'), Asv);
  t.deepEqual(asv.results.get('peaks.time_find')?.[0], [0.00125, Number.NaN, null]);
  t.deepEqual(asv.date, new Date(1_770_824_412_000));
  const state = await readJson(join(FOLDER, 'trainer-state.json'), TrainerState);
  t.is(state.logHistory[0]?.gradNorm, Number.NaN);
  t.deepEqual(Object.keys(state.logHistory[1]?.evaluation ?? {}), [
    'eval_loss',
    'eval_runtime',
    'eval_samples_per_second',
  ]);
  const result = await readJson(join(FOLDER, 'qcschema.json'), AtomicResult);
  t.true(result.returnResult instanceof Float64Array);
  const trials = await readJson(join(FOLDER, 'optuna.json'), c.list(c.nested(() => Trial)));
  t.deepEqual(trials[0]?.datetimeStart, new Date('2026-02-11T15:40:12.063Z'));
  const { layer } = await readJson(join(FOLDER, 'vega-lite.json'), VegaLite);
  t.true(layer[1]?.mark instanceof Mark);
});

test('a class that names few of the keys reads each file by unknown: ignore', async (t) => {
  @Persisted()
  class Few {
    @Persisted({ optional: true }) version?: string;
  }
  for (const file of ['hyperfine', 'pytest-benchmark', 'google-benchmark', 'sacred', 'trainer-state', 'cmip6', 'duct'])
    t.true((await readJson(join(FOLDER, `${file}.json`), Few, { unknown: 'ignore' })) instanceof Few);
});

/** A file with one text replaced, and the faults that are found then. */
const wrong: [file: string, from: string, to: string, faults: string[]][] = [
  ['hyperfine', '"mean": 0.15625', '"mean": "0.15625"', ['/results/0/mean: found "0.15625", expected a number']],
  [
    'hyperfine',
    '"exit_codes": [0, 0, 0]',
    '"exit_codes": [0, 0.5, "0"]',
    [
      '/results/0/exit_codes/1: found 0.5, expected an integer within ±(2^53 - 1)',
      '/results/0/exit_codes/2: found "0", expected an integer',
    ],
  ],
  [
    'google-benchmark',
    '"run_type": "aggregate"',
    '"run_type": "total"',
    ['/benchmarks/1/run_type: found "total", expected "iteration" or "aggregate"'],
  ],
  ['sacred', '"COMPLETED"', '"DONE"', ['/status: found "DONE", expected "COMPLETED" or "FAILED" or "INTERRUPTED"']],
  [
    'qcschema',
    '"symbols": ["O", "H", "H"]',
    '"symbol": []',
    [
      '/molecule/symbols: found no such key, expected one: only a field with { optional: true } or { default } may be without',
      '/molecule/symbol: found a key that Molecule does not declare',
    ],
  ],
  [
    'optuna',
    '15:40:12.063',
    '15:40:12.063187',
    [
      '/0/datetime_start: found "2026-02-11 15:40:12.063187", expected milliseconds at most: a Date holds no finer time; declare the field as string to keep the text',
    ],
  ],
  [
    'github-action-benchmark',
    '"value": 50',
    '"value": null',
    ['/1/value: found null, expected a number: only a field with { nullable: true } may be null'],
  ],
];

for (const [file, from, to, faults] of wrong)
  test(`${file}: ${to} is refused at its place`, async (t) => {
    const text = await textOf(file);
    t.true(text.includes(from));
    const path = join(await newFolder(), 'wrong.json');
    await writeFile(path, text.replace(from, to));
    const [, type] = tools.find(([name]) => name === file) as (typeof tools)[number];
    const error = await t.throwsAsync(readJson(path, type as typeof Duct));
    if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
    t.deepEqual(
      error.issues.map(({ path: pointer, message }) => `${pointer}: ${message}`),
      faults,
    );
  });
