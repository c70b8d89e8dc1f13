import { type Kernel, newReadingState } from '../../src/json/kernel/kernel.js';
import { createWasmKernel } from '../../src/json/kernel/wasm-kernel.js';
import type { Competition } from './competition.js';
import { float64 } from './numbers.js';
import { readingText, type TextWay, writingText } from './ways.js';

/** How many numbers are written, and how many bytes are read, at once: what a save and a load give to the kernel. */
const [NUMBERS, BYTES] = [8192, 1 << 16];

/** The most time that the kernel should take for each kind of numbers, as a multiple of the baseline. */
const GOALS: { readonly [Kind in keyof typeof float64]: number } = {
  random: 0.33,
  sines: 0.33,
  '3 decimals': 0.17,
  '1 to 6 decimals': 0.17,
  integers: 0.33,
  'float32 values': 0.33,
  'random bits': 0.33,
  '50 different values': 0.33,
};

/** Why the goals of some kinds are not met. */
const WHY_NOT: { readonly [kind: string]: string } = {
  '3 decimals': 'V8 reads short numbers in 47 to 55 ns, and the kernel takes 13 even for small integers',
  '1 to 6 decimals': 'as with 3 decimals, and V8 takes longer for more digits',
  integers: 'V8 has a way of its own for small integers, in 24 ns',
  'random bits': 'most texts have 17 digits and an exponent',
  '50 different values': 'V8 remembers the texts of numbers that come again',
};

/** Returns the competitions of the kernel in WebAssembly and V8's JSON: text of numbers and numbers of text, in memory, copies included. */
export function kernelAlone(count: number): Competition[] {
  const kernel = createWasmKernel();
  if (kernel === undefined) throw new Error('there is no WebAssembly');
  return Object.entries(GOALS).flatMap(([kind, most]) => {
    const numbers = float64[kind as keyof typeof float64](count);
    const ways = v8Ways(numbers);
    const text = new Uint8Array(Buffer.from(JSON.stringify(Array.from(numbers)), 'latin1'));
    const about = { items: { unit: 'number', count }, expected: numbers };
    const reason = WHY_NOT[kind];
    const goal = reason === undefined ? { most } : { most, reason };
    return [
      {
        ...about,
        work: `kernel: ${kind}, to text`,
        plain: writingText(ways),
        competitors: [
          {
            name: "this library's kernel",
            run: () => piecesOf(kernel, numbers),
            values: (pieces) => Float64Array.from(JSON.parse(`[${Buffer.concat(pieces as Uint8Array[])}]`)),
            goal,
          },
        ],
      },
      {
        ...about,
        work: `kernel: ${kind}, from text`,
        plain: readingText(ways),
        competitors: [{ name: "this library's kernel", run: () => numbersOf(kernel, text, count), goal }],
      },
    ];
  });
}

/** Returns V8's ways, to a string and from a string. */
function v8Ways(numbers: Float64Array): TextWay[] {
  return [
    {
      writing: 'JSON.stringify(Array.from(x))',
      toText: () => JSON.stringify(Array.from(numbers)),
      reading: 'Float64Array.from(JSON.parse(text))',
      fromText: (text) => Float64Array.from(JSON.parse(text)),
    },
    {
      writing: 'x.join()',
      toText: () => `[${numbers.join()}]`,
      reading: 'new Float64Array(JSON.parse(text))',
      fromText: (text) => new Float64Array(JSON.parse(text)),
    },
  ];
}

/** Returns copies of all pieces of the text, without the brackets. */
function piecesOf(kernel: Kernel, numbers: Float64Array): Uint8Array[] {
  const rows = { shape: [numbers.length], separators: [] };
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < numbers.length; start += NUMBERS)
    pieces.push(kernel.write('float64', numbers, start, Math.min(numbers.length, start + NUMBERS), rows).slice());
  return pieces;
}

function numbersOf(kernel: Kernel, text: Uint8Array, count: number): Float64Array {
  const numbers = new Float64Array(count);
  const state = newReadingState();
  for (let at = 0, length = 0; at < text.length; ) {
    const { consumed, values } = kernel.read('float64', text.subarray(at, at + BYTES), state);
    numbers.set(values as Float64Array, length);
    length += values.length;
    at += consumed;
  }
  return numbers;
}
