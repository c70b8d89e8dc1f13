import test from 'ava';
import { inFolder } from './stored.js';
import { crash } from './torture/crash.js';
import { race } from './torture/races.js';
import { randomFrom } from './torture/random.js';

// A few rounds of what `npm run torture` does thousands of times.

test('a process that is killed while it saves loses nothing that was acknowledged, and leaves nothing torn', async (t) => {
  const seen = await inFolder((folder) => crash(folder, 12, randomFrom(1)));
  t.true(seen.acknowledged > 0);
  t.like(seen, { kills: 12, lost: 0, torn: 0, unswept: 0 });
  t.true(seen.files >= seen.acknowledged);
});

test('processes that save at the same second get a path each, and readers see only whole files', async (t) => {
  const seen = await inFolder((folder) => race(folder, 6, 20, false));
  t.like(seen, { saves: 120, files: 120, wrong: 0, torn: 0 });
  t.true(seen.read > 0);
});

test('processes that save the same artifacts get the same paths', async (t) => {
  const seen = await inFolder((folder) => race(folder, 6, 5, true));
  t.like(seen, { saves: 30, files: 5, wrong: 0, torn: 0 });
});
