import { isWrongNull } from '../codecs/nullable.js';
import { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import type { Walk } from '../codecs/walk/walk.js';
import type { ArrayTable } from '../format/array-table.js';
import { ArtifactError, DeclarationError } from '../model/errors.js';
import { ignoreRejection } from '../model/ignore-rejection.js';
import { isInstance } from '../model/is-instance.js';
import { thrownText } from '../model/message-text.js';
import { pointerOf } from '../model/pointer.js';
import type { Tree } from '../model/tree.js';
import type { ValidationRules } from '../model/validation-rules.js';
import type { Field } from './fields.js';

// What stands for a key that a file does not have. It goes through the codec of its field, in both directions, as if the file had it: so it is
// checked, and an instance gets what loading would give, and shares nothing with another one.

/** The primitive values that fields have by default, for which nothing of the user has to run again. */
const primitives = new WeakMap<Field, unknown>();

/**
 * Returns the value of a field for an object that does not have its key.
 *
 * @param rules - which constraints of class-validator instances in the value have to satisfy.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the default is not a value of the field.
 */
export function defaultValue(field: Field, rules: ValidationRules): unknown {
  if (primitives.has(field)) return primitives.get(field);
  const { tree, arrays } = storedDefault(field, rules);
  const walk = new DecodingWalk(arrays, { ownership: 'copy', rules });
  walk.atMember(field.key);
  const value = field.codec.decode(tree, walk);
  refuseFault(field, walk);
  if (typeof field.default !== 'function' && Object(value) !== value) primitives.set(field, value);
  return value;
}

/**
 * Returns what a file would have for the default of a field.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the default is not a value of the field.
 */
export function storedDefault(
  field: Field,
  rules: ValidationRules,
): { readonly tree: Tree; readonly arrays: ArrayTable } {
  const value = givenDefault(field);
  const walk = new EncodingWalk(rules);
  walk.atMember(field.key);
  const isNoNull = !field.hasNullOption && isWrongNull(value, field.codec, walk);
  const tree = isNoNull ? null : (walk.runUserCode(() => field.codec.encode(value, walk)) as Tree);
  refuseFault(field, walk);
  return { tree, arrays: walk.arraysOf({ [field.key]: tree }) };
}

function givenDefault(field: Field): unknown {
  if (typeof field.default !== 'function') return field.default;
  try {
    const value: unknown = field.default();
    ignoreRejection(value);
    return value;
  } catch (cause) {
    if (isInstance(cause, ArtifactError)) throw cause;
    throw new DeclarationError(field.Class.name, field.property, `has a default that throws ${thrownText(cause)}`, {
      cause,
    });
  }
}

function refuseFault({ Class, property, key }: Field, walk: Walk): void {
  const [issue] = walk.allIssuesWithViolations();
  if (issue === undefined) return;
  const within = issue.path.slice(pointerOf([key]).length);
  const place = within === '' ? '' : `, at ${within}`;
  throw new DeclarationError(Class.name, property, `has a wrong default: ${issue.message}${place}`);
}
