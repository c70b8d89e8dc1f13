import { epochMillisecondsCodec, epochSecondsCodec } from '../codecs/epoch.js';
import { dateCodec, isoDayCodec, isoTextCodec } from '../codecs/iso-date.js';
import { jsonValueCodec } from '../codecs/json-value.js';
import {
  bigintCodec,
  booleanCodec,
  finiteCodec,
  floatCodec,
  integerCodec,
  numberCodec,
  stringCodec,
} from '../codecs/scalar.js';
import { published } from './codec.js';
import { either, nullable, oneOf } from './vocabulary/alternatives.js';
import { list, map, object, record, set, tuple } from './vocabulary/containers.js';
import { custom } from './vocabulary/custom.js';
import { dateWith } from './vocabulary/date-with.js';
import { ndArray } from './vocabulary/nd-array.js';
import { nested } from './vocabulary/nested.js';
import { reference } from './vocabulary/reference.js';

/** The codecs of all types, by name. Those of containers take the codecs of what is in them. */
export const codec = Object.freeze({
  /** String ⇄ string. */
  string: published<string>(stringCodec),
  /** Number ⇄ number; NaN and the infinities by their names. */
  number: published<number>(numberCodec),
  /** Number ⇄ number, but for NaN and the infinities. */
  finite: published<number>(finiteCodec),
  /** Integer within ±(2^53 − 1) ⇄ number. */
  integer: published<number>(integerCodec),
  /** As `number`: one that is a float in other languages, even if it is an integer. */
  float: published<number>(floatCodec),
  /** Boolean ⇄ true or false. */
  boolean: published<boolean>(booleanCodec),
  /** Bigint ⇄ string of decimal digits. */
  bigint: published<bigint>(bigintCodec),
  /** Plain JSON value ⇄ the same value; NaN and the infinities by their names. */
  // biome-ignore lint/suspicious/noExplicitAny: any plain JSON value.
  json: published<any>(jsonValueCodec),
  /** Date ⇄ ISO 8601 text with a time zone, to the millisecond. */
  date: published<Date>(dateCodec),
  dateWith,
  /** String with an ISO 8601 date, or date and time ⇄ the same string. */
  isoText: published<string>(isoTextCodec),
  /** String with an ISO 8601 date without a time ⇄ the same string. */
  isoDay: published<string>(isoDayCodec),
  /** Date ⇄ number of seconds since 1970-01-01T00:00:00Z, with a fraction to the millisecond. */
  epochSeconds: published<Date>(epochSecondsCodec),
  /** Date ⇄ number of milliseconds since 1970-01-01T00:00:00Z. */
  epochMilliseconds: published<Date>(epochMillisecondsCodec),
  oneOf,
  nullable,
  either,
  list,
  set,
  map,
  record,
  tuple,
  object,
  nested,
  reference,
  ndArray,
  custom,
});
