// Specifies encode and decode: an artifact as one text, proven and checked as save and load do.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { Artifact, ArtifactRepository, decode, encode, MemoryStorage, Persisted } from '../src/index.js';
import { artifact } from './support/arbitraries.js';
import { Everything, everything, Segment } from './support/classes.js';
import { bytesOf } from './support/stored.js';

test('encode returns the text that save writes, and decode the artifact that load returns', async (t) => {
  await fc.assert(
    fc.asyncProperty(artifact, async (given) => {
      const storage = new MemoryStorage();
      const path = await new ArtifactRepository({ storage, classes: [Everything] }).save(given);
      const text = encode(given);
      assert.equal(text, Buffer.from(await bytesOf(storage, path)).toString());
      assert.deepStrictEqual(decode(text, Everything), given);
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('an artifact sent through HTTP comes back the same', async (t) => {
  const server = createServer((request, response) => {
    request.pipe(response.setHeader('Content-Type', 'application/json'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: encode(everything()) });
    assert.deepStrictEqual(decode(await response.text(), Everything), everything());
  } finally {
    server.close();
  }
  t.pass();
});

const halves = new WeakMap<object, number>();

@Persisted({ procedure: 'Forgetful' })
class Forgetful extends Artifact {
  @Persisted() get half(): number {
    return halves.get(this) ?? 8;
  }
  set half(value: number) {
    halves.set(this, value / 2);
  }
}

for (const [title, act, code, message] of [
  [
    'an instance with faults',
    () => encode(everything({ text: 1 as never })),
    'ARTIFACT_INVALID',
    /\/text: found 1, expected a string/,
  ],
  [
    'an instance of a value class',
    () => encode(Segment.of(1, 1) as never),
    'ARTIFACT_DECLARATION',
    /^Segment: is not an artifact class/,
  ],
  [
    'a plain object',
    () => encode({} as never),
    'ARTIFACT_INVALID',
    /found a plain object, expected an instance of an artifact class/,
  ],
  [
    'a text that was changed',
    () => decode(encode(everything()).replace('true', 'false'), Everything),
    'ARTIFACT_INTEGRITY',
    /^the text was changed since it was sealed/,
  ],
  [
    'a text with half a surrogate pair, which UTF-8 would replace',
    () => decode('{"procedure_name":"\ud83d"}', Everything),
    'ARTIFACT_FORMAT',
    /^the text has half a surrogate pair at index 19, which UTF-8 cannot encode$/,
  ],
  ['a text that is not JSON', () => decode('{', Everything), 'ARTIFACT_FORMAT', /^the text is not an artifact's JSON/],
  [
    'a text of another class',
    () => decode(encode(everything()), Forgetful),
    'ARTIFACT_INVALID',
    /found "Everything", expected "Forgetful"/,
  ],
] as const) {
  test(`encode and decode refuse ${title}`, (t) => {
    t.throws(act, { code, message });
  });
}

test('encode refuses an artifact that does not come back the same', (t) => {
  const forgetful = Object.assign(new Forgetful(), {
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
  });
  t.throws(() => encode(forgetful), {
    code: 'ARTIFACT_INVALID',
    message: /\/half: found a value that does not come back identical/,
  });
});

test('encode refuses an array whose buffer a getter of a later field transfers away', (t) => {
  const float64 = new Float64Array(3);
  const thief = Object.defineProperty(everything({ float64 }), 'text', {
    get: () => {
      if (float64.length > 0) structuredClone(float64.buffer, { transfer: [float64.buffer] });
      return 'x';
    },
  });
  t.throws(() => encode(thief), { code: 'ARTIFACT_INVALID', message: /\/float64: found other elements/ });
});

test('decode refuses anything but a string', (t) => {
  t.throws(() => decode(Buffer.from('{}') as never, Everything), { instanceOf: TypeError });
});
