// Members of classes with decorators, each of which compiles, or gives an error that says what is expected.

/** A member of a class, or a statement. */
interface PropertyRow {
  readonly line: string;
  /** A part of the compiler's error under legacy decorators; undefined if the line compiles. */
  readonly legacy: string | undefined;
  /** A part of the compiler's error under decorators of TC39; undefined if the line compiles. */
  readonly tc39: string | undefined;
}

const same = (line: string, error?: string): PropertyRow => ({ line, legacy: error, tc39: error });

const DATE = 'Expected<"a Date or a string">';
const PLAIN =
  'Expected<"plain JSON values; a value of another type needs the decorator for its type, or @Stored() with a codec">';
const PUBLIC =
  'Expected<"a public property in the body of the class: the compiler shows no decorator the type of a private or protected one">';
const OPTIONAL = 'Expected<"{ optional: true }, for the property may be undefined">';
const TYPE =
  'Expected<"the option type, such as { type: Number }, or @Stored(): compilers emit no types for TC39 decorators">';
const FLOAT64 = 'Expected<"the typed array of float64, nested lists of its elements, or NdArray of the typed array">';
const INSTANCE = 'Expected<"an instance of the class">';
const LIST = 'Expected<"an array of the class">';
const REFERENCE = 'Expected<"a Reference to the class">';
const MAP = 'Expected<"a Map from strings to the class">';

/** The declarations before the classes. */
const HEAD = `
import { Artifact, codec as c, IsoDate, NdArray, Nested, NestedList, NestedMap, Persisted, persisted, Reference, Stored } from 'persisted-artifacts';
class Part { x = 1 }
class Other { y = 1 }
class Sub extends Part { z = 1 }
class Twin extends Part { static z = 1 }
class Run extends Artifact { x = 1 }
class Walk extends Artifact { y = 1 }
class Hidden { private x = 1; get() { return this.x; } }
type Ref<T> = T;
class Plain {
  curve!: Float64Array;
  size!: number;
  note?: string;
  days!: readonly Date[];
  parts!: (Part | Sub)[];
  readonly constant: number = 1;
  private secret = 1;
  get double(): number { return this.size * this.secret; }
}
function factory<T>() { return class { value!: T; }; }
const inputs = { procedureVersion: '1', inputParameters: {}, timestamp: new Date() };
`;

