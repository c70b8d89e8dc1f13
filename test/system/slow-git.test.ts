// A git that hangs holds a run up for ten seconds, and no longer.

import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import test from 'ava';
import { capturedBy } from '../support/captured-by.js';
import { newFolder } from '../support/stored.js';

test('a git that does not answer is given up, and git is null', async (t) => {
  const folder = await newFolder();
  await writeFile(join(folder, 'git'), '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
  const PATH = `${folder}${delimiter}${process.env['PATH']}`;
  t.is(capturedBy('', folder, { PATH }).git, null);
});
