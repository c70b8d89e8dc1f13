import test from 'ava';
import fc from 'fast-check';
import { pack, unpack } from '../../src/report/data/packed.js';
import { type PageState, parseState, stateText, tableState } from '../../src/report/data/page-state.js';

const STATES: readonly (readonly [string, PageState])[] = [
  ['overview', { page: 'overview' }],
  ['p=Scan', tableState('Scan')],
  [
    'p=Scan&q=n%3E%3D10&sort=-n&cols=all&lines=1&pick=34cf27a3,8a7a36dc&from=100',
    {
      page: 'table',
      procedure: 'Scan',
      query: 'n>=10',
      sort: 'n',
      isFalling: true,
      allColumns: true,
      lines: true,
      picked: ['34cf27a3', '8a7a36dc'],
      from: 100,
    },
  ],
  ['a=34cf27a3', { page: 'artifact', id: '34cf27a3', plots: [] }],
  [
    'a=34cf27a3&zoom=/curve%3A100..200&log=/density',
    {
      page: 'artifact',
      id: '34cf27a3',
      plots: [
        { pointer: '/curve', range: [100, 200], isLog: false },
        { pointer: '/density', range: undefined, isLog: true },
      ],
    },
  ],
  ['c=34cf27a3,8a7a36dc', { page: 'comparison', ids: ['34cf27a3', '8a7a36dc'], plots: [] }],
];

for (const [text, state] of STATES)
  test(`the address ${text} stands for its page, and the page for the address`, (t) => {
    t.deepEqual(parseState(`#${text}`), state);
    t.is(stateText(state), text);
  });

test('whatever a procedure is called and a filter says, the address brings it back', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (procedure, query) => {
      const state = { ...tableState(procedure), query };
      t.deepEqual(parseState(stateText(state)), state);
    }),
  );
});

test('every scalar comes back from what JSON carries of it', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double(), fc.bigInt(), fc.string(), fc.boolean(), fc.constantFrom(null, Number.NaN, -0)),
      (value) => t.is(unpack(JSON.parse(JSON.stringify(pack(value)))), value),
    ),
  );
});
