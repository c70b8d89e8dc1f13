import { foreignCodec, isExcluded } from './class-transformer.js';
import type { Codec } from './codecs/codec.js';
import { DeclarationError, InvalidArtifactError } from './errors.js';
import type { ArrayTable } from './json/array-table.js';
import { ARTIFACT_KEY } from './json/layout.js';
import { pointerOf } from './json/pointer.js';
import { isTreeObject, memberOf, type Tree, type TreeObject } from './json/tree.js';
import { type Class, classOf, type Field, isDeclared, type Plan, PROCEDURE_KEY, planOf } from './plan.js';
import { constraintIssues } from './validation.js';
import { describe, Walk } from './walk.js';

/** An artifact between instance and text. */
export interface ArtifactTree {
  readonly root: TreeObject;
  /** What is said of the arrays; undefined in a file that another tool wrote. */
  readonly arrays: ArrayTable | undefined;
}

/**
 * The tree of an instance of a declared class, checked.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the instance.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if its class is not declared.
 */
export function toTree(instance: object): ArtifactTree & { readonly arrays: ArrayTable } {
  const plan = planOf(checkedClassOf(instance));
  const walk = Walk.encoding();
  const root = encodeInstance(plan, instance, walk) as TreeObject;
  check(walk, plan, undefined);
  return { root, arrays: walk.arrays };
}

/**
 * The instance of a tree, checked.
 *
 * @throws InvalidArtifactError (`ARTIFACT_INVALID`) with every fault of the tree.
 */
export function fromTree<T extends object>(Class: Class<T>, { root, arrays }: ArtifactTree, path?: string): T {
  const plan = planOf(Class);
  const walk = Walk.decoding(arrays);
  const instance = decodeInstance(plan, root, walk) as T;
  if (walk.faults === 0) {
    const message = 'found an entry for an array that is not there, expected none';
    for (const pointer of arrays?.unused ?? []) {
      walk.add({ code: 'unknown-field', path: pointerOf([ARTIFACT_KEY, 'arrays', pointer]), message });
    }
  }
  check(walk, plan, path);
  return instance;
}

/** A class is itself a codec, so nesting, lists, maps and recursion need nothing more. */
export function classCodec(classOfCodec: () => Class): Codec {
  let codec: Codec | undefined;
  const resolved = () => {
    codec ??= codecOf(classOfCodec());
    return codec;
  };
  return {
    encode: (value, walk) => resolved().encode(value, walk),
    decode: (tree, walk) => resolved().decode(tree, walk),
  };
}

function codecOf(Class: Class): Codec {
  if (!isDeclared(Class)) return foreignCodec(Class);
  const plan = planOf(Class);
  return {
    encode: (value, walk) => encodeInstance(plan, value, walk),
    decode: (tree, walk) => decodeInstance(plan, tree, walk),
  };
}

function encodeInstance(plan: Plan, value: unknown, walk: Walk): Tree {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== plan.Class.prototype) {
    walk.wrongType(value, `an instance of ${plan.Class.name}`);
    return null;
  }
  const tree: TreeObject = {};
  walk.inside(value, () => {
    for (const field of plan.fields) {
      const member = encodeField(field, value, walk);
      if (member !== undefined) tree[field.key] = member;
    }
    if (plan.procedure !== undefined) tree[PROCEDURE_KEY] = plan.procedure;
    refuseUnknownProperties(plan, value, walk);
    walk.meet(value, plan.Class);
  });
  return tree;
}

function checkProcedure(expected: string, found: Tree | undefined, walk: Walk): void {
  if (found === expected) return;
  walk.member(PROCEDURE_KEY, () => {
    if (found === undefined) walk.report('missing-field', `found no such key, expected ${describe(expected)}`);
    else walk.wrongValue(found, describe(expected));
  });
}

/** Encodes a field of an instance; undefined stands for no key. */
export function encodeField(field: Field, instance: object, walk: Walk): Tree | undefined {
  const visit = () => {
    const value: unknown = instance[field.property as never];
    if (value === null && field.nullable) return null;
    if (value !== undefined) return field.codec.encode(value, walk);
    if (!field.optional) {
      const message = `found undefined in ${field.property}, expected a value, for the field is not optional`;
      walk.report('missing-field', message);
    }
    return undefined;
  };
  return walk.member(field.key, visit, field);
}

