// The conditions of `artifacts list` and `artifacts export`: which values match, and what is no condition.

import test from 'ava';
import type { MatchResult } from '../../src/display/condition-values.js';
import { hasKey, isCondition, lacksKey, parseCondition, writtenCondition } from '../../src/display/conditions.js';
import { Failure } from '../../src/display/failure.js';
import type { StoredTree } from '../../src/format/stored-tree.js';
import { NumberText } from '../../src/model/number-text.js';

const call = (condition: string) => `artifacts list P ${condition}`;
const title = (value: StoredTree | undefined) =>
  Object.is(value, -0)
    ? '-0'
    : typeof value === 'bigint'
      ? `${value}n`
      : value === undefined
        ? 'nothing'
        : (JSON.stringify(value) ?? String(value));

/** Tests a condition with values that match it, that do not, and that it cannot compare. */
const testCondition = (
  text: string,
  key: string,
  results: Readonly<Partial<Record<MatchResult, readonly (StoredTree | undefined)[]>>>,
): void => {
  test(`the condition ${text} tests the values of ${key}`, (t) => {
    const condition = parseCondition(text, call);
    t.is(condition.key, key);
    for (const [result, values] of Object.entries(results))
      for (const value of values) t.is(condition.test(value), result as MatchResult, `${text}: ${title(value)}`);
  });
};

// `=` compares as the type of the stored value asks for.
testCondition('k=10', 'k', {
  match: [10, '10', 10n, new NumberText('10.0')],
  'no match': [undefined, 11, '10.0', '', 10.5],
  incomparable: [null, true, [10], {}],
});
testCondition('k="10"', 'k', { match: ['10'], 'no match': ['11', undefined], incomparable: [10, null, true] });
testCondition('k=scott', 'k', {
  match: ['scott'],
  'no match': ['Scott', '10'],
  incomparable: [10, Number.NaN, true, null],
});
testCondition('k=true', 'k', { match: [true, 'true'], 'no match': [false, 'false'], incomparable: [1, null] });
testCondition('k=null', 'k', { match: [null, 'null'], 'no match': ['', undefined], incomparable: [0, false] });
testCondition('k=NaN', 'k', { match: [Number.NaN, 'NaN'], 'no match': [0, Number.POSITIVE_INFINITY] });
testCondition('k=-Infinity', 'k', {
  match: [Number.NEGATIVE_INFINITY, '-Infinity'],
  'no match': [Number.POSITIVE_INFINITY],
});
testCondition('k=0', 'k', { match: [0, -0, 0n, '0'], 'no match': ['-0', 5e-324] });
testCondition('k=-0', 'k', { match: [-0, '-0'], 'no match': [0, 0n, '0'] });
testCondition('k=', 'k', { match: [''], 'no match': ['a', undefined], incomparable: [0, null] });
testCondition('k=""', 'k', { match: [''], incomparable: [0] });
testCondition('k==10', 'k', { match: [10, '10'], 'no match': [11] });
testCondition('k=1e3', 'k', { match: [1000, 1000n, '1e3'], 'no match': ['1000'] });
testCondition('k=+5', 'k', { match: [5, '+5'], 'no match': ['5'] });
testCondition('k=.5', 'k', { match: [0.5] });
testCondition('k=0.1', 'k', { match: [0.1], 'no match': [0.1 + 2 ** -55] });
testCondition('k=007', 'k', { match: [7, '007'], 'no match': ['7'] });
testCondition('k=9007199254740993', 'k', { match: [9007199254740993n], 'no match': [2 ** 53, 9007199254740992n] });
testCondition('k=9007199254740992', 'k', { match: [2 ** 53, 9007199254740992n], 'no match': [9007199254740993n] });
testCondition('k=2026-02-26', 'k', {
  match: ['2026-02-26'],
  'no match': ['2026-02-26T00:00:00Z'],
  incomparable: [2026],
});

