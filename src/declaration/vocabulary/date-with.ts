import { type DateTexts, dateWithCodec } from '../../codecs/iso-date.js';
import { optionNames, wrongChoice, wrongOptions } from '../../model/options.js';
import { type Codec, failCall, published } from '../codec.js';

const OPTIONS = optionNames<DateTexts>({ separator: true, zone: true });

/**
 * Date ⇄ ISO 8601 text in UTC, as `codec.date` stores it. It also reads what other tools write: with `separator: ' '` a space between date and
 * time, with `zone: 'UTC'` a text without a time zone.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if an option is wrong.
 */
export function dateWith(options: DateTexts): Codec<Date> {
  const fault =
    wrongOptions(options ?? null, OPTIONS) ??
    wrongChoice('separator', options.separator, [' ']) ??
    wrongChoice('zone', options.zone, ['UTC']);
  if (fault !== undefined) failCall('dateWith', fault);
  return published(dateWithCodec({ ...options }));
}