function refuseUnknownProperties(plan: Plan, instance: object, walk: Walk): void {
  for (const property of Object.keys(instance)) {
    if (plan.byProperty.has(property) || isExcluded(plan.Class, property)) continue;
    walk.member(property, () =>
      walk.report(
        'unknown-field',
        `found the property ${property}, which is not declared; expected a decorator, or @Exclude()`,
      ),
    );
  }
  for (const symbol of Object.getOwnPropertySymbols(instance)) {
    if (!Object.prototype.propertyIsEnumerable.call(instance, symbol)) continue;
    walk.report('unknown-field', `found the property ${String(symbol)}, expected names alone: JSON has no symbols`);
  }
}

function decodeInstance(plan: Plan, tree: Tree, walk: Walk): object | undefined {
  if (!isTreeObject(tree)) {
    walk.wrongType(tree, `an object for ${plan.Class.name}`);
    return undefined;
  }
  return walk.inside(tree, () => {
    const values = new Map<Field, unknown>();
    for (const field of plan.fields) {
      const before = walk.faults;
      const value = decodeField(field, tree, walk);
      if (walk.faults === before) values.set(field, value);
    }
    if (plan.procedure !== undefined) checkProcedure(plan.procedure, memberOf(tree, PROCEDURE_KEY), walk);
    for (const key of Object.keys(tree)) {
      if (plan.byKey.has(key) || (plan.procedure !== undefined && key === PROCEDURE_KEY)) continue;
      walk.member(key, () => walk.report('unknown-field', `found a key that ${plan.Class.name} does not declare`));
    }
    const instance = build(plan, values, walk);
    walk.meet(instance, plan.Class);
    return instance;
  });
}

/** Decodes a field of an object; undefined stands for no key. */
export function decodeField(field: Field, object: TreeObject, walk: Walk): unknown {
  const tree = memberOf(object, field.key);
  if (tree === null && field.nullable) return null;
  if (tree === undefined && field.optional) return undefined;
  const visit = () => {
    if (tree !== undefined) return field.codec.decode(tree, walk);
    walk.report('missing-field', 'found no such key, expected one, for the field is not optional');
    return undefined;
  };
  return walk.member(field.key, visit, field);
}

/** An instance with the values of its fields; a field that could not be decoded keeps what the constructor gave it. */
function build({ Class }: Plan, values: ReadonlyMap<Field, unknown>, walk: Walk): object {
  let instance: Record<string, unknown>;
  try {
    instance = new (Class as new () => Record<string, unknown>)();
  } catch (cause) {
    const fault = `expected a constructor that works without arguments, as loading calls it; it throws ${String(cause)}`;
    throw new DeclarationError(Class.name, undefined, fault, { cause });
  }
  for (const [{ property, key }, value] of values) {
    if (value === undefined && instance[property] === undefined) continue;
    try {
      instance[property] = value;
    } catch (error) {
      walk.member(key, () =>
        walk.report('invalid-value', `found a value that ${property} cannot be set to: ${String(error)}`),
      );
    }
  }
  return instance;
}

/** Adds what class-validator has against the instances, and throws if there is any fault. */
function check(walk: Walk, { Class, procedure = Class.name }: Plan, path: string | undefined): void {
  const faulty = new Set(walk.issues.flatMap((issue) => prefixesOf(issue.path)));
  for (const issue of constraintIssues(walk.instances, keyOfProperty)) if (!faulty.has(issue.path)) walk.add(issue);
  if (walk.faults > 0) throw new InvalidArtifactError(procedure, path, walk.allIssues());
}

/** A pointer and those of all that it lies in. */
const prefixesOf = (pointer: string): string[] => [
  pointer,
  ...Array.from(pointer.matchAll(/\//g), ({ index }) => pointer.slice(0, index)),
];

/** A property's key, if the property is stored. What our decorators do not know is not ours to rename. */
function keyOfProperty(instance: object, property: string): string | undefined {
  const Class = classOf(instance);
  return isDeclared(Class) ? planOf(Class).byProperty.get(property)?.key : property;
}

/** @throws InvalidArtifactError (`ARTIFACT_INVALID`) if the value is no instance of any class. */
export function checkedClassOf<T extends object>(artifact: T): Class<T> {
  const isObject = typeof artifact === 'object' && artifact !== null && !Array.isArray(artifact);
  const prototype = isObject ? Object.getPrototypeOf(artifact) : null;
  if (prototype !== null && prototype !== Object.prototype && typeof prototype.constructor === 'function') {
    return prototype.constructor;
  }
  const walk = Walk.encoding();
  walk.wrongType(artifact, 'an instance of an artifact class');
  throw new InvalidArtifactError('unknown', undefined, walk.allIssues());
}
