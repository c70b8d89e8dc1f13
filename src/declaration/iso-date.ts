import { dateCodec, guessedDateCodec, isoTextCodec } from '../codecs/iso-date.js';
import { optionNames } from '../model/options.js';
import { type AnyDefault, COMMON_OPTIONS, declareDecorated, type FieldOptions } from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import type { IsoDateField } from './property-types.js';

/** The options of `@IsoDate()`. */
export interface IsoDateOptions<Optional extends boolean = boolean, Default = unknown>
  extends FieldOptions<Optional, Default> {
  /**
   * The type of the property, for a compiler that does not emit it.
   * @defaultValue the property's type, or Date
   */
  readonly type?: typeof Date | typeof String;
}

const ISO_DATE_OPTIONS = optionNames<IsoDateOptions>({
  ...COMMON_OPTIONS,
  nullable: true,
  type: true,
});

/**
 * Declares a date that is stored as ISO 8601 text: a `Date` to the millisecond in UTC, a `string` letter for letter.
 *
 * Units: milliseconds since 1970-01-01T00:00:00Z, for a Date.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property is neither a Date nor a string.
 * @see ISO 8601-1:2019, RFC 3339
 * @example
 * `@IsoDate() measuredAt!: Date;`
 */
export function IsoDate<Optional extends boolean = false, Default extends AnyDefault = never>(
  options?: IsoDateOptions<Optional, Default>,
): IsoDateField<Optional, Default>;
export function IsoDate(options: IsoDateOptions = {}, context?: unknown): IsoDateField {
  checkParentheses(options, context, '@IsoDate()');
  return (...site: DecoratorArguments) => {
    declareDecorated(site, '@IsoDate()', options, ISO_DATE_OPTIONS, (field) => {
      const type = field.typeAmong([Date, String], options.type);
      return type === undefined ? guessedDateCodec : type === Date ? dateCodec : isoTextCodec;
    });
  };
}
