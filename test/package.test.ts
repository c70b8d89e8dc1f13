// The packed package has what users need, and its pages and source maps lead to files in it.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';

/** The paths of all files that a user gets. */
let shipped: readonly string[];
test.before(async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  shipped = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
});

test('the package holds what users need, and nothing else', (t) => {
  const places = new Set(shipped.map((path) => /^(dist\/src|src|examples)\//.exec(path)?.[1] ?? path));
  t.deepEqual([...places].sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/src',
    'docs/command-line.md',
    'docs/format.md',
    'docs/guarantees.md',
    'docs/guide.md',
    'docs/set-up.md',
    'examples',
    'package.json',
    'src',
  ]);
});

test('every link of a page in the package leads to a file in the package', async (t) => {
  for (const page of shipped.filter((path) => path.endsWith('.md'))) {
    for (const [, target = ''] of (await readFile(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue;
      const path = normalize(join(dirname(page), target.replace(/#.*/, '')));
      t.true(
        shipped.some((each) => each === path || each.startsWith(`${path}/`)),
        `${page} links to ${target}, which is not in the package`,
      );
    }
  }
});

test('every compiled file leads to its source, which is in the package', async (t) => {
  const sources = shipped.filter((path) => path.startsWith('src/'));
  for (const source of sources) {
    for (const kind of ['', '.d']) {
      const map = `dist/${source.replace(/\.(c?)ts$/, `${kind}.$1${kind === '' ? 'js' : 'ts'}.map`)}`;
      t.true(shipped.includes(map), `${map} is not in the package`);
      const [target] = JSON.parse(await readFile(map, 'utf8')).sources;
      t.is(normalize(join(dirname(map), target)), source);
    }
  }
});