// Several values, and ranges.
testCondition('k=a,b', 'k', { match: ['a', 'b', 'a,b'], 'no match': ['c', undefined], incomparable: [1] });
testCondition('k=1, 2,scott', 'k', { match: [1, 2, '2', 'scott'], 'no match': [3, 'x'], incomparable: [null] });
testCondition('k="a,b",c', 'k', { match: ['a,b', 'c'], 'no match': ['a', 'b'] });
testCondition('k=1,10..20', 'k', { match: [1, 10, 15, '1'], 'no match': [2, '15'] });
testCondition('k=10..20', 'k', {
  match: [10, 20, 10.5, 15n, '10..20'],
  'no match': [9, 20.000000001, 21n, Number.POSITIVE_INFINITY, undefined],
  incomparable: ['15', Number.NaN, null, true, [15]],
});
testCondition('k=10..', 'k', {
  match: [10, Number.POSITIVE_INFINITY, 10n ** 30n],
  'no match': [9.5],
  incomparable: ['a'],
});
testCondition('k=..0.5', 'k', { match: [0.5, -0, Number.NEGATIVE_INFINITY, -5n], 'no match': [0.6] });
testCondition('k=0..', 'k', { match: [0, -0], 'no match': [-5e-324] });
testCondition('k=-2..-1', 'k', { match: [-1.5], 'no match': [0] });
testCondition('k=0...5', 'k', { match: [0.3], 'no match': [0.7], incomparable: ['a'] });
testCondition('k=9007199254740992..9007199254740993', 'k', {
  match: [9007199254740993n, 2 ** 53],
  'no match': [9007199254740994n, 2 ** 53 + 2, 9007199254740991n],
});
testCondition('k=a..b', 'k', { match: ['a', 'abc', 'b'], 'no match': ['ba', 'A'], incomparable: [1, null] });
testCondition('k=2026-02..2026-03', 'k', { match: ['2026-02-26T12:00:00Z'], 'no match': ['2026-01-01', '2026-03-01'] });
testCondition('k="10".."20"', 'k', { match: ['15'], incomparable: [15] });
testCondition('k=1..1.2.0', 'k', { match: ['1.1.0'], incomparable: [1.1] });
testCondition('k=../data.csv', 'k', { match: ['../data.csv'] });

// `<`, `<=`, `>` and `>=`, which a shell needs in quotes.
testCondition('k<10', 'k', { match: [9.99, -1n], 'no match': [10, 11n], incomparable: ['9', Number.NaN] });
testCondition('k<=10', 'k', { match: [10, 10n], 'no match': [10.1] });
testCondition('k > 10', 'k', { match: [10.1, Number.POSITIVE_INFINITY], 'no match': [10] });
testCondition(' k >= 10 ', 'k', { match: [10], 'no match': [9] });
testCondition('k>-1', 'k', { match: [0], 'no match': [-1] });
testCondition('k>=b', 'k', { match: ['b', 'c'], 'no match': ['a'], incomparable: [1] });
testCondition('k>="10"', 'k', { match: ['10', '9'], incomparable: [10] });
testCondition('k>9007199254740992', 'k', { match: [9007199254740993n], 'no match': [2 ** 53] });
testCondition('k < 1, 2', 'k', { match: ['1'], incomparable: [0] });

// `!=` matches exactly the values that `=` does not match.
testCondition('k!=10', 'k', { match: [undefined, null, 11, 'a', Number.NaN, [10]], 'no match': [10, '10', 10n] });
testCondition('k!="10"', 'k', { match: [10, undefined], 'no match': ['10'] });
testCondition('k!=a,b', 'k', { match: ['c', 1, undefined], 'no match': ['a', 'b'] });
testCondition('k!=10..20', 'k', { match: [9, 'a', Number.NaN, null, undefined], 'no match': [15] });
testCondition('k != null', 'k', { match: [0, undefined], 'no match': [null] });

// Keys.
testCondition('detrend.bandwidth=1', 'detrend.bandwidth', { match: [1] });
testCondition('/a.b/c=1', '/a.b/c', { match: [1] });
testCondition('"a=b"=1', 'a=b', { match: [1] });
testCondition('"a<b>c!d" != 1', 'a<b>c!d', { 'no match': [1] });
testCondition('"say \\"k\\""=1', 'say "k"', { match: [1] });
testCondition('k=a=b', 'k', { match: ['a=b'] });
testCondition('k=a<b>c', 'k', { match: ['a<b>c'] });
testCondition('k=5" pipe', 'k', { match: ['5" pipe'] });

test('a condition with a range compares the order of values, and any other condition their equality', (t) => {
  const ordered = ['k=1..', 'k=1,2..3', 'k<1', 'k>=a'];
  for (const text of ordered) t.is(parseCondition(text, call).asksFor, 'order', text);
  for (const text of ['k=1', 'k=a,b', 'k!=1..2', 'k!=1']) t.is(parseCondition(text, call).asksFor, 'value', text);
});