const PROPERTY_ROWS: readonly PropertyRow[] = [
  // ── @Persisted() ──────────────────────────────────────────────────────────────────────────────────────────────────
  { line: '@Persisted() a!: number;', legacy: undefined, tc39: TYPE },
  { line: '@Persisted() accessor a: unknown;', legacy: undefined, tc39: TYPE },
  { line: "@Persisted({ key: 'b' }) a!: number;", legacy: undefined, tc39: TYPE },
  { line: '@Persisted({ optional: Math.random() > 0.5 }) a?: number;', legacy: undefined, tc39: TYPE },
  same('@Persisted({ type: Number }) a!: number;'),
  same('@Persisted({ type: Number }) accessor a!: number;'),
  same('@Persisted({ type: Number, optional: true }) a?: number;'),
  same('@Persisted({ type: Number, nullable: true }) a!: number | null;'),
  same("@Persisted({ type: String }) readonly a: 'low' | 'high' = 'low';"),
  same('@Persisted({ type: Boolean }) a!: boolean;'),
  same('@Persisted({ type: BigInt }) a!: bigint;'),
  same('@Persisted({ type: Array }) a!: readonly string[];'),
  same('@Persisted({ type: Object }) a!: { b: number } | null;'),
  same('@Persisted({ type: Object }) a: unknown;'),
  same('@Persisted({ type: Number }) a!: string;', 'ExpectedType<"the option type", number>'),
  same('@Persisted({ type: Number }) a!: number | string;', 'ExpectedType<"the option type", number>'),
  same('@Persisted() a!: Date;', PLAIN),
  same('@Persisted() accessor a!: Date;', PLAIN),
  same('@Persisted({ type: Object }) a!: Map<string, number>;', PLAIN),
  same('@Persisted({ type: Object }) a!: { b: number } | Set<number>;', PLAIN),
  { line: '@Persisted() a?: number;', legacy: OPTIONAL, tc39: TYPE },
  same('@Persisted({ type: Number }) a?: number;', OPTIONAL),
  same('@Persisted({ optional: false, type: Number }) a: number | undefined;', OPTIONAL),
  same('@Persisted({ type: String }) private a!: string;', PUBLIC),
  same('@Persisted({ type: String }) protected a!: string;', PUBLIC),
  {
    line: '@Persisted({ type: String }) #a!: string;',
    legacy: 'error TS1206: Decorators are not valid here',
    tc39: PUBLIC,
  },
  { line: '@Persisted({ type: String }) static a: string;', legacy: undefined, tc39: PUBLIC },
  { line: '@IsoDate() a(): void {}', legacy: DATE, tc39: PUBLIC },
  same('@Persisted({ type: String }) [Symbol.iterator]!: string;', PUBLIC),
  {
    line: 'constructor(@IsoDate() readonly a: Date) {}',
    legacy: PUBLIC,
    tc39: 'error TS1206: Decorators are not valid here',
  },

  // ── @IsoDate() and @NdArray() ─────────────────────────────────────────────────────────────────────────────────────
  same('@IsoDate() a!: Date;'),
  same('@IsoDate() a!: string;'),
  same('@IsoDate() accessor a!: Date;'),
  same('@IsoDate() get a(): Date { return new Date(); } set a(_: Date) {}'),
  same('get a(): Date { return new Date(); } @IsoDate() set a(_: Date) {}'),
  same('@IsoDate() a!: number;', DATE),
  same('@IsoDate() accessor a!: number;', DATE),
  same('@IsoDate() get a(): number { return 1; } set a(_: number) {}', DATE),
  same('get a(): number { return 1; } @IsoDate() set a(_: number) {}', DATE),
  same('@IsoDate({ type: Date }) a?: Date;', OPTIONAL),
  same("@NdArray('float64') a!: Float64Array;"),
  same("@NdArray('float64') a = new Float64Array(3);"),
  same("@NdArray('float64') accessor a!: Float64Array;"),
  same("@NdArray('float64') a!: readonly (readonly number[])[];"),
  same("@NdArray('float64') a!: NdArray<Float64Array>;"),
  same("@NdArray('int64') a!: bigint[];"),
  same("@NdArray('float64', { as: (data) => [...data], optional: true }) a?: number[];"),
  same("@NdArray('float64', { unit: 'm³/s', axes: ['year'], x: 'b' }) a!: Float64Array;"),
  same("@NdArray('float64', { unit: 'K', as: (data) => [...data] }) accessor a!: number[];"),
  same("@NdArray('float64', { unit: 5 }) a!: Float64Array;", "Type 'number' is not assignable to type 'string'"),
  same("@NdArray('float64', { axes: 'year' }) a!: Float64Array;", 'readonly string[]'),
  same("@NdArray('float64') a!: Int32Array;", FLOAT64),
  same("@NdArray('float64') accessor a!: Int32Array;", FLOAT64),
  same(
    "@NdArray('float64', { as: (data) => [...data] }) a!: Float64Array;",
    'Expected<"the type of what \\"as\\" makes">',
  ),
  same("@NdArray('float64') a?: Float64Array;", OPTIONAL),
  same("@NdArray('float64', { as: (data) => [...data] }) a?: number[];", OPTIONAL),

  // ── Instances ─────────────────────────────────────────────────────────────────────────────────────────────────────
  same('@Reference(() => Run) a!: Reference<Run>;'),
  same('@Reference(() => Run) accessor a!: Reference<Run>;'),
  same('@Reference(() => Run, { optional: true, nullable: true }) a?: Reference<Run> | null;'),
  same('@Reference(() => LaterRun) a!: Reference<LaterRun>;'),
  same('@Stored(c.reference(() => Run)) a!: Reference<Run>;'),
  same('@Stored(c.list(c.reference(() => Run))) a!: readonly Reference<Run>[];'),
  same('@Stored(c.map(c.nullable(c.reference(() => Run)))) a!: Map<string, Reference<Run> | null>;'),
  same('@Reference(() => Run) a!: Reference<Walk>;', REFERENCE),
  same('@Reference(() => Run) a!: Reference<Run> | Reference<Walk>;', REFERENCE),
  same('@Reference(() => Run) a!: Run;', REFERENCE),
  same('@Reference(() => Run) a?: Reference<Run>;', OPTIONAL),
  same('@Reference(() => Part) a!: any;', "Type 'Part' is missing the following properties"),
  same('@Stored(c.reference(() => Run)) a!: Reference<Walk>;', 'Expected'),
  same('@Stored(c.list(c.reference(() => Run))) a!: Reference<Walk>[];', 'Expected'),
  same('@Persisted({ type: Object }) a!: Reference<Run>;', PLAIN),
  same('@Nested(() => Part) a!: Part;'),
  same('@Nested(() => Part) accessor a!: Part;'),
  same('@Nested(() => Hidden) a!: Hidden;'),
  same('@Nested(() => Part) a!: { x: number };'),
  same('@Nested(() => Part, { nullable: true }) a!: Part | null;'),
  same('@Nested(() => Later) a!: Ref<Later>;'),
  same('@NestedList(() => Part) a!: Part[];'),
  same('@NestedList(() => Part) a!: readonly Part[];'),
  same('@NestedList(() => Part) accessor a!: Part[];'),
  same('@NestedList(() => Part, { optional: true, nullable: true }) a?: Part[] | null;'),
  same('@NestedMap(() => Part) a!: ReadonlyMap<string, Part>;'),
  same('@NestedMap(() => Part, { optional: true }) accessor a: Map<string, Part> | undefined;'),
  same('@Nested(() => Part) a!: Date;', INSTANCE),
  same('@Nested(() => Part) a!: Other;', INSTANCE),
  same('@Nested(() => Part) a!: Part | Other;', INSTANCE),
  same('@Nested(() => Part) a!: Part | Sub;', INSTANCE),
  same('@NestedList(() => Part) a!: Part;', LIST),
  same('@NestedList(() => Part) a!: (Part | Other)[];', LIST),
  same('@NestedList(() => Part) accessor a!: (Part | Other)[];', LIST),
  same('@NestedList(() => Part) a!: readonly (Part | Sub)[];', LIST),
  same('@NestedList(() => Part) a!: (Part | Twin)[];', LIST),
  same('@NestedList(() => Part) a!: Sub[];', LIST),
  same('@NestedList(() => Sub) a!: Part[];', LIST),
  same('@NestedList(() => Part) a!: (Part | null)[];', LIST),
  same('@NestedMap(() => Part) a!: Part[];', MAP),
  same('@NestedMap(() => Part) a!: Map<string, Part | Sub>;', MAP),
  same('@NestedMap(() => Part) a!: Map<number, Part>;', MAP),
  same('@Nested(() => Part) a?: Part;', OPTIONAL),
  same('@NestedList(() => Part, { nullable: true }) a?: Part[] | null;', OPTIONAL),
  same('@NestedMap(() => Part) a?: Map<string, Part>;', OPTIONAL),

  // ── Kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  same('@NestedList(() => ({ part: Part, other: Other })) a!: (Part | Other)[];'),
  same("@NestedList(() => ({ part: Part, other: Other }), { kindKey: 'type' }) a!: readonly (Part | Other)[];"),
  same('@NestedList(() => ({ part: Part, sub: Sub })) a!: (Part | Sub)[];'),
  same('@NestedList(() => ({ part: Part, twin: Twin })) a!: (Part | Twin)[];'),
  same('@Nested(() => ({ part: Part, other: Other }), { optional: true }) a?: Part | Other;'),
  same('@NestedMap(() => ({ part: Part, other: Other })) accessor a!: Map<string, Part | Other>;'),
  same('@NestedList(() => ({ part: Part, other: Other })) a!: Part[];', LIST),
  same('@NestedList(() => ({ part: Part, other: Other })) a!: (Part | Other | Sub)[];', LIST),
  same('@Nested(() => ({ part: Part, other: Other })) a!: Part | Other | Hidden;', INSTANCE),
  same('@NestedMap(() => ({ part: Part, other: Other })) a!: Map<string, Part | Sub | Other>;', MAP),

  // ── @Stored() ─────────────────────────────────────────────────────────────────────────────────────────────────────
  same('@Stored(c.number) a!: number;'),
  same('@Stored(c.number) readonly a: number = 1;'),
  same('@Stored(c.number) accessor a = 1;'),
  same('@Stored(c.number, { optional: true }) a?: number;'),
  same('@Stored(c.json) a!: { b: number } | string;'),
  same('@Stored(c.list(c.date)) a!: Date[];'),
  same('@Stored(c.list(c.list(c.date))) a!: readonly (readonly Date[])[];'),
  same('@Stored(c.map(c.number)) a!: ReadonlyMap<string, number>;'),
  same("@Stored(c.ndArray('float64')) a!: Float64Array;"),
  same("@Stored(c.map(c.list(c.ndArray('float64')))) a!: Map<string, readonly Float64Array[]>;"),
  same('@Stored(c.set(c.string)) a!: Set<string>;'),
  same('@Stored(c.set(c.string)) a!: ReadonlySet<string>;'),
  same('@Stored(c.map(c.number, c.date)) a!: Map<number, Date>;'),
  same('@Stored(c.record(c.number)) a!: Record<string, number>;'),
  same('@Stored(c.record(c.list(c.date))) a!: { readonly [key: string]: readonly Date[] };'),
  same('@Stored(c.tuple(c.number, c.string), { optional: true }) a?: [number, string];'),
  same('@Stored(c.tuple(c.number, c.nested(() => Part))) a!: readonly [number, Part];'),
  same('@Stored(c.object({ x: c.number, part: c.nested(() => Part) })) a!: { x: number; part: Part };'),
  same(
    '@Stored(c.object({ x: c.number, part: c.nested(() => Part) })) a!: { readonly x: number; readonly part: Part };',
  ),
  same("@Stored(c.oneOf('low', 'high')) a!: 'low' | 'high';"),
  same('@Stored(c.either(c.number, c.list(c.number))) a!: number | readonly number[];'),
  same('@Stored(c.either(c.finite, c.string)) a!: number | string;'),
  same('@Stored(c.list(c.nullable(c.nested(() => Part)))) a!: (Part | null)[];'),
  same('@Stored(c.map(c.list(c.nested(() => ({ part: Part, sub: Sub }))))) a!: Map<string, readonly (Part | Sub)[]>;'),
  same('@Stored(c.nested(() => Part)) a!: Part;'),
  same("@Stored(c.ndArray('float64', { shape: [null, 2] })) a!: NdArray<Float64Array>;"),
  same("@Stored(c.ndArray('float64', { unit: 'm', axes: ['i', 'j'], shape: [null, 2] })) a!: NdArray<Float64Array>;"),
  same("@Stored(c.ndArray('float64', { unit: 'm', x: 'b' })) a!: Float64Array;"),
  same("@Stored(c.ndArray('float64', { unit: 'm', shape: [2], as: 'lists' })) a!: number[];"),
  same("@Stored(c.ndArray('float64', { unit: 5 })) a!: Float64Array;", 'No overload matches this call'),
  same("@Stored(c.ndArray('float64')) a = Float64Array.of(1);"),
  same("@Stored(c.list(c.ndArray('float64'))) a: Float64Array[] = [new Float64Array(2)];"),
  same(
    "@Stored(c.custom({ name: 'URL', stored: c.string, is: (value) => value instanceof URL, encode: (value) => value.href, decode: (text) => new URL(text) })) a!: URL;",
  ),
  same('@Stored(c.set(c.string)) a!: Set<number>;', 'ExpectedType<"the codec", Set<string>>'),
  same('@Stored(c.tuple(c.number, c.number)) a!: number[];', 'ExpectedType<"the codec", [number, number]>'),
  same("@Stored(c.oneOf('low', 'high')) a!: string;", 'ExpectedType<"the codec", "'),
  same("@Stored(c.oneOf('low', 'high')) a!: 'low';", 'ExpectedType<"the codec", "'),
  same('@Stored(c.nullable(c.number)) a!: number;', 'ExpectedType<"the codec", number | null>'),
  same('@Stored(c.object({ x: c.number })) a!: { x: string };', 'ExpectedType<"the codec", { x: number; }>'),
  same('@Stored(c.list(c.nested(() => Part))) a!: (Part | Sub)[];', 'ExpectedType<"the codec", Part[]>'),
  same('@Stored(c.list(c.nested(() => Part))) a!: (Part | Twin)[];', 'ExpectedType<"the codec", Part[]>'),
  same(
    '@Stored(c.list(c.nullable(c.nested(() => Part)))) a!: (Part | Sub | null)[];',
    'ExpectedType<"the codec", (Part | null)[]>',
  ),
  same(
    '@Stored(c.map(c.nested(() => Part))) a!: Map<string, Part | Sub>;',
    'ExpectedType<"the codec", Map<string, Part>>',
  ),
  same(
    '@Stored(c.map(c.number, c.nested(() => Part))) a!: Map<number, Part | Sub>;',
    'ExpectedType<"the codec", Map<number, Part>>',
  ),
  same('@Stored(c.set(c.nested(() => Part))) a!: Set<Part | Sub>;', 'ExpectedType<"the codec", Set<Part>>'),
  same('@Stored(c.record(c.nested(() => Part))) a!: Record<string, Part | Sub>;', 'ExpectedType<"the codec", '),
  same('@Stored(c.tuple(c.nested(() => Part))) a!: [Part | Sub];', 'ExpectedType<"the codec", [Part]>'),
  same(
    '@Stored(c.object({ x: c.nested(() => Part) })) a!: { x: Part | Sub };',
    'ExpectedType<"the codec", { x: Part; }>',
  ),
  same(
    '@Stored(c.object({ x: c.list(c.nested(() => Part)) })) a!: { readonly x: readonly (Part | Sub)[] };',
    'ExpectedType<"the codec", { x: Part[]; }>',
  ),
  same(
    '@Stored(c.either(c.number, c.list(c.nested(() => Part)))) a!: number | (Part | Sub)[];',
    'ExpectedType<"the codec", number | Part[]>',
  ),
  same('@Stored(c.nested(() => Part)) a!: Part | Sub;', 'ExpectedType<"the codec", Part>'),
  same('@Stored(c.number) a!: string;', 'ExpectedType<"the codec", number>'),
  same('@Stored(c.number) a!: number | string;', 'ExpectedType<"the codec", number>'),
  same('@Stored(c.number) a: unknown;', 'ExpectedType<"the codec", number>'),
  same('@Stored(c.number) accessor a!: string;', 'ExpectedType<"the codec", number>'),
  same('@Stored(c.list(c.number)) a!: (number | string)[];', 'ExpectedType<"the codec", number[]>'),
  same('@Stored(c.list(c.date)) a!: (Date | null)[];', 'ExpectedType<"the codec", Date[]>'),
  same('@Stored(c.map(c.number)) a!: Map<string, Date>;', 'ExpectedType<"the codec", Map<string, number>>'),
  same('@Stored(c.number) a?: number;', OPTIONAL),
  same('@Stored(c.number) private a!: number;', PUBLIC),
  // The whole vocabulary.
  same('@Stored(c.set(c.string)) a!: Set<string>;'),
  same('@Stored(c.set(c.date)) a!: ReadonlySet<Date>;'),
  same('@Stored(c.map(c.bigint, c.set(c.date))) a!: ReadonlyMap<bigint, ReadonlySet<Date>>;'),
  same("@Stored(c.map(c.oneOf('a', 'b'), c.number)) a!: Map<'a' | 'b', number>;"),
  same('@Stored(c.record(c.list(c.number))) a!: Record<string, number[]>;'),
  same('@Stored(c.record(c.number)) a!: { readonly [key: string]: number };'),
  same('@Stored(c.tuple(c.number, c.number), { optional: true }) a?: [number, number];'),
  same('@Stored(c.tuple(c.number, c.list(c.string))) a!: readonly [number, readonly string[]];'),
  same('@Stored(c.object({ low: c.number, unit: c.nullable(c.string) })) a!: { low: number; unit: string | null };'),
  same("@Stored(c.oneOf('low', 'high')) a!: 'low' | 'high';"),
  same("@Stored(c.oneOf('low', 'high')) a: 'low' | 'high' = 'low';"),
  same('@Stored(c.nullable(c.date)) a!: Date | null;'),
  same('@Stored(c.list(c.nullable(c.nested(() => Part)))) a!: (Part | null)[];'),
  same('@Stored(c.list(c.nested(() => ({ part: Part, other: Other })))) a!: (Part | Other)[];'),
  same('@Stored(c.either(c.number, c.list(c.number))) a!: number | number[];'),
  same('@Stored(c.either(c.finite, c.string, c.nested(() => Part))) a!: number | string | Part;'),
  same('@Stored(c.dateWith({ separator: " ", zone: "UTC" })) a!: Date;'),
  same('@Stored(c.epochSeconds) a!: Date;'),
  same('@Stored(c.isoDay) a!: string;'),
  same("@Stored(c.ndArray('float64')) a = new Float64Array(0);"),
  same("@Stored(c.ndArray('int64', { shape: [3] })) a!: BigInt64Array;"),
  same("@Stored(c.ndArray('float64', { shape: [null, 3] })) a!: NdArray<Float64Array>;"),
  same("@Stored(c.ndArray('float64', { as: 'nd-array' })) a!: NdArray<Float64Array>;"),
  same("@Stored(c.ndArray('float64', { shape: [null, 3], as: 'lists' })) a!: number[][];"),
  same("@Stored(c.ndArray('bool', { shape: [2], as: 'lists' })) a!: readonly boolean[];"),
  same(
    "@Stored(c.ndArray('float32', { as: (data, shape) => ({ data, shape }) })) a!: { data: Float32Array; shape: number[] };",
  ),
  same(
    "@Stored(c.custom({ name: 'URL', stored: c.string, is: (value) => value instanceof URL, encode: (value) => value.href, decode: (text) => new URL(text) })) a!: URL;",
  ),
  same(
    "@Stored(c.custom({ name: 'part', stored: c.list(c.number), is: (value): value is Part => value instanceof Part, encode: ({ x }) => [x], decode: ([x]) => Object.assign(new Part(), { x }), equals: (p, q) => p.x === q.x })) a!: Part;",
  ),
  same('@Stored(c.set(c.string)) a!: Set<number>;', 'ExpectedType<"the codec", Set<string>>'),
  same('@Stored(c.set(c.string)) a!: string[];', 'ExpectedType<"the codec", Set<string>>'),
  same('@Stored(c.map(c.integer, c.date)) a!: Map<string, Date>;', 'ExpectedType<"the codec", Map<number, Date>>'),
  same('@Stored(c.tuple(c.number, c.string)) a!: [number, number];', 'ExpectedType<"the codec", [number, string]>'),
  same("@Stored(c.oneOf('low', 'high')) a!: 'low';", 'ExpectedType<"the codec", "high" | "low">'),
  same("@Stored(c.oneOf('low', 'high')) a!: string;", 'ExpectedType<"the codec", "high" | "low">'),
  same('@Stored(c.nullable(c.date)) a!: Date;', 'ExpectedType<"the codec", Date | null>'),
  same('@Stored(c.nested(() => Part)) a!: Part | Sub;', 'ExpectedType<"the codec", Part>'),
  same("@Stored(c.ndArray('float64')) a!: Float32Array;", 'ExpectedType<"the codec", Float64Array'),
  same("@Stored(c.ndArray('float64', { shape: [null, 3] })) a!: Float64Array;", 'ExpectedType<"the codec", NdArray<'),
  same("@Stored(c.ndArray('float64', { as: 'lists' })) a!: number[];", 'No overload matches this call'),
  same('@Stored(c.either(c.number)) a!: number;', 'Expected at least 2 arguments, but got 1'),
  same(
    "@Stored(c.custom({ name: 'URL', stored: c.number, is: (value) => value instanceof URL, encode: (value) => value.href, decode: (text) => new URL(text) })) a!: URL;",
    "Type 'string' is not assignable to type 'number'",
  ),

  // ── Defaults ──────────────────────────────────────────────────────────────────────────────────────────────────────
  same("@Persisted({ type: Number, default: 3, aliases: ['b', 'c'] }) a!: number;"),
  same('@Persisted({ type: Number, default: () => 3 }) accessor a!: number;'),
  same("@Persisted({ type: String, default: 'low' }) a!: 'low' | 'high';"),
  same('@Persisted({ type: BigInt, default: 3n }) a!: bigint;'),
  same('@Persisted({ type: Number, nullable: true, default: null }) a!: number | null;'),
  same('@Persisted({ type: Array, default: () => [] }) a!: readonly string[];'),
  same('@Persisted({ type: Object, default: () => ({}) }) a!: Record<string, number>;'),
  same('@Persisted({ type: Object, default: () => ({ b: 1 }) }) a!: { b: number } | null;'),
  same("@IsoDate({ default: '2026-02-11' }) a!: string;"),
  same('@IsoDate({ default: () => new Date(0) }) a!: Date;'),
  same("@NdArray('float64', { default: () => new Float64Array(3) }) a!: Float64Array;"),
  same("@NdArray('float64', { as: (data) => [...data], default: () => [1] }) a!: number[];"),
  same('@Nested(() => Part, { default: () => new Part() }) a!: Part;'),
  same('@NestedList(() => Part, { default: () => [] }) a!: readonly Part[];'),
  same('@NestedMap(() => Part, { default: () => new Map() }) a!: Map<string, Part>;'),
  same('@Stored(c.set(c.string), { default: () => new Set() }) a!: Set<string>;'),
  same("@Stored(c.oneOf('low', 'high'), { default: 'low' }) a!: 'low' | 'high';"),
  same('@Stored(c.nullable(c.number), { default: null }) a!: number | null;'),
  same('@Stored(c.tuple(c.number, c.number), { default: () => [0, 1] }) a!: [number, number];'),
  same('@Reference(() => Run, { nullable: true, default: null }) a!: Reference<Run> | null;'),
  same(
    '@Reference(() => Run, { default: null }) a!: Reference<Run>;',
    'ExpectedType<"the property, for the option default", Reference<Run>>',
  ),
  same(
    "@Persisted({ type: Number, default: 'low' }) a!: number;",
    'ExpectedType<"the property, for the option default", number>',
  ),
  same(
    '@Persisted({ type: Number, default: null }) a!: number;',
    'ExpectedType<"the property, for the option default", number>',
  ),
  same(
    "@Persisted({ type: String, default: 'lo' }) a!: 'low' | 'high';",
    'ExpectedType<"the property, for the option default", "',
  ),
  same(
    '@Persisted({ type: Array, default: () => [1] }) a!: string[];',
    'ExpectedType<"the property, for the option default", string[]>',
  ),
  same('@Persisted({ type: Array, default: [] }) a!: number[];', "is not assignable to type '"),
  same('@Persisted({ type: Number, optional: true, default: 3 }) a?: number;', "is not assignable to type '"),
  same('@Persisted({ type: Number, default: 3 }) a?: number;', OPTIONAL),
  same('@IsoDate({ default: 0 }) a!: Date;', 'ExpectedType<"the property, for the option default", Date>'),
  same(
    "@NdArray('float64', { default: () => new Float32Array(3) }) a!: Float64Array;",
    'ExpectedType<"the property, for the option default", Float64Array',
  ),
  same(
    '@Nested(() => Part, { default: () => new Other() }) a!: Part;',
    'ExpectedType<"the property, for the option default", Part>',
  ),
  same('@Stored(c.set(c.string), { default: () => new Set([1]) }) a!: Set<string>;', "is not assignable to type '"),
  same('@Stored(c.number, { optional: true, default: 3 }) a?: number;', "is not assignable to type '"),
  same("@Stored(c.number, { default: 'low' }) a!: number;", "is not assignable to type '"),
];

