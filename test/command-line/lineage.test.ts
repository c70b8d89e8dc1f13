// `artifacts show --lineage` draws what was made from what; `verify` names references that lead to nothing or to other bytes, and `remove`
// refuses what others refer to.

import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import type { Reference } from 'persisted-artifacts';
import { processTerminal } from '../../src/cli/console/terminal.js';
import { Context } from '../../src/cli/context/context.js';
import { type LinksByKey, readLineage } from '../../src/cli/lineage/lineage.js';
import { newFolder, sealed } from '../support/stored.js';
import { artifacts } from './installed.js';
import { madeStore, type Recording, recording, repositoryAt } from './made-store.js';
import { sameAs } from './transcript.js';

const ROOT = join('artifacts', 'exploratory');

const isThere = (cwd: string, key: string): Promise<boolean> =>
  stat(join(cwd, ROOT, key)).then(
    () => true,
    () => false,
  );

/** Replaces one text in a file by another one, and seals the file again. */
async function change(cwd: string, key: string, from: string, to: string): Promise<void> {
  const path = join(cwd, ROOT, key);
  const text = await readFile(path, 'utf8');
  await chmod(path, 0o644);
  await writeFile(path, sealed(Buffer.from(text.replaceAll(from, () => to))));
}

// ── show --lineage ──────────────────────────────────────────────────────────────────────────────────────────────────

test('show --lineage draws what an artifact was made from, and what was made from it', async (t) => {
  const { cwd } = await madeStore();
  await sameAs(
    t,
    `$ artifacts show Burst@latest --lineage
896b468c  2026-02-11 15:40:04  Burst
made from
├─ fbdebd04  2026-02-11 15:40:02  Filtered
│  └─ 9e1b8712  2026-02-11 15:40:00  Recording
└─ 021d17f8  2026-02-11 15:40:03  Filtered
   ├─ 9e1b8712  2026-02-11 15:40:00  Recording
   └─ b5496f6a  2026-02-11 15:40:01  Recording
made from it  nothing
$ artifacts show 9e1b8712 --lineage
9e1b8712  2026-02-11 15:40:00  Recording
made from  nothing
made from it
├─ fbdebd04  2026-02-11 15:40:02  Filtered
│  └─ 896b468c  2026-02-11 15:40:04  Burst
└─ 021d17f8  2026-02-11 15:40:03  Filtered
   └─ 896b468c  2026-02-11 15:40:04  Burst
$ artifacts show 021d17f8 --lineage
021d17f8  2026-02-11 15:40:03  Filtered
made from
├─ 9e1b8712  2026-02-11 15:40:00  Recording
└─ b5496f6a  2026-02-11 15:40:01  Recording
made from it
└─ 896b468c  2026-02-11 15:40:04  Burst
`,
    { cwd },
  );
});

test('an artifact that is missing, or has other bytes, is marked', async (t) => {
  const { cwd, keys } = await madeStore();
  await change(cwd, keys[1], '"procedure_version": "1"', '"procedure_version": "2"');
  await rm(join(cwd, ROOT, keys[2]));
  await sameAs(
    t,
    `$ artifacts show Burst@latest --lineage
896b468c  2026-02-11 15:40:04  Burst
made from
├─ fbdebd04  2026-02-11 15:40:02  Filtered  missing
└─ 021d17f8  2026-02-11 15:40:03  Filtered
   ├─ 9e1b8712  2026-02-11 15:40:00  Recording
   └─ b5496f6a  2026-02-11 15:40:01  Recording  other bytes
made from it  nothing
[1]
$ artifacts show b5496f6a --lineage
b5496f6a  2026-02-11 15:40:01  Recording
made from  nothing
made from it
└─ 021d17f8  2026-02-11 15:40:03  Filtered  from other bytes
[1]
`,
    { cwd },
  );
});

