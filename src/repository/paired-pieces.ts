import type { TypedArray } from '../model/dtypes.js';

/** Pairs the elements of two arrays of one size, piece by piece: the two pieces of a pair have one length. */
export async function* pairedPieces(
  a: AsyncGenerator<TypedArray>,
  b: AsyncGenerator<TypedArray>,
): AsyncGenerator<[TypedArray, TypedArray]> {
  const empty: TypedArray = new Float64Array(0);
  let [here, there]: (TypedArray | undefined)[] = [empty, empty];
  try {
    for (;;) {
      if (here?.length === 0) here = await nextOf(a);
      if (there?.length === 0) there = await nextOf(b);
      if (here === undefined || there === undefined) return;
      const length = Math.min(here.length, there.length);
      yield [here.subarray(0, length), there.subarray(0, length)];
      [here, there] = [here.subarray(length), there.subarray(length)];
    }
  } finally {
    await Promise.all([a.return(undefined), b.return(undefined)]);
  }
}

async function nextOf(pieces: AsyncGenerator<TypedArray>): Promise<TypedArray | undefined> {
  const { value, done } = await pieces.next();
  return done === true ? undefined : value;
}