/** Statements, each in a block of its own. */
const STATEMENT_ROWS: readonly PropertyRow[] = [
  same('persisted(Plain);'),
  same("persisted(Plain, { procedure: 'X', naming: 'as-is', hidden: 'ignored' });"),
  same("persisted(Plain, { fields: { curve: c.ndArray('float64'), days: c.list(c.date), constant: c.number } });"),
  same(
    "persisted(Plain, { fields: { size: { codec: c.number, key: 'n' }, note: { codec: c.string, optional: true } } });",
  ),
  same(
    'persisted(Plain, { create: (fields) => Object.assign(new Plain(), { size: fields.size + fields.constant }) });',
  ),
  same('persisted(factory<number>(), { fields: { value: c.number } });'),
  same("persisted(Plain, { fields: { size: { codec: c.number, default: 3, aliases: ['n'] } } });"),
  same(
    'persisted(factory<Set<string>>(), { fields: { value: { codec: c.set(c.string), default: () => new Set() } } });',
  ),
  same(
    "persisted(factory<'low' | 'high'>(), { fields: { value: { codec: c.oneOf('low', 'high'), default: 'low' } } });",
  ),
  same('@Persisted({ fields: { x: { codec: c.list(c.date), default: () => [] } } }) class A { x!: Date[]; }'),
  same(
    "persisted(Plain, { fields: { size: { codec: c.number, default: 'low' } } });",
    'ExpectedType<"the property, for the option default", number>',
  ),
  same(
    "persisted(Plain, { fields: { size: { codec: c.number, default: () => 'low' } } });",
    'ExpectedType<"the property, for the option default", number>',
  ),
  same('persisted(Plain, { fields: { days: { codec: c.list(c.date), default: [] } } });', 'is not assignable to type'),
  same(
    '@Persisted({ fields: { x: { codec: c.string, default: 1 } } }) class A { x!: string; }',
    'ExpectedType<"the property, for the option default", string>',
  ),
  same(
    "persisted(Plain, { fields: { note: { codec: c.string, optional: true, default: 'a' } } });",
    'Expected<"optional or default: a field with a default is never undefined">',
  ),
  same("persisted(Plain, { procedure: 'X', procedureAliases: ['Y'] });"),
  same('@Persisted({ fields: { x: c.number } }) abstract class A { x!: number; }'),
  same('@Persisted({ fields: { x: c.list(c.nested(() => Part)) } }) class A { x!: Part[]; }'),
  same(
    '@Persisted({ create: ({ x, y }) => new A(x, y) }) class A { constructor(readonly x: number, readonly y: string) {} }',
  ),
  same(
    '@Persisted({ create: (fields) => new A(fields.x), fields: { x: c.number } }) class A { constructor(readonly x: number) {} }',
  ),
  same(
    "@Persisted({ procedure: 'A' }) class A extends Artifact { constructor(readonly x: number) { super(); } } A.create(inputs);",
  ),
  same('persisted(Plain, { fields: { sizes: c.number } });', 'Expected<"the name of a public property">'),
  same('persisted(Plain, { fields: { secret: c.number } });', 'Expected<"the name of a public property">'),
  same('persisted(Plain, { fields: { size: c.string } });', 'ExpectedType<"the codec", string>'),
  same('persisted(Plain, { fields: { size: { codec: c.string } } });', 'ExpectedType<"the codec", string>'),
  same('persisted(Plain, { fields: { note: c.string } });', OPTIONAL),
  same("persisted(Plain, { fields: { note: { codec: c.string, key: 'n' } } });", OPTIONAL),
  same('persisted(Plain, { fields: { parts: c.list(c.nested(() => Part)) } });', 'ExpectedType<"the codec", Part[]>'),
  same('persisted(Plain, { fields: { size: Number } });', 'error TS2322'),
  same("persisted(Plain, { proc: 'X' });", "'proc' does not exist in type 'PersistedClassOptions<"),
  same(
    'persisted(Plain, { create: () => new Part() });',
    "is not assignable to type '(fields: LoadedFields<Plain>) => Plain'",
  ),
  same('persisted(Plain, { create: ({ sizes }) => new Plain() });', "Property 'sizes' does not exist"),
  same(
    '@Persisted({ fields: { x: c.string } }) class A { x!: number; }',
    '{ readonly x: ExpectedType<"the codec", string>; }',
  ),
  same(
    '@Persisted({ fields: { y: c.string } }) class A { x!: number; }',
    '{ readonly y: Expected<"the name of a public property">; }',
  ),
  same('@Persisted({ create: () => new Part() }) class A { y!: number; }', 'ExpectedType<"create", A>'),
  same(
    '@Persisted({ create: (fields) => new A(fields.y) }) class A { constructor(readonly x: number) {} }',
    "Property 'y' does not exist",
  ),
];

