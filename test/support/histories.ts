// Histories of classes, by a plain model that uses none of our code: which fields each version of the classes has, what its artifacts hold, and
// what an artifact of an older version is for a newer one.

import fc from 'fast-check';

/** A value of a field in the model. Its type is told by the field. */
export type Value =
  | number
  | string
  | Float64Array
  | Int32Array
  | readonly string[]
  | ReadonlyMap<string, string>
  | { readonly value: number; readonly unit: string }
  | readonly { readonly curve: Float64Array }[];

/** The types of fields, and a value of each for a number. */
export const TYPES: Readonly<Record<string, (seed: number) => Value>> = {
  number: (seed) => [0, -0, Number.NaN, Number.NEGATIVE_INFINITY][seed % 7] ?? seed / 10,
  text: (seed) => ['', 'NaN', 'é\n'][seed % 5] ?? `text ${seed}`,
  array: (seed) => Float64Array.from({ length: seed % 4 }, (_, i) => [Number.NaN, -0, seed / 3][i] as number),
  texts: (seed) => Array.from({ length: seed % 3 }, (_, i) => `${seed + i}`),
  integers: (seed) => Int32Array.from({ length: seed % 4 }, (_, i) => seed - 50 * i),
  map: (seed) => new Map(Array.from({ length: seed % 3 }, (_, i) => [`key ${i}`, `${seed}`])),
  quantity: (seed) => ({ value: seed, unit: 's' }),
  boxes: (seed) => Array.from({ length: seed % 3 }, (_, i) => ({ curve: Float64Array.of(i, seed / 7) })),
};

/** How a value becomes one of another type. */
interface Conversion {
  readonly from: string;
  readonly to: string;
  readonly model: (value: never) => Value;
  /** Converts a stored value, as the upgrade of a user does. Arrays of unsealed files are lists, in which texts stand for NaN. */
  readonly stored: (value: never) => unknown;
}

/** An array of a file, as an upgrade gets it. */
type Stored<T> = { readonly data: T; readonly shape: readonly number[] } | readonly (number | string)[];

const isList = <T>(array: Stored<T>): array is readonly (number | string)[] => Array.isArray(array);

const CONVERSIONS: readonly Conversion[] = [
  {
    from: 'number',
    to: 'text',
    model: (value: number) => (Object.is(value, -0) ? '-0' : `${value}`),
    stored: (value: number | string) => (Object.is(value, -0) ? '-0' : `${value}`),
  },
  {
    from: 'number',
    to: 'quantity',
    model: (value: number) => ({ value, unit: 'm' }),
    stored: (value: number | string) => ({ value, unit: 'm' }),
  },
  {
    from: 'integers',
    to: 'array',
    model: (integers: Int32Array) => Float64Array.from(integers),
    stored: (integers: Stored<Int32Array>) =>
      isList(integers)
        ? Float64Array.from(integers as number[])
        : { dtype: 'float64', data: Float64Array.from(integers.data), shape: integers.shape },
  },
  {
    from: 'texts',
    to: 'map',
    model: (texts: readonly string[]) => new Map(texts.map((text, index) => [`key ${index}`, text])),
    stored: (texts: readonly string[]) => Object.fromEntries(texts.map((text, index) => [`key ${index}`, text])),
  },
  { from: 'text', to: 'texts', model: (text: string) => [text, 'é'], stored: (text: string) => [text, 'é'] },
  {
    from: 'array',
    to: 'boxes',
    model: (curve: Float64Array) => [{ curve }, { curve }],
    stored: (curve: unknown) => [{ curve }, { curve }],
  },
  { from: 'array', to: 'array', model: (curve: Float64Array) => curve, stored: (curve: unknown) => curve },
  {
    from: 'array',
    to: 'number',
    model: (curve: Float64Array) => curve.length,
    stored: (curve: Stored<Float64Array>) => (isList(curve) ? curve.length : curve.shape[0]),
  },
  {
    from: 'array',
    to: 'text',
    model: (curve: Float64Array) => `${curve[0]}`,
    stored: (curve: Stored<Float64Array>) => `${isList(curve) ? curve[0] : curve.data[0]}`,
  },
  {
    from: 'boxes',
    to: 'array',
    model: ([box]: readonly { curve: Float64Array }[]) => box?.curve ?? Float64Array.of(1),
    stored: ([box]: readonly { curve: unknown }[]) => box?.curve ?? Float64Array.of(1),
  },
];

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
  /** The upgrades from the first version of the file to this one. */
  readonly upgrades: readonly Upgrade[];
}

/** The members of an object in a file, by their keys. */
export type Members = Record<string, unknown>;

/** What an upgrade changes of each instance of a class. */
export interface Upgrade {
  readonly of: ClassName;
  /** Changes the members of an instance, as the upgrade of a user does. */
  readonly stored: (members: Members) => void;
  /** Changes the values of an instance in the model. */
  readonly model: (values: Map<number, Value>) => void;
}

/** Takes a field out of an object of a file, which may be older than its name or than itself; undefined if it is. */
function taken(members: Members, { name, formerNames }: ModelField): unknown {
  const key = [name, ...formerNames].find((each) => Object.hasOwn(members, each));
  if (key === undefined) return undefined;
  const value = members[key];
  delete members[key];
  return value;
}

