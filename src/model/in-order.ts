/**
 * Does the same with each item, several at a time, and gives the results in the order of the items. It begins with one item alone, and
 * then goes ahead further and further: who needs only the first results makes it do little more.
 *
 * An error is thrown in the turn of its item. When nobody wants more, what was begun is waited for, and no more is begun.
 *
 * @param most - how many items are in work at a time.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  most: number,
  act: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  let window = 1;
  try {
    for await (const item of items) {
      const result = act(item);
      // It may fail before its turn has come.
      result.catch(() => undefined);
      begun.push(result);
      if (begun.length < window) continue;
      yield (await begun.shift()) as Result;
      window = Math.min(most, 2 * window);
    }
    for (let next = begun.shift(); next !== undefined; next = begun.shift()) yield await next;
  } finally {
    await Promise.allSettled(begun);
  }
}
