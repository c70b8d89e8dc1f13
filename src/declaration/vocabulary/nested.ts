import type { Class } from '../../mapping/class.js';
import type { Kinds } from '../../mapping/kinds.js';
import { optionNames, wrongOptions } from '../../model/options.js';
import { type Codec, failCall, published } from '../codec.js';
import type { InstanceOf, NestedOptions } from '../nested.js';
import { nestedCodec } from '../nested-codec.js';

/** The options of `codec.nested`. */
export type NestedCodecOptions = Pick<NestedOptions, 'kindKey'>;

const OPTIONS = optionNames<NestedCodecOptions>({ kindKey: true });

/**
 * Instance of another class, or of one of several classes ⇄ object: classes with `@Persisted()`, or one class-transformer class.
 *
 * @param classOf - returns the class, or classes by their tags. It is called when the class is needed: it may be defined further down.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if it is not a function; when the class is needed, if it returns none.
 * @example
 * `codec.nested(() => ({ spike: Spike, gap: Gap }))`
 */
export function nested<C extends Class | Kinds>(
  classOf: () => C,
  options: NestedCodecOptions = {},
): Codec<InstanceOf<C>> {
  const fail = (fault: string) => failCall('nested', fault);
  const fault = wrongOptions(options, OPTIONS);
  if (fault !== undefined) fail(fault);
  return published(nestedCodec(classOf, options.kindKey, 'codec.nested()', fail));
}
