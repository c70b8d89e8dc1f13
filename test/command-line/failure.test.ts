// The suggestion for a misspelled word: the most similar candidate.

import test from 'ava';
import { nearest } from '../../src/display/nearest.js';

for (const [word, candidates, expected] of [
  ['ChangePiontDetection', ['GridModel', 'ChangePointDetection'], 'ChangePointDetection'],
  ['windowsize', ['threshold', 'window_size'], 'window_size'],
  ['SEED', ['seed'], 'seed'],
  ['sead', ['seed', 'send'], 'seed'],
  ['sede', ['lag', 'seed'], 'seed'],
  ['xyz', ['abc', 'seed'], undefined],
  ['a', ['b'], undefined],
  ['', ['a'], undefined],
  ['word', [], undefined],
] as const) {
  test(`among [${candidates.join(', ')}], ${expected ?? 'nothing'} is similar to ${JSON.stringify(word)}`, (t) => {
    t.is(nearest(word, candidates), expected);
  });
}
