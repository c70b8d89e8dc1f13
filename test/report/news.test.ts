import test from 'ava';
import { newsOf } from '../../src/report/data/news.js';
import type { ChangesData, OverviewData } from '../../src/report/data/page-data.js';

type Procedure = ChangesData['procedures'][number];

const overviewOf = (procedures: readonly Procedure[]) =>
  ({
    procedures: procedures.map(({ name, count, newest }) => ({ name, count, newest: { id: newest, time: '' } })),
  }) as unknown as OverviewData;

const BEFORE: readonly Procedure[] = [
  { name: 'Scan', count: 5, newest: 'a' },
  { name: 'Long', count: 1, newest: 'b' },
];
const [SCAN, LONG] = BEFORE as [Procedure, Procedure];

const CASES: readonly (readonly [
  what: string,
  now: readonly Procedure[],
  procedure: string | undefined,
  news: string,
])[] = [
  ['nothing', BEFORE, undefined, ''],
  ['one more', [{ ...SCAN, count: 6, newest: 'c' }, LONG], undefined, '1 new artifact'],
  ['three more', [{ ...SCAN, count: 8, newest: 'c' }, LONG], undefined, '3 new artifacts'],
  ['one less', [{ ...SCAN, count: 4 }, LONG], undefined, '1 artifact removed'],
  ['as many, but another newest one', [{ ...SCAN, newest: 'c' }, LONG], undefined, '1 new artifact, 1 removed'],
  ['a new procedure', [...BEFORE, { name: 'New', count: 2, newest: 'd' }], undefined, '2 new artifacts'],
  ['a procedure less', [SCAN], undefined, '1 artifact removed'],
  ['another procedure than that of the page', [{ ...SCAN, count: 6, newest: 'c' }, LONG], 'Long', ''],
  ['the procedure of the page, which is gone', [LONG], 'Scan', '5 artifacts removed'],
];

for (const [what, now, procedure, news] of CASES)
  test(`the news of a page say what has changed in a store: ${what}`, (t) => {
    t.is(newsOf(overviewOf(BEFORE), { procedures: now }, procedure), news);
  });