test('with --json, each artifact and each reference is an object', async (t) => {
  const { cwd, keys } = await madeStore();
  await rm(join(cwd, ROOT, keys[0]));
  const ran = await artifacts(['show', '021d17f8', '--lineage', '--json'], { cwd });
  const lines = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const sealOf = async (key: string) => (await readFile(join(cwd, ROOT, key), 'utf8')).slice(-72, -8);
  const gone = lines.find(({ to }) => to === '9e1b8712').seal;
  const artifact = async (index: number, id: string, procedure: string) => ({
    type: 'artifact',
    id,
    path: join(ROOT, keys[index] as string),
    ...(index !== 0 && { seal: await sealOf(keys[index] as string) }),
    procedure,
    timestamp: `2026-02-11T15:40:0${index}`,
  });
  t.deepEqual(lines, [
    await artifact(3, '021d17f8', 'Filtered'),
    await artifact(0, '9e1b8712', 'Recording'),
    await artifact(1, 'b5496f6a', 'Recording'),
    await artifact(4, '896b468c', 'Burst'),
    { type: 'reference', pointer: '/from/0', from: '021d17f8', to: '9e1b8712', seal: gone, state: 'missing' },
    { type: 'reference', from: '021d17f8', pointer: '/from/2', to: '9e1b8712', seal: gone, state: 'missing' },
    {
      type: 'reference',
      from: '021d17f8',
      pointer: '/from/1',
      to: 'b5496f6a',
      seal: await sealOf(keys[1]),
      state: 'right',
    },
    {
      type: 'reference',
      from: '896b468c',
      pointer: '/sources/both',
      to: '021d17f8',
      seal: await sealOf(keys[3]),
      state: 'right',
    },
  ]);
  t.deepEqual([ran.stderr, ran.exitCode], ['', 1]);
});

test('an artifact that was upgraded stands in the lineage of the former file, and the former file in its own', async (t) => {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  const former = await repository.save(recording(0));
  const upgraded = recording(1);
  await repository.save(upgraded, { from: former });
  await repository.save(recording(2, repository.referenceTo(upgraded)));
  await sameAs(
    t,
    `$ artifacts show 9e1b8712 --lineage
9e1b8712  2026-02-11 15:40:00  Recording
made from  nothing
made from it
└─ b5496f6a  2026-02-11 15:40:01  Recording  upgraded file
   └─ 98de308e  2026-02-11 15:40:02  Recording
$ artifacts show --lineage
98de308e  2026-02-11 15:40:02  Recording
made from
└─ b5496f6a  2026-02-11 15:40:01  Recording
   └─ 9e1b8712  2026-02-11 15:40:00  Recording  former file
made from it  nothing
$ artifacts remove 9e1b8712 --yes
ID        TIME                  SIZE  PROCEDURE
9e1b8712  2026-02-11 15:40:00  302 B  Recording
Removed 1, 302 B.
$ artifacts show b5496f6a --lineage
b5496f6a  2026-02-11 15:40:01  Recording
made from
└─ seal 7866543a61b893cd…  former file  missing
made from it
└─ 98de308e  2026-02-11 15:40:02  Recording
[1]
`,
    { cwd },
  );
  const { stdout } = await artifacts(['show', 'b5496f6a', '--lineage', '--json'], { cwd });
  const line = stdout.split('\n').find((each) => each.includes('"upgrade"'));
  t.like(JSON.parse(line as string), { type: 'upgrade', from: 'b5496f6a', state: 'missing' });
  t.false(line?.includes('"to"'));
});

test('show --lineage refuses --array, and a file that is not in the folder of the artifacts', async (t) => {
  const { cwd, keys } = await madeStore();
  t.deepEqual(await artifacts(['show', '--lineage', '--array', 'x'], { cwd }), {
    stdout: '',
    stderr: '--lineage shows no arrays. Leave out --array.\n',
    exitCode: 2,
  });
  const copy = join(await newFolder(), 'copy.json');
  await writeFile(copy, await readFile(join(cwd, ROOT, keys[4])));
  t.deepEqual(await artifacts(['show', copy, '--lineage'], { cwd }), {
    stdout: '',
    stderr: `${copy} is not in artifacts/exploratory. Say where it is by --root.\n`,
    exitCode: 2,
  });
});

test('a file that cannot be read is named, for it may be made from the artifact', async (t) => {
  const { cwd } = await madeStore();
  await writeFile(join(cwd, ROOT, 'Burst', 'cut.json'), '{"\x1b[31m": {"seal": ');
  const { stdout, stderr, exitCode } = await artifacts(['show', '021d17f8', '--lineage'], { cwd });
  t.regex(stdout, /made from it\n└─ 896b468c/);
  t.regex(stderr, /^Could not be read, and may be made from others here:\nartifacts\/exploratory\/Burst\/cut\.json /);
  t.false(stderr.includes('\x1b'));
  t.is(exitCode, 1);
  const inJson = await artifacts(['show', '021d17f8', '--lineage', '--json'], { cwd });
  t.like(JSON.parse(inJson.stderr.split('\n').find((line) => line.includes('"error"')) as string), {
    type: 'error',
    code: 'ARTIFACT_FORMAT',
    path: join(ROOT, 'Burst', 'cut.json'),
  });
});