test('--has and --lacks do not depend on the value of the key', (t) => {
  for (const value of [0, null, '', []]) {
    t.is(hasKey('k').test(value), 'match');
    t.is(lacksKey('k').test(value), 'no match');
  }
  t.is(hasKey('k').test(undefined), 'no match');
  t.is(lacksKey('k').test(undefined), 'match');
});

for (const [text, message] of [
  [
    'window_size',
    `"window_size" is a key, not a condition. If you typed > or <, the
shell took it for itself (look for a file named =10 or so). Write instead
  artifacts list P window_size=10..20
or, in quotes, 'window_size>=10'.`,
  ],
  [
    '!k',
    `"!k" is a key, not a condition. If you typed > or <, the
shell took it for itself (look for a file named =10 or so). Write instead
  artifacts list P !k=10..20
or, in quotes, '!k>=10'.`,
  ],
  ['=10', '=10 has no key. Write for example\n  artifacts list P KEY=VALUE'],
  ['k<', 'k< has no value. Write for example\n  artifacts list P KEY=VALUE'],
  ['k=..', 'k=.. has a range without an end. Write for example\n  artifacts list P KEY=VALUE'],
  [
    'k=1..NaN',
    'k=1..NaN asks for an order, which NaN has no place in. Write for example\n  artifacts list P KEY=VALUE',
  ],
  ['k>NaN', 'k>NaN asks for an order, which NaN has no place in. Write for example\n  artifacts list P KEY=VALUE'],
  [
    'k=5..1',
    'k=5..1 has a range from 5 to 1, expected the lower end first. Write for example\n  artifacts list P k=1..5',
  ],
  [
    'k!=0, -1 .. -2.5',
    'k!=0, -1 .. -2.5 has a range from -1 to -2.5, expected the lower end first. Write for example\n  artifacts list P k!=-2.5..-1',
  ],
  [
    'k=9007199254740993..9007199254740992',
    'k=9007199254740993..9007199254740992 has a range from 9007199254740993 to 9007199254740992, expected the lower end first. Write for example\n  artifacts list P k=9007199254740992..9007199254740993',
  ],
  [
    'k="b".."a"',
    'k="b".."a" has a range from "b" to "a", expected the lower end first. Write for example\n  artifacts list P k="a".."b"',
  ],
  [
    'k=2026..2025-12',
    'k=2026..2025-12 has a range from 2026 to 2025-12, expected the lower end first. Write for example\n  artifacts list P k=2025-12..2026',
  ],
  ['k="a', 'k="a has quotes that are not those of a JSON text. Write for example\n  artifacts list P KEY=VALUE'],
  ['k="a"b', 'k="a"b has quotes that are not those of a JSON text. Write for example\n  artifacts list P KEY=VALUE'],
  ['"\\x"=1', '"\\x"=1 has a key whose quotes are not those of JSON. Write for example\n  artifacts list P KEY=VALUE'],
  ['k\u001b<', 'k\\x1b< has no value. Write for example\n  artifacts list P KEY=VALUE'],
] as const)
  test(`the condition ${JSON.stringify(text)} is refused, with an example`, (t) => {
    const failure = t.throws(() => parseCondition(text, call), { instanceOf: Failure });
    t.is(failure?.message, message);
  });

test('a range from a value to itself, and one from text to text in their order, are ranges', (t) => {
  for (const text of ['k=1..1', 'k=-0..0', 'k=10..9a', 'k=-Infinity..Infinity', 'k=a..b'])
    t.notThrows(() => parseCondition(text, call), text);
});

test('a word has the form of a condition if it has one of its signs', (t) => {
  for (const word of ['k=1', 'k!=1', 'k>1', '"a=b"=1']) t.true(isCondition(word), word);
  for (const word of ['k', '!k', 'ChangePointDetection', '"k"']) t.false(isCondition(word), word);
});

test('a written condition is parsed as the same key and value', (t) => {
  for (const [key, value] of [
    ['k', 'true'],
    ['k', 'a,b "c"'],
    ['a b', -0],
    ['a=b', 10n],
    ['k', null],
    ['k', Number.NaN],
  ] as const) {
    const condition = parseCondition(writtenCondition(key, value), call);
    t.is(condition.key, key);
    t.is(condition.test(value), 'match');
  }
});
