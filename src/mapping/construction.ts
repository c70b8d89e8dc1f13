import { describeValue } from '../codecs/describe-value.js';
import type { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import { ArtifactError, DeclarationError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { thrownText } from '../model/message-text.js';
import { memberOf, type TreeObject } from '../model/tree.js';
import { differenceOf } from '../model/tree-difference.js';
import type { Class } from './class.js';
import { type Create, declarationOf } from './declarations.js';
import { decodeField, refuseInitialValue } from './field-mapping.js';
import type { Field } from './fields.js';
import type { FormerKeys } from './former-keys.js';
import type { Plan } from './plan.js';
import type { Rest } from './rest.js';

// How an instance comes into being: from the constructor, called without arguments, or from the function `create` of its class, which gets
// the values of all fields.

type Instance = Record<string, unknown>;

/**
 * Returns a new instance with the given values of its fields.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the class's function `create` does not give an instance of the class itself.
 */
export function newInstance<T extends object>(Class: Class<T>, fields: object): T {
  const create = declarationOf(Class)?.create;
  if (create === undefined) return Object.assign(new (Class as new () => T)(), fields);
  const instance = create(fields);
  checkCreated(Class, instance);
  return instance;
}

/** @throws DeclarationError (`ARTIFACT_DECLARATION`) if the constructor throws, or returns an instance of another class. */
export function construct(Class: Class): Instance {
  let instance: Instance;
  try {
    instance = new (Class as new () => Instance)();
  } catch (cause) {
    const fault = `expected a constructor that works without arguments, as loading calls it; it throws ${thrownText(cause)}; if it needs arguments, say how it is called: @Persisted({ create: (fields) => new ${Class.name}(…) })`;
    throw new DeclarationError(Class.name, undefined, fault, { cause });
  }
  if (Object.getPrototypeOf(instance) === Class.prototype) return instance;
  throw new DeclarationError(
    Class.name,
    undefined,
    'expected a constructor that gives an instance of the class itself',
  );
}

/**
 * Decodes the fields of the object that the walk is inside of, and makes an instance of them with the function of its class. Returns
 * undefined, with a report, if a field is wrong, or if the function refuses the values.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the function does not give an instance of the class itself.
 */
export function decodeByCreate(
  plan: Plan,
  create: Create,
  tree: TreeObject,
  formerKeys: FormerKeys,
  rest: Rest | undefined,
  walk: DecodingWalk,
): object | undefined {
  const before = walk.issueCount;
  const values = walk.decodeForUser(() => decodedValues(plan, tree, formerKeys, walk));
  const others = rest && walk.decodeForUser(() => rest.decode(tree, walk));
  walk.atContainer();
  if (walk.issueCount > before) return undefined;
  let instance: unknown;
  try {
    instance = create({ ...Object.fromEntries(values), ...(rest && { [rest.property]: others }) });
  } catch (error) {
    if (isInstance(error, ArtifactError)) throw error;
    walk.report('invalid-value', `found values that create refuses: ${thrownText(error)}`);
    return undefined;
  }
  checkCreated(plan.Class, instance);
  for (const field of plan.fields) {
    walk.atMember(formerKeys.get(field.property) ?? field.key);
    checkHeld(field, values.get(field.property), instance as Instance, walk);
  }
  if (rest !== undefined && others !== undefined) checkRestHeld(rest, others, instance as Instance, walk);
  return instance;
}

function decodedValues(
  { fields }: Plan,
  tree: TreeObject,
  formerKeys: FormerKeys,
  walk: DecodingWalk,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const field of fields) {
    const key = formerKeys.get(field.property) ?? field.key;
    const member = memberOf(tree, key);
    const value = decodeField(field, member, walk, key);
    if (member !== undefined || field.default !== undefined) values.set(field.property, value);
  }
  return values;
}

/** @throws DeclarationError (`ARTIFACT_DECLARATION`) if a value that `create` has returned is not an instance of the class itself. */
function checkCreated<T extends object>(Class: Class<T>, created: unknown): asserts created is T {
  if (typeof created === 'object' && created !== null && Object.getPrototypeOf(created) === Class.prototype) return;
  const fault = `found ${describeValue(created)} from create, expected an instance of ${Class.name} itself`;
  throw new DeclarationError(Class.name, undefined, fault);
}

/** Checks that an instance holds the value that `create` got for the field at which the walk is. */
function checkHeld(field: Field, given: unknown, instance: Instance, walk: DecodingWalk): void {
  walk.runUserCode(() => {
    const held = instance[field.property];
    if (Object.is(held, given)) return;
    if (given === undefined) refuseInitialValue(field, held);
    if (isEncodedAlike(field, held, given)) return;
    const [found, expected] = [describeValue(held), describeValue(given)];
    const which = found === expected ? '' : `: ${expected}`;
    const message = `found ${found} in ${field.property} of what create makes, expected what create gets${which}`;
    walk.report('invalid-value', message);
  });
}

/** Checks that an instance holds what `create` got for the members that no field names. */
function checkRestHeld(rest: Rest, given: Record<string, unknown>, instance: Instance, walk: DecodingWalk): void {
  walk.atContainer();
  walk.runUserCode(() => {
    const held = instance[rest.property];
    if (Object.is(held, given) || rest.isStoredAlike(held, given)) return;
    const found = `found ${describeValue(held)} in ${rest.property} of what create makes`;
    walk.report('invalid-value', `${found}, expected what create gets`);
  });
}

function isEncodedAlike({ codec }: Field, a: unknown, b: unknown): boolean {
  const walk = new EncodingWalk(undefined, { isComparison: true });
  const [first, second] = [a, b].map((value) => codec.encode(value, walk));
  return walk.issueCount === 0 && differenceOf(first, second) === undefined;
}
