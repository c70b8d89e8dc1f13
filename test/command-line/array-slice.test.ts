// A slice such as [0,100:200] selects elements of an array as NumPy's basic slices do.

import test from 'ava';
import fc from 'fast-check';
import { ArraySlice, splitSlice } from '../../src/cli/one-artifact/array-slice.js';
import { indicesOf } from '../../src/display/indices.js';

/** The indices in C order of the selected elements. */
const elementsOf = (slice: ArraySlice): number[] => {
  const indices = Array.from({ length: slice.end - slice.start }, (_, index) => slice.start + index);
  return indices.filter((index) => slice.has(index));
};

for (const [text, shape, elements, selected] of [
  [undefined, [3], [0, 1, 2], [3]],
  ['[1:3]', [5], [1, 2], [2]],
  ['[:2]', [5], [0, 1], [2]],
  ['[3:]', [5], [3, 4], [2]],
  ['[-2:]', [5], [3, 4], [2]],
  ['[:-3]', [5], [0, 1], [2]],
  ['[ 1 : 3 ]', [5], [1, 2], [2]],
  ['[3:100]', [5], [3, 4], [2]],
  ['[100:200]', [5], [], [0]],
  ['[3:1]', [5], [], [0]],
  ['[2]', [5], [2], []],
  ['[-1]', [5], [4], []],
  ['[1]', [2, 3], [3, 4, 5], [3]],
  ['[:,1]', [2, 3], [1, 4], [2]],
  ['[1,2]', [2, 3], [5], []],
  ['[0:1,1:]', [2, 3], [1, 2], [1, 2]],
  ['[:,:,0]', [2, 2, 2], [0, 2, 4, 6], [2, 2]],
  ['[1,:,1]', [2, 2, 2], [5, 7], [2]],
  ['[:]', [0, 3], [], [0, 3]],
  [undefined, [], [0], []],
] as const) {
  test(`${text ?? 'no slice'} of the shape [${shape}] selects ${elements.length} elements`, (t) => {
    const slice = new ArraySlice(text, shape);
    t.deepEqual(elementsOf(slice), [...elements]);
    t.deepEqual(slice.shape, selected);
    t.is(slice.size, elements.length);
  });
}

for (const [text, shape, message] of [
  ['[5]', [5], 'has the index 5, and the axis has the length 5'],
  ['[-6]', [5], 'has the index -6, and the axis has the length 5'],
  ['[0,0]', [5], 'names 2 axes, and the array has 1'],
  ['[0]', [], 'names 1 axes, and the array has 0'],
  ['[]', [5], 'has "", which is neither an index, such as 5, nor a range, such as 100:200'],
  ['[x]', [5], 'has "x", which is neither an index, such as 5, nor a range, such as 100:200'],
  ['[0:4:2]', [5], 'has "0:4:2", which is neither an index, such as 5, nor a range, such as 100:200'],
  ['[1.5:]', [5], 'has "1.5:", which is neither an index, such as 5, nor a range, such as 100:200'],
] as const) {
  test(`${text} is refused for the shape [${shape}]`, (t) => {
    t.throws(() => new ArraySlice(text, shape), { message });
  });
}

test('isContiguous is true for slices without gaps, and only for them', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 3 }), (axes) => {
      const text = `[${axes.map(([, start, end]) => `${start}:${end}`)}]`;
      const slice = new ArraySlice(
        text,
        axes.map(([length]) => length),
      );
      const elements = elementsOf(slice);
      return slice.size === elements.length && slice.isContiguous === (elements.length === slice.end - slice.start);
    }),
  );
  t.pass();
});

for (const [text, name, slice] of [
  ['/curve', '/curve', undefined],
  ['/curve[1:2]', '/curve', '[1:2]'],
  ['/a[0][1]', '/a[0]', '[1]'],
  ['curve[]', 'curve', '[]'],
  ['[1]', '', '[1]'],
] as const) {
  test(`${text} is split into the array ${JSON.stringify(name)} and the slice ${slice}`, (t) =>
    t.deepEqual(splitSlice(text), { name, slice }));
}

test('indicesOf gives the index on each axis of an element', (t) => {
  t.deepEqual(
    [0, 3, 4, 23].map((index) => indicesOf(index, [2, 3, 4])),
    [
      [0, 0, 0],
      [0, 0, 3],
      [0, 1, 0],
      [1, 2, 3],
    ],
  );
});
