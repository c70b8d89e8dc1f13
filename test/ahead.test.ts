import test from 'ava';
import { mapInOrder } from '../src/model/in-order.js';
import { collect } from './support/stored.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work on numbers: what was begun, how much was in work at most, and how much still is. */
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

test('results come in the order of their items, whichever is ready first, and so many items at most are in work', async (t) => {
  const { seen, act } = work();
  t.deepEqual(
    await collect(mapInOrder(upTo(12), 4, act)),
    upTo(12).map((item) => item * item),
  );
  t.like(seen, { begun: 12, most: 4, now: 0 });
});

test('without items there are no results', async (t) => {
  t.deepEqual(await collect(mapInOrder([], 4, work().act)), []);
});

test('the first item is in work alone, for nobody may want the second', async (t) => {
  const { seen, act } = work();
  for await (const result of mapInOrder(upTo(100), 8, act)) {
    t.is(result, 0);
    break;
  }
  t.deepEqual(seen, { begun: 1, most: 1, now: 0 });
});

test('an error comes in the turn of its item, and what was begun after it is waited for', async (t) => {
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

test('no more is begun when nobody wants more, and what was begun is waited for', async (t) => {
  const { seen, act } = work();
  for await (const result of mapInOrder(upTo(100), 8, act)) if (result === 100) break;
  t.is(seen.now, 0);
  t.true(seen.begun <= 18, `${seen.begun}`);
});

test('an error of the items themselves comes at once, and what was begun is waited for', async (t) => {
  const { seen, act } = work();
  async function* items() {
    yield* upTo(6);
    throw new Error('no more items');
  }
  await t.throwsAsync(collect(mapInOrder(items(), 8, act)), { message: 'no more items' });
  t.is(seen.now, 0);
});