/** Returns a version with other fields of a class, and an upgrade to it. */
const upgraded = (
  version: Version,
  of: ClassName,
  fields: readonly ModelField[],
  stored: Upgrade['stored'],
  model: Upgrade['model'] = () => undefined,
): Version => ({ ...version, [of]: fields, upgrades: [...version.upgrades, { of, stored, model }] });

/** The field that a step changes, and how it may change its type. */
function chosen(version: Version, { of, seed }: Step): { field: ModelField; conversion: Conversion | undefined } {
  const field = version[of][seed % version[of].length] as ModelField;
  const conversions = CONVERSIONS.filter(({ from }) => from === field.type);
  return { field, conversion: conversions[seed % Math.max(1, conversions.length)] };
}

const converted = ({ model }: Conversion, value: Value | undefined): Value | undefined =>
  value === undefined ? undefined : model(value as never);

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
  /** The value stays under the key that it has, which may be a former one: aliases are looked up after upgrades. */
  retype: (version: Version, step: Step): Version => {
    const { field, conversion } = chosen(version, step);
    if (conversion === undefined) return version;
    const retyped = { ...field, type: conversion.to, default: converted(conversion, field.default) };
    return upgraded(
      version,
      step.of,
      version[step.of].map((each) => (each === field ? retyped : each)),
      (members) => {
        for (const key of [field.name, ...field.formerNames])
          if (Object.hasOwn(members, key)) members[key] = conversion.stored(members[key] as never);
      },
      (values) => {
        if (values.has(field.id)) values.set(field.id, conversion.model(values.get(field.id) as never));
      },
    );
  },
  /** A field is made from another one, which stays. */
  split: (version: Version, step: Step, number: number): Version => {
    const { field, conversion } = chosen(version, step);
    if (conversion === undefined) return version;
    const part = { id: number, type: conversion.to, name: `part${number}`, formerNames: [] };
    return upgraded(
      version,
      step.of,
      [...version[step.of], { ...part, default: converted(conversion, field.default) }],
      (members) => {
        const key = [field.name, ...field.formerNames].find((each) => Object.hasOwn(members, each));
        if (key !== undefined) members[part.name] = conversion.stored(members[key] as never);
      },
      (values) => {
        if (values.has(field.id)) values.set(number, conversion.model(values.get(field.id) as never));
      },
    );
  },
  renameByUpgrade: (version: Version, step: Step, number: number): Version => {
    const { field } = chosen(version, step);
    const renamed = { ...field, name: `new${number}`, formerNames: [] };
    const fields = version[step.of].map((each) => (each === field ? renamed : each));
    return upgraded(version, step.of, fields, (members) => {
      members[renamed.name] = taken(members, field);
    });
  },
  remove: (version: Version, step: Step): Version => {
    const { field } = chosen(version, step);
    const others = version[step.of].filter((each) => each !== field);
    if (others.length === 0) return version;
    return upgraded(
      version,
      step.of,
      others,
      (members) => taken(members, field),
      (values) => values.delete(field.id),
    );
  },
  /** A field takes the name of one that is removed. */
  replace: (version: Version, step: Step): Version => {
    const { field } = chosen(version, step);
    const [next, ...others] = version[step.of].filter((each) => each !== field);
    if (next === undefined) return version;
    return upgraded(
      version,
      step.of,
      [...others, { ...next, name: field.name, formerNames: [] }],
      (members) => {
        taken(members, field);
        members[field.name] = taken(members, next);
      },
      (values) => values.delete(field.id),
    );
  },
  /** Two fields have each the name of the other. */
  swap: (version: Version, step: Step): Version => {
    const { field } = chosen(version, step);
    const [other, ...others] = version[step.of].filter((each) => each !== field);
    if (other === undefined) return version;
    const fields = [
      { ...field, name: other.name, formerNames: [] },
      { ...other, name: field.name, formerNames: [] },
    ];
    return upgraded(version, step.of, [...fields, ...others], (members) => {
      const [first, second] = [taken(members, field), taken(members, other)];
      members[other.name] = first;
      members[field.name] = second;
    });
  },
};

const FIRST: Version = {
  procedure: 'Run',
  formerProcedures: [],
  upgrades: [],
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
export function asVersion({ run, parameters, parts }: ModelRun, former: Version, version: Version): ModelRun {
  const present = (of: ClassName, values: Values): Values => {
    const upgradedValues = new Map(values);
    for (const upgrade of version.upgrades.slice(former.upgrades.length))
      if (upgrade.of === of) upgrade.model(upgradedValues);
    return new Map(
      version[of].map((field) => [
        field.id,
        (upgradedValues.has(field.id) ? upgradedValues.get(field.id) : field.default) as Value,
      ]),
    );
  };
  return {
    run: present('run', run),
    parameters: present('parameters', parameters),
    parts: parts.map((part) => present('part', part)),
  };
}

/** True if a file of an artifact of an older version is one that the newer version would write, but for its version. */
export function isOfVersion({ parts }: ModelRun, former: Version, version: Version): boolean {
  const namesOf = (of: ClassName, { [of]: fields }: Version) => fields.map(({ name }) => name).sort();
  return (
    former.upgrades.length === version.upgrades.length &&
    former.procedure === version.procedure &&
    CLASSES.filter((of) => of !== 'part' || parts.length > 0).every(
      (of) => namesOf(of, former).join() === namesOf(of, version).join(),
    )
  );
}
