import { types } from 'node:util';
import { isPlainList, NOT_PLAIN_LIST } from '../../codecs/plain.js';
import type { Walk } from '../../codecs/walk/walk.js';
import { quoted } from '../../model/message-text.js';
import type { Class } from '../class.js';
import { type ConstraintsByRules, checkConstraints, constraintsByRules } from '../class-validator.js';
import { isDeclared } from '../declarations.js';
import { hiddenStateOf } from '../hidden-state.js';
import { discriminatorOf, isExcluded, plainKeyOf, settableGetters } from './metadata.js';
import { classOfRecord, isRecord } from './record.js';

/**
 * Reports what class-transformer would lose or pass over in a value, and in all values in it: hidden state, properties that it does not
 * see, and constraints that do not hold. Instances of declared classes are left out: class-transformer hands them to the mapper.
 */
export function reportUnseen(value: unknown, walk: Walk): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && !isPlainList(value)) {
    walk.report('invalid-value', NOT_PLAIN_LIST);
    return;
  }
  walk.inside(value, () => {
    if (isRecord(value)) {
      if (isDeclared(classOfRecord(value))) return;
      reportUnseenProperties(value, walk);
    }
    for (const [key, member] of membersOf(value)) walk.member(key, () => reportUnseen(member, walk));
    if (isRecord(value)) checkConstraintsOf(value, walk);
  });
}

function reportUnseenProperties(record: Record<string, unknown>, walk: Walk): void {
  const Class = classOfRecord(record);
  const { hiddenState } = checksOf(Class);
  if (hiddenState !== undefined)
    walk.report('invalid-value', `found an instance of ${Class.name}, which ${hiddenState}`);
  for (const property of Reflect.ownKeys(record)) {
    if (typeof property === 'string' && (isEnumerable(record, property) || isExcluded(Class, property))) continue;
    walk.report(
      'unknown-field',
      `found the property ${String(property)}, which class-transformer does not see; expected enumerable names alone, or @Exclude()`,
    );
  }
  for (const property of Object.keys(record)) reportDiscriminator(Class, property, walk);
}

function checkConstraintsOf(record: object, walk: Walk): void {
  const constraints = checksOf(classOfRecord(record)).constraintsUnder?.(walk.rules);
  if (constraints !== undefined) checkConstraints(constraints, record, walk);
  walk.markChecked(record);
}

/** Reports a discriminator whose classes are declared: class-transformer writes its key into their instances, as a property that is not. */
function reportDiscriminator(Class: Class, property: string, walk: Walk): void {
  const discriminator = discriminatorOf(Class, property);
  const declared = discriminator?.subTypes.find(({ value }) => isDeclared(value as Class));
  if (discriminator === undefined || declared === undefined) return;
  const kinds = discriminator.subTypes.map(({ name, value }) => `${name}: ${value.name}`).join(', ');
  walk.report(
    'invalid-value',
    `found a discriminator of @Type() for ${declared.value.name}, which is declared with @Persisted(); declare ${Class.name} with it, too, and ${property} with @Nested(() => ({ ${kinds} }), { kindKey: ${quoted(discriminator.property)} })`,
  );
}

/** What a class-transformer class is checked for. */
interface ClassChecks {
  readonly constraintsUnder: ConstraintsByRules | undefined;
  /** The fault of a class whose instances have hidden state. */
  readonly hiddenState: string | undefined;
}

const checksByClass = new WeakMap<Class, ClassChecks>();

function checksOf(Class: Class): ClassChecks {
  let checks = checksByClass.get(Class);
  if (checks === undefined) {
    checks = {
      constraintsUnder: constraintsByRules(Class, (property) => plainKeyOf(Class, property)),
      hiddenState: hiddenStateOf(Class, settableGetters(Class)),
    };
    checksByClass.set(Class, checks);
  }
  return checks;
}

/** The values in an object to which class-transformer goes on, by their keys in the file. */
function* membersOf(object: object): Generator<[key: string | number, member: unknown]> {
  if (Array.isArray(object)) yield* object.entries();
  else if (types.isSet(object)) yield* [...object].entries();
  else if (types.isMap(object)) for (const [key, item] of object) yield [String(key), item];
  else if (isRecord(object)) {
    const Class = classOfRecord(object);
    for (const [property, member] of Object.entries(object)) {
      const key = plainKeyOf(Class, property);
      if (key !== undefined) yield [key, member];
    }
  }
}

const isEnumerable = (object: object, property: string): boolean =>
  Object.prototype.propertyIsEnumerable.call(object, property);