/** The rows as lines of a module: members are in a class of their own, statements in a block. */
const ROWS: readonly PropertyRow[] = [
  ...PROPERTY_ROWS.map(({ line, ...verdicts }) => ({ line: `{ class A { ${line} } }`, ...verdicts })),
  ...STATEMENT_ROWS.map(({ line, ...verdicts }) => ({ line: `{ ${line} }`, ...verdicts })),
];

/** Returns a module of lines that use what `HEAD` declares. */
export const moduleOf = (lines: readonly string[]): string =>
  [HEAD, ...lines, 'class Later { x = 1 }', 'class LaterRun extends Artifact { x = 1 }'].join('\n');

/** The module with all rows. */
export const ALL_ROWS = moduleOf(ROWS.map(({ line }) => line));

/** Returns the errors of the compiler for each of the lines; empty for a line that compiles. */
export function errorsByLine(lines: readonly string[], complaints: string): string[] {
  const errors = complaints.split(/^(?=\S+\(\d+,)/m);
  const first = HEAD.split('\n').length + 1;
  return lines.map((_, index) => errors.filter((each) => each.includes(`.ts(${first + index},`)).join(''));
}

/** Returns the rows whose verdict is wrong, with what the compiler says of them. */
export function wrongRows(protocol: 'legacy' | 'tc39', complaints: string): string[] {
  const lines = ROWS.map(({ line }) => line);
  return errorsByLine(lines, complaints).flatMap((error, index) => {
    const { line, [protocol]: expected } = ROWS[index] as PropertyRow;
    const isRight = expected === undefined ? error === '' : error.includes(expected);
    return isRight ? [] : [`${line}\n${error}`];
  });
}
