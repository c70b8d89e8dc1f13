/**
 * Applies an asynchronous function to each item, to several at the same time, and yields the results in the order of the items. It
 * begins with one item alone, and doubles the number with each result: a caller that stops after the first results causes little extra work.
 *
 * If the function rejects, the error is thrown when the result of its item is due. When the caller stops, it waits for the calls that are
 * pending, and starts no more.
 *
 * @param concurrency - the greatest number of pending calls.
 * @param apply - the function.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  apply: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = [];
  let window = 1;
  try {
    for await (const item of items) {
      const result = apply(item);
      // A rejection before its result is due must not count as unhandled.
      result.catch(() => undefined);
      pending.push(result);
      if (pending.length < window) continue;
      yield (await pending.shift()) as Result;
      window = Math.min(concurrency, 2 * window);
    }
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) yield await next;
  } finally {
    await Promise.allSettled(pending);
  }
}
