import { below, oneOf, type Random } from '../random.js';

// Texts that break careless readers, for the fuzzer to put into files. Each character stands for one byte.

// biome-ignore format: several numbers or texts a line
export const HOSTILE_NUMBERS = [
  '0', '-0', '-0.0', '1', '-1', '0.1', '1.0', '1e0', '1E+2', '1e-1', '127', '128', '255', '256', '-129', '65536',
  '2147483648', '4294967296', '9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993',
  '9223372036854775807', '9223372036854775808', '-9223372036854775809', '18446744073709551616', '1e20', '1e21',
  '1e308', '1e309', '-1e309', '1e400', '1e-400', '5e-324', '1e999999999', '1e-999999999', '3.4028235677973366e38',
  '0.99999999999999999999', '9007199254740990.9999', '123456789012345678901234567890', `1${'0'.repeat(310)}`, '01',
  '-01', '+1', '.5', '1.', '1e', '1e+', '0x10', '1_000', '- 1', '--1', '1-1', '1e1.5', '\xb2', '\xef\xbc\x91', 'NaN',
  'Infinity', '-Infinity', '-NaN', '+Infinity', 'nan', 'inf', 'undefined', 'nul', 'True', 'null', 'true', 'false',
];

// biome-ignore format: several numbers or texts a line
export const HOSTILE_STRINGS = [
  '""', '"NaN"', '"Infinity"', '"-Infinity"', '"x"', '"0"', '"1e3"', '"-0"', '"01"', '"9007199254740993"',
  '"\\u0000"', '"\\u00000"', '"\\u00001"', '"\\u000099"', '"\\u0000-1"', '"\\u0000__proto__"', '"\\u0000 0"',
  '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\uD83D"', '"\\u000"', '"\\u00g0"', '"\\x41"', '"\\\'"',
  '"\\a"', '"\\"', '"\\/"', '"\\b\\f\\n\\r\\t"', '"a\tb"', '"a\nb"', '"\x00"', '"\x7f"', '"\xff"', '"\xc0\xaf"',
  '"\xed\xa0\x80"', '"\xf4\x90\x80\x80"', '"\xe2\x82"', '"\xf0\x9f\x98\x80"', '"\xef\xbb\xbf"', '"\xe2\x80\xa8"', '"',
  '\'x\'', '"\\u0022"', '"2026-02-30T00:00:00Z"', '"2026-02-11T15:40:12Z"', '"+275760-09-13T00:00:00.001Z"',
  '"1969-12-31T23:59:59.999Z"', '"$artifact"', '"float64"', '"int8"', '"constructor"', '"__proto__"', '"Everything"',
  '"Fuzzed"', '"../../x"', '"CON"',
];

// biome-ignore format: several numbers or texts a line
export const HOSTILE_KEYS = [
  '"__proto__"', '"constructor"', '"toString"', '"hasOwnProperty"', '"prototype"', '"valueOf"', '"then"', '"length"',
  '"__pro\\u0074o__"', '"\\u005f_proto__"', '"toJSON"', '"$artifact"', '"\\u0024artifact"', '"arrays"', '"format"',
  '"sha256"', '""', '"*"', '"/*/*"', '"/curve"', '"/grid"', '"/rows/0"', '"/rows/*"', '"/anything"', '"/~2"',
  '"/__proto__"', '"/constructor"', '"0"', '"10"', '"4294967295"', '"-1"', '"curve"', '"grid"', '"rows"', '"longs"',
  '"flags"', '"text"', '"number"', '"anything"', '"dtype"', '"missing"', '"shape"', '"seed"', '"timestamp"', '"procedure_name"',
  '"input_parameters"', '"\\ud800"', '"\xff"', '"\\u00000"', '1', 'null', '[]', '\'a\'', 'a',
];

// biome-ignore format: several numbers or texts a line
export const HOSTILE_SHAPES = [
  '[1000000000]', '[1e9]', '[4294967296]', '[9007199254740991]', '[9007199254740992]', '[2147483647,2147483647]',
  '[1000000000,0]', '[0,1000000000]', '[1048576,0]', '[1048577,0]', '[0,0,0]', '[1e300]', '[1e400]', '[]', '[[]]',
  '[[1]]', '[-1]', '[-0]', '[-0.0]', '[1.5]', '[0.5,2]', '[null]', '["2"]', '[true]', '[NaN]', '{}', 'null', '"(2,)"',
  '3', '[1,2,3,4,5,6,7]', '[2]', '[4]', '[2,2]', '[2,3]', '[3,2]', '[6]', '[6,1]', '[1,6]', '[2,0,4]', '[0]', '[1]',
  '[40]', '[2,20]', '[24]', '[4,3,2]', `[${'94906267,'.repeat(40)}0]`, `[${'1,'.repeat(400)}2]`,
  `[${'1,'.repeat(600)}2]`, `[${'0,'.repeat(300)}0]`,
];

// biome-ignore format: several numbers or texts a line
export const HOSTILE_TOKENS = [
  '[', ']', '{', '}', ',', ':', '"', '\n', ' ', '\\', '-', '\t', '\r', '\x00', '\x0b', '\f', '\xa0', '\xc2\xa0',
  '\xef\xbb\xbf', '[]', '{}', '[],', ',[]', 'null', '"a":1,', '/* */', '// x\n', '#', ';', '\n  "', '\n  "a": 1,',
  '\n}\n', '"\n  }\n}\n', 'NaN', 'Infinity', '\xff', '\xed\xa0\x80', '\\u0000', '"\\u00000"', '    "sha256": "',
  '\n  "$artifact": {\n', '{}{}', '[[[[', ']]]]',
];

/** Nests a text in lists or objects, up to more levels than a recursive reader's stack has room for. */
export function nested(random: Random, inner: string): string {
  const levels = oneOf([10, 500, 508, 509, 510, 511, 512, 513, 600, 5000], random);
  const [open, close] = oneOf(
    [
      ['[', ']'],
      ['{"a":', '}'],
      ['[1,', ']'],
      ['[\n', '\n]'],
    ],
    random,
  ) as [string, string];
  const missing = random() < 0.8 ? 0 : below(levels, random);
  return open.repeat(levels) + inner + close.repeat(levels - missing);
}
