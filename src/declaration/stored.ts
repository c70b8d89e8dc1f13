import { optionNames } from '../model/options.js';
import { type Codec, fieldCodecOf } from './codec.js';
import { COMMON_OPTIONS, declareDecorated, type FieldOptions } from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import type { StoredField } from './property-types.js';
import { nameOfType } from './type-names.js';

/** The options of `@Stored()`. */
export type StoredOptions<Optional extends boolean = boolean, Default = unknown> = Omit<
  FieldOptions<Optional, Default>,
  'nullable'
>;

const STORED_OPTIONS = optionNames<StoredOptions>(COMMON_OPTIONS);

/**
 * Declares a field that is stored as a codec says.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot be stored so.
 * @example
 * `@Stored(codec.set(codec.string)) tags!: Set<string>;`
 */
export function Stored<Out, In, Optional extends boolean = false>(
  codec: Codec<Out, In>,
  options: StoredOptions<Optional, NoInfer<In>> = {},
): StoredField<Out, In, Optional> {
  checkParentheses(codec, options, '@Stored()');
  return (...site: DecoratorArguments) => {
    declareDecorated(site, '@Stored()', options, STORED_OPTIONS, (field) => {
      return fieldCodecOf(codec) ?? field.fail(`found ${nameOfType(codec)}, expected a codec, such as codec.number`);
    });
  };
}