test('a chain is drawn to a level, and the last line says how to see more', async (t) => {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  let last: Reference<Recording>[] = [];
  for (let step = 0; step < 15; step++) {
    const made = recording(step, ...last);
    await repository.save(made);
    last = [repository.referenceTo(made)];
  }
  const { stdout } = await artifacts(['show', '--lineage'], { cwd });
  const lines = stdout.split('\n');
  t.is(lines[2], '└─ 2c69ca0a  2026-02-11 15:40:13  Recording');
  const [, blanks, id] = /^( *)└─ (\w{8}) {2}2026-02-11 15:40:02 {2}Recording$/.exec(lines[13] as string) ?? [];
  t.is(blanks, '   '.repeat(11));
  t.is(lines[14], `${'   '.repeat(12)}└─ … artifacts show ${id} --lineage`);
  t.deepEqual(lines.slice(15), ['made from it  nothing', '']);
  const ran = await artifacts(['show', '--lineage', '--json'], { cwd });
  t.is(ran.stdout.split('\n').length, 15 + 14 + 1);
});

test('of many artifacts that were made from one, some are drawn', async (t) => {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  const first = recording(0);
  await repository.save(first);
  const reference = repository.referenceTo(first);
  for (let step = 1; step <= 203; step++) await repository.save(recording(step, reference), { proof: false });
  const { stdout } = await artifacts(['show', '9e1b8712', '--lineage'], { cwd });
  const lines = stdout.split('\n');
  t.is(lines.length, 3 + 200 + 2);
  t.is(lines.at(-2), 'and 3 more lines: artifacts show 9e1b8712 --lineage --json has all');
});

test('an artifact that is above already is not drawn in full again, and so a circle that files claim comes to an end', async (t) => {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  const [a, b, other] = [recording(0), recording(1), recording(2)];
  await repository.save(other);
  a.from = [repository.referenceTo(other)];
  await repository.save(a);
  b.from = [repository.referenceTo(a)];
  await repository.save(b);
  const [toA, toB, toOther] = [a, b, other].map((each) => repository.referenceTo(each)) as [
    Reference<Recording>,
    Reference<Recording>,
    Reference<Recording>,
  ];
  const path = join(ROOT, 'Recording', `${toA.name}.json`);
  await chmod(join(cwd, path), 0o644);
  const text = await readFile(join(cwd, path), 'utf8');
  // The seal at its end is the one that b names, though the bytes are others.
  await writeFile(join(cwd, path), text.replace(toOther.name, toB.name).replace(toOther.seal, toB.seal));
  await sameAs(
    t,
    `$ artifacts show b5496f6a --lineage
b5496f6a  2026-02-11 15:40:01  Recording
made from
└─ 9e1b8712  2026-02-11 15:40:00  Recording
   └─ b5496f6a  2026-02-11 15:40:01  Recording  (above)
made from it
└─ 9e1b8712  2026-02-11 15:40:00  Recording
   └─ b5496f6a  2026-02-11 15:40:01  Recording  (above)
`,
    { cwd },
  );
});

/** Returns the indices of the artifacts that links lead to. */
const reached = (links: LinksByKey, end: 'from' | 'to', keys: readonly string[]): number[] =>
  [...new Set([...links.values()].flat().map((link) => keys.indexOf(link[end] as string)))].sort((x, y) => x - y);

test('the lineage of every artifact is that of a plain model', async (t) => {
  const terminal = processTerminal();
  const graphs = fc
    .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
    .map((nodes) => nodes.map((from, index) => new Set(index === 0 ? [] : from.map((each) => each % index))));
  await fc.assert(
    fc.asyncProperty(graphs, async (nodes) => {
      const cwd = await newFolder();
      const repository = repositoryAt(cwd);
      const references: Reference<Recording>[] = [];
      for (const [index, from] of nodes.entries()) {
        const made = recording(index, ...[...from].map((each) => references[each] as Reference<Recording>));
        await repository.save(made, { proof: false });
        references.push(repository.referenceTo(made));
      }
      const keys = references.map(({ name }) => `Recording/${name}.json`);
      const closure = (start: number, next: (index: number) => number[]): number[] => {
        const seen = new Set<number>();
        const visit = (index: number): void => {
          for (const other of next(index).filter((each) => !seen.has(each))) {
            seen.add(other);
            visit(other);
          }
        };
        visit(start);
        return [...seen].sort((x, y) => x - y);
      };
      const context = new Context({ root: join(cwd, ROOT) }, terminal);
      for (const [index, key] of keys.entries()) {
        const { sources, products, unread } = await readLineage(context, key);
        t.deepEqual(unread, []);
        t.deepEqual(
          reached(sources, 'to', keys),
          closure(index, (each) => [...(nodes[each] as Set<number>)]),
        );
        t.deepEqual(
          reached(products, 'from', keys),
          closure(index, (each) => [...nodes.keys()].filter((at) => nodes[at]?.has(each))),
        );
      }
    }),
    { numRuns: 20 },
  );
});

