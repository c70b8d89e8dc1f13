import { types } from 'node:util';
import type { Requirement, Requirements } from '../codecs/schema/requirement.js';
import type { JsonSchema } from '../model/json-schema.js';
import { type Check, constraintsOf } from './class-validator.js';

/**
 * Returns what class-validator's constraints require of the properties of a class, as far as JSON Schema can say it. Constraints on which
 * a condition or a group decides are left out: the mapper may not check them.
 */
export function requirementsOf(Class: Function, isStored: (property: string) => boolean): Map<string, Requirements> {
  const keyOf = (property: string) => (isStored(property) ? property : undefined);
  const constrained = (rules: { strictGroups: boolean }) => constraintsOf(Class, keyOf, rules)?.properties ?? [];
  const exceptions = new Map(constrained({ strictGroups: false }).map((each) => [each.property, each.exceptions]));
  return new Map(
    // Without the constraints of groups.
    constrained({ strictGroups: true }).map(({ property, checks }) => {
      const except = exceptions.get(property);
      const all = except === 'any value' ? [] : checks.flatMap((check) => requirementOf(check) ?? []);
      return [property, { all, exceptNull: except === 'absent values' }];
    }),
  );
}

function requirementOf(check: Check): Requirement | undefined {
  const { name, constraints, each, condition, validator } = check;
  const said = condition === undefined ? SAID.get(name)?.(...(constraints ?? [])) : undefined;
  if (said === undefined) return undefined;
  const allows = (value: unknown): boolean => {
    try {
      return Boolean(validator.validate(value, { value, constraints, targetName: '', object: {}, property: '' }));
    } catch {
      return false;
    }
  };
  return { ...said, each, allows };
}

type Said = Pick<Requirement, 'type' | 'keywords' | 'among' | 'notAmong'>;

const ofType =
  (type: Requirement['type']) =>
  (keywords: JsonSchema = {}): Said =>
    ({ type, keywords }) as Said;
const aNumber = ofType('number');
const aText = ofType('string');
const aList = ofType('array');

/** What JSON Schema says of the constraints of class-validator, by their names and for the arguments of their decorators. */
// biome-ignore lint/suspicious/noExplicitAny: each constraint has arguments of its own.
const SAID = new Map<string, (...constraints: any[]) => Said | undefined>([
  ['isNumber', () => aNumber()],
  ['isInt', () => ({ type: 'integer' })],
  ['min', (least) => limit(least, (minimum) => aNumber({ minimum }))],
  ['max', (most) => limit(most, (maximum) => aNumber({ maximum }))],
  ['isPositive', () => aNumber({ exclusiveMinimum: 0 })],
  ['isNegative', () => aNumber({ exclusiveMaximum: 0 })],
  // class-validator takes the divisor for an integer, too.
  [
    'isDivisibleBy',
    (divisor) => limit(Number.parseInt(divisor, 10), (by) => (by > 0 ? aNumber({ multipleOf: by }) : undefined)),
  ],
  ['isBoolean', () => ({ type: 'boolean' })],
  ['isString', () => aText()],
  ['isNotEmpty', () => ({ notAmong: ['', null] })],
  ['minLength', (least) => aText(minLength(least))],
  ['maxLength', (most) => aText(maxLength(most))],
  ['isLength', (least, most) => aText({ ...minLength(least), ...maxLength(most) })],
  ['matches', (pattern, flags) => aText(patternOf(pattern, flags))],
  ['contains', (seed) => aText(containing(seed))],
  [
    'notContains',
    (seed) => {
      const not = containing(seed);
      return not === undefined ? undefined : aText({ not });
    },
  ],
  // Whatever else an address may have, a JSON Schema's format "email" has less.
  ['isEmail', () => aText({ pattern: '.@.' })],
  ['isUuid', () => aText({ pattern: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' })],
  ['isObject', () => ({ type: 'object' })],
  ['isArray', () => aList()],
  ['arrayNotEmpty', () => aList({ minItems: 1 })],
  ['arrayMinSize', (least) => limit(least, (size) => aList({ minItems: Math.max(0, Math.ceil(size)) }))],
  ['arrayMaxSize', (most) => limit(most, (size) => (size < 0 ? undefined : aList({ maxItems: Math.floor(size) })))],
  ['arrayUnique', () => aList({ uniqueItems: true })],
  ['isIn', (values) => (Array.isArray(values) ? { among: values } : undefined)],
  ['isNotIn', (values) => (Array.isArray(values) ? { notAmong: values } : undefined)],
  ['isEnum', (entity) => ({ among: Object.values(entity) })],
  ['equals', (value) => ({ among: [value] })],
  ['notEquals', (value) => ({ notAmong: [value] })],
]);

const limit = (value: unknown, said: (limit: number) => Said | undefined): Said | undefined =>
  Number.isFinite(value) ? said(value as number) : undefined;

const minLength = (least: unknown): JsonSchema =>
  typeof least === 'number' && least > 0 ? { minLength: Math.ceil(least) } : {};

/**
 * class-validator does not count the characters that ask for one of two presentations of the character before them. (So JSON Schema, which
 * does, may find a text longer than it is, but not shorter.)
 */
const maxLength = (most: unknown): JsonSchema =>
  typeof most === 'number' && most >= 0
    ? { anyOf: [{ maxLength: Math.floor(most) }, { pattern: '[\\ufe0e\\ufe0f]' }] }
    : {};

const containing = (seed: unknown): JsonSchema | undefined =>
  typeof seed === 'string' && seed !== '' ? { pattern: seed.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&') } : undefined;

/** Returns the keyword of a regular expression; undefined if JSON Schema, which has no flags and takes characters whole, has no such. */
function patternOf(pattern: unknown, flags: unknown): JsonSchema | undefined {
  try {
    const { source, flags: given } = types.isRegExp(pattern) ? pattern : new RegExp(String(pattern), flags as string);
    const isSaid = !/[imsvy]/.test(given) && (given.includes('u') || !MAY_TAKE_HALVES.test(source));
    return isSaid ? { pattern: new RegExp(source, 'u').source } : undefined;
  } catch {
    return undefined;
  }
}

/** What, in a regular expression without the flag u, may stand for half of a character. */
const MAY_TAKE_HALVES = /\.|\[\^|\\[DWSP]|\\u[dD][89a-fA-F]|[\uD800-\uDFFF]/;
