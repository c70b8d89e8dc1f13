// Histories of classes, by a plain model that uses none of our code: which fields each version of the classes has, what its artifacts hold, and
// what an artifact of an older version is for a newer one.

import fc from 'fast-check';

/** A value of a field in the model. Its type is told by the field. */
export type Value = number | string | Float64Array | readonly string[];

/** The types of fields, and a value of each for a number. */
export const TYPES: Readonly<Record<string, (seed: number) => Value>> = {
  number: (seed) => [0, -0, Number.NaN, Number.NEGATIVE_INFINITY][seed % 7] ?? seed / 10,
  text: (seed) => ['', 'NaN', 'é\n'][seed % 5] ?? `text ${seed}`,
  array: (seed) => Float64Array.from({ length: seed % 4 }, (_, i) => [Number.NaN, -0, seed / 3][i] as number),
  texts: (seed) => Array.from({ length: seed % 3 }, (_, i) => `${seed + i}`),
};

/** A field of a version of a class. */
export interface ModelField {
  /** Which field it is, in all versions. */
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly formerNames: readonly string[];
  /** What the field has in artifacts of versions without it; undefined if all versions have it. */
  readonly default: Value | undefined;
}

/** The classes that have a history: that of the artifacts, that of their parameters, and that of their parts. */
export const CLASSES = ['run', 'parameters', 'part'] as const;
type ClassName = (typeof CLASSES)[number];

/** A version of all classes. */
export interface Version extends Readonly<Record<ClassName, readonly ModelField[]>> {
  readonly procedure: string;
  readonly formerProcedures: readonly string[];
}

/** One change of a class. */
interface Step {
  readonly kind: keyof typeof CHANGES;
  readonly of: ClassName;
  readonly type: string;
  readonly seed: number;
}

/** What each kind of step changes, as the version with that number. */
const CHANGES = {
  add: (version: Version, { of, type, seed }: Step, number: number): Version => {
    const field = { id: number, type, name: `f${number}`, formerNames: [], default: TYPES[type]?.(seed) };
    return { ...version, [of]: [...version[of], field] };
  },
  rename: (version: Version, { of, seed }: Step, number: number): Version => {
    const renamed = seed % version[of].length;
    return {
      ...version,
      [of]: version[of].map((field, index) =>
        index === renamed ? { ...field, name: `f${number}`, formerNames: [...field.formerNames, field.name] } : field,
      ),
    };
  },
  renameProcedure: (version: Version, _: Step, number: number): Version => ({
    ...version,
    procedure: `Run${number}`,
    formerProcedures: [...version.formerProcedures, version.procedure],
  }),
};

const FIRST: Version = {
  procedure: 'Run',
  formerProcedures: [],
  run: [{ id: -1, type: 'array', name: 'curve', formerNames: [], default: undefined }],
  parameters: [{ id: -1, type: 'number', name: 'size', formerNames: [], default: undefined }],
  part: [
    { id: -1, type: 'array', name: 'line', formerNames: [], default: undefined },
    { id: -2, type: 'number', name: 'mean', formerNames: [], default: undefined },
  ],
};

const step = fc.record<Step>({
  kind: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
  of: fc.constantFrom(...CLASSES),
  type: fc.constantFrom(...Object.keys(TYPES)),
  seed: fc.nat(99),
});

/** All versions of the classes, the first one first. */
export const history: fc.Arbitrary<readonly Version[]> = fc.array(step, { maxLength: 8 }).map((steps) => {
  const versions = [FIRST];
  for (const [index, each] of steps.entries())
    versions.push(CHANGES[each.kind](versions.at(-1) as Version, each, index));
  return versions;
});

/** The values of an instance by the fields that have them. */
export type Values = ReadonlyMap<number, Value>;

/** What an artifact holds. */
export interface ModelRun {
  readonly run: Values;
  readonly parameters: Values;
  readonly parts: readonly Values[];
}

/** Returns an artifact of a version. */
export function runOf(version: Version, seed: number): ModelRun {
  const values = (fields: readonly ModelField[], offset: number): Values =>
    new Map(fields.map(({ id, type }, index) => [id, TYPES[type]?.(seed + offset + index) as Value]));
  return {
    run: values(version.run, 0),
    parameters: values(version.parameters, 1),
    parts: Array.from({ length: seed % 3 }, (_, index) => values(version.part, 2 + index)),
  };
}

/** Returns what an artifact of an older version is for a newer one. */
export function asVersion({ run, parameters, parts }: ModelRun, version: Version): ModelRun {
  const filled = (values: Values, fields: readonly ModelField[]): Values =>
    new Map(
      fields.map((field) => [field.id, values.has(field.id) ? values.get(field.id) : field.default] as [number, Value]),
    );
  return {
    run: filled(run, version.run),
    parameters: filled(parameters, version.parameters),
    parts: parts.map((part) => filled(part, version.part)),
  };
}