// ── verify ──────────────────────────────────────────────────────────────────────────────────────────────────────────

test('verify names references that lead to nothing or to other bytes, at the files that refer', async (t) => {
  const { cwd, keys } = await madeStore();
  await change(cwd, keys[1], '"procedure_version": "1"', '"procedure_version": "2"');
  await rm(join(cwd, ROOT, keys[2]));
  await sameAs(
    t,
    `$ artifacts verify
Burst/2026-02-11T15-40-04_bda4d4.json
  has 1 fault:
    /sources/a~1b: found a reference to
  Filtered/2026-02-11T15-40-02_aebcca.json, where there is no file, expected an
  artifact that is saved here
Filtered/2026-02-11T15-40-03_f2c764.json
  has 1 fault:
    /from/1: found a reference to Recording/2026-02-11T15-40-01_8565a5.json,
  where there is now an artifact with the seal d0d6bb98b1424d93…, expected the
  seal d93a5911cdf73822…
2 of 4 files have a problem. Nothing was changed.
What is still readable of one: artifacts show PATH
[1]
$ artifacts verify Recording
2 files, no problem: 2 seals and names right.
Contents were not decoded: no class is known (--import ./classes.js).
`,
    { cwd },
  );
});

// ── remove ──────────────────────────────────────────────────────────────────────────────────────────────────────────

test('remove refuses what others refer to, and names them', async (t) => {
  const { cwd, keys } = await madeStore();
  await sameAs(
    t,
    `$ artifacts remove 9e1b8712 fbdebd04 --yes
ID        TIME                  SIZE  PROCEDURE
9e1b8712  2026-02-11 15:40:00  302 B  Recording
fbdebd04  2026-02-11 15:40:02  478 B  Filtered
1 artifact refers to 9e1b8712:
  021d17f8  Filtered/2026-02-11T15-40-03_f2c764.json
1 artifact refers to fbdebd04:
  896b468c  Burst/2026-02-11T15-40-04_bda4d4.json
Nothing was removed. To remove artifacts all the same, add --even-if-referenced.
[1]
`,
    { cwd },
  );
  for (const key of keys) t.true(await isThere(cwd, key));
});

test('with --json, remove writes an error with all paths for each artifact that others refer to', async (t) => {
  const { cwd, keys } = await madeStore();
  const ran = await artifacts(['remove', '9e1b8712', '--yes', '--json'], { cwd });
  const { seal, ...error } = JSON.parse(ran.stderr);
  const [path, ...referrers] = [keys[0], keys[2], keys[3]].map((key) => join(ROOT, key));
  t.regex(seal, /^7866543a61b893cd/);
  t.deepEqual(error, {
    type: 'error',
    id: '9e1b8712',
    path,
    code: 'ARTIFACT_REFERENCED',
    message: `${path} is referred to by ${referrers.join(', ')}; nothing was removed`,
    referrers,
  });
  t.is(ran.stdout, `${JSON.stringify({ type: 'summary', removed: 0, bytes: 0, failed: 1 })}\n`);
  t.is(ran.exitCode, 1);
});

test('artifacts are removed together with all that refer to them, those that refer first', async (t) => {
  const { cwd, keys } = await madeStore();
  const ids = ['9e1b8712', '021d17f8', '896b468c', 'fbdebd04'];
  const ran = await artifacts(['remove', ...ids, '--yes', '--json'], { cwd });
  t.deepEqual(
    ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id),
    ['896b468c', 'fbdebd04', '021d17f8', '9e1b8712', undefined],
  );
  t.deepEqual(await Promise.all(keys.map((key) => isThere(cwd, key))), [false, true, false, false, false]);
});

test('with --even-if-referenced, remove asks nobody about references', async (t) => {
  const { cwd, keys } = await madeStore();
  const { stdout, exitCode } = await artifacts(['remove', '9e1b8712', '--even-if-referenced', '--yes'], { cwd });
  t.regex(stdout, /\nRemoved 1, 302 B\.\n$/);
  t.is(exitCode, 0);
  t.false(await isThere(cwd, keys[0]));
});

test('of many artifacts that refer to one, eight are named', async (t) => {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  const first = recording(0);
  await repository.save(first);
  const reference = repository.referenceTo(first);
  for (let step = 1; step <= 10; step++) await repository.save(recording(step, reference));
  const { stderr } = await artifacts(['remove', '9e1b8712', '--yes'], { cwd });
  const lines = stderr.split('\n');
  t.is(lines[0], '10 artifacts refer to 9e1b8712:');
  t.is(lines[9], '  and 2 more');
  t.is(lines.length, 12);
});
