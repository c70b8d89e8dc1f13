// Specifies mapInOrder: several items are in work at the same time, and their results come in the order of the items.

import test from 'ava';
import { mapInOrder } from '../src/model/map-in-order.js';
import { collect } from './support/stored.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Returns a function that works on numbers, and a record of its calls: how many were begun, ran at most, and run now. */
function work() {
  const seen = { begun: 0, most: 0, now: 0 };
  const act = async (item: number): Promise<number> => {
    seen.begun++;
    seen.most = Math.max(seen.most, ++seen.now);
    for (let turns = 5 - (item % 5); turns > 0; turns--) await turn();
    seen.now--;
    if (item === 13) throw new Error('13');
    return item * item;
  };
  return { seen, act };
}

const upTo = (length: number) => Array.from({ length }, (_, index) => index);

test('results come in the order of their items, whichever is ready first, and no more items than allowed are in work', async (t) => {
  const { seen, act } = work();
  t.deepEqual(
    await collect(mapInOrder(upTo(12), 4, act)),
    upTo(12).map((item) => item * item),
  );
  t.like(seen, { begun: 12, most: 4, now: 0 });
});

test('no items give no results', async (t) => {
  t.deepEqual(await collect(mapInOrder([], 4, work().act)), []);
});

test('the first item is in work alone, because the caller may not want the second', async (t) => {
  const { seen, act } = work();
  for await (const result of mapInOrder(upTo(100), 8, act)) {
    t.is(result, 0);
    break;
  }
  t.deepEqual(seen, { begun: 1, most: 1, now: 0 });
});

test('an error is thrown in the turn of its item, after all items in work are done', async (t) => {
  const { seen, act } = work();
  const results: number[] = [];
  await t.throwsAsync(
    async () => {
      for await (const result of mapInOrder(upTo(100), 8, act)) results.push(result);
    },
    { message: '13' },
  );
  t.is(results.length, 13);
  t.is(seen.now, 0);
  t.true(seen.begun > 14 && seen.begun < 30, `${seen.begun}`);
});

test('when the caller stops, no further items are begun, and those in work are awaited', async (t) => {
  const { seen, act } = work();
  for await (const result of mapInOrder(upTo(100), 8, act)) if (result === 100) break;
  t.is(seen.now, 0);
  t.true(seen.begun <= 18, `${seen.begun}`);
});

test('an error of the iterable itself is thrown at once, after all items in work are done', async (t) => {
  const { seen, act } = work();
  async function* items() {
    yield* upTo(6);
    throw new Error('no more items');
  }
  await t.throwsAsync(collect(mapInOrder(items(), 8, act)), { message: 'no more items' });
  t.is(seen.now, 0);
});
