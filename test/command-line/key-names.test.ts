// The names of keys on the command line: `detrend.bandwidth` for /input_parameters/detrend/bandwidth.

import test from 'ava';
import {
  inputsFirst,
  NameFault,
  namesOf,
  parseNames,
  pointersOfName,
  writtenName,
} from '../../src/display/key-names.js';

for (const [title, pointers, names] of [
  [
    'a parameter is named without input_parameters, and any key by its keys with dots',
    ['/input_parameters/detrend/bandwidth', '/host/cores', '/seed'],
    ['detrend.bandwidth', 'host.cores', 'seed'],
  ],
  [
    'a member that has the same name as a parameter is named by its pointer',
    ['/threshold', '/input_parameters/threshold', '/host/cores', '/input_parameters/host/cores'],
    ['/threshold', 'threshold', '/host/cores', 'host.cores'],
  ],
  [
    'a parameter that has the name of a common member is named with input_parameters',
    ['/input_parameters/seed', '/seed', '/input_parameters/timestamp', '/input_parameters/procedure_version'],
    ['input_parameters.seed', 'seed', 'input_parameters.timestamp', 'input_parameters.procedure_version'],
  ],
  [
    'a key that has a dot or is empty is named by its pointer',
    ['/a.b', '/a/b', '/input_parameters/a.b', '/c//d', '/'],
    ['/a.b', 'a.b', '/input_parameters/a.b', '/c//d', '/'],
  ],
  [
    'a first key that begins with a slash is named by its pointer',
    ['/~1a', '/m~1s', '/input_parameters/~1a'],
    ['/~1a', 'm/s', '/input_parameters/~1a'],
  ],
  [
    'a parameter within a parameter input_parameters is named with input_parameters',
    ['/input_parameters/input_parameters/x', '/input_parameters/x'],
    ['input_parameters.input_parameters.x', 'x'],
  ],
] as const)
  test(title, (t) => {
    const given = namesOf(pointers);
    t.deepEqual(
      pointers.map((pointer) => given.get(pointer)),
      [...names],
    );
    t.is(new Set(names).size, names.length);
    for (const [pointer, name] of given)
      t.is(
        pointersOfName(name).find((each) => (pointers as readonly string[]).includes(each)),
        pointer,
        `${name} leads back`,
      );
  });

for (const [name, pointers] of [
  ['window_size', ['/input_parameters/window_size', '/window_size']],
  ['detrend.bandwidth', ['/input_parameters/detrend/bandwidth', '/detrend/bandwidth']],
  ['input_parameters.x', ['/input_parameters/x']],
  ['seed', ['/seed']],
  ['seed.x', ['/input_parameters/seed/x', '/seed/x']],
  ['/a.b/c', ['/a.b/c']],
  ['m/s', ['/input_parameters/m~1s', '/m~1s']],
] as const)
  test(`the name ${name} stands for ${pointers.join(' or ')}`, (t) => t.deepEqual(pointersOfName(name), pointers));

for (const [list, names] of [
  ['a', ['a']],
  ['a,b.c , d', ['a', 'b.c', 'd']],
  ['"a,b",c', ['a,b', 'c']],
  ['"say \\"a\\"" , c', ['say "a"', 'c']],
] as const)
  test(`the list ${list} has the names ${names.join(' and ')}`, (t) => t.deepEqual(parseNames(list), names));

for (const list of ['', 'a,', ',a', 'a,,b', '"a', '"a"b', '""', '"\\x"'])
  test(`${JSON.stringify(list)} is no list of names`, (t) =>
    void t.throws(() => parseNames(list), { instanceOf: NameFault }));

test('a name is written in quotes if it is empty, begins with - or has a sign of a condition', (t) => {
  t.deepEqual(['window_size', '/a.b', 'порог', 'a=b', 'a b', 'a,b', 'a"b', '-a', ''].map(writtenName), [
    'window_size',
    '/a.b',
    'порог',
    '"a=b"',
    '"a b"',
    '"a,b"',
    '"a\\"b"',
    '"-a"',
    '""',
  ]);
});

test('pointers are sorted: inputs, the seed, all others', (t) => {
  const pointers = ['/z', '/seed', '/input_parameters/b', '/a', '/input_parameters/a'];
  t.deepEqual(inputsFirst(pointers, namesOf(pointers)), [
    '/input_parameters/a',
    '/input_parameters/b',
    '/seed',
    '/a',
    '/z',
  ]);
});
