// captureEnvironment: what a run is made with, in real repositories of git.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import {
  Artifact,
  ArtifactRepository,
  captureEnvironment,
  type Environment,
  MemoryStorage,
  Persisted,
} from '../src/index.js';
import { capturedBy } from './support/captured-by.js';
import { needs } from './support/needs.js';
import { collect, newFolder } from './support/stored.js';

const testOfGit = await needs('git');

/** Runs git in a folder, without the configuration of the machine, and returns its output. */
const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  }).trim();

/** Creates a work tree with one commit of these files. */
async function workTree(
  files: Record<string, string> = { 'main.ts': '1' },
): Promise<{ folder: string; commit: string }> {
  const folder = await newFolder();
  git(folder, 'init', '--quiet');
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'a');
  return { folder, commit: git(folder, 'rev-parse', 'HEAD') };
}

const environmentOf = (directory: string): Environment => captureEnvironment({ directory });

test('it names Node, the operating system and the instruction set', (t) => {
  const { node, platform, architecture } = captureEnvironment();
  t.deepEqual([node, platform, architecture], [process.version, process.platform, process.arch]);
});

test('without a directory, it looks at the working directory', (t) => {
  t.deepEqual(captureEnvironment(), environmentOf(process.cwd()));
  t.is(captureEnvironment().package?.name, 'persisted-artifacts');
});

test('the package is that of the nearest package.json with a name, and the version null if it has none', async (t) => {
  const folder = await newFolder();
  const inner = join(folder, 'dist', 'deep');
  await mkdir(inner, { recursive: true });
  t.is(environmentOf(inner).package, null);
  await writeFile(join(folder, 'package.json'), '{"name":"burst-study","version":"1.4.0"}');
  await writeFile(join(folder, 'dist', 'package.json'), '{"type":"module"}');
  t.deepEqual(environmentOf(inner).package, { name: 'burst-study', version: '1.4.0' });
  await writeFile(join(inner, 'package.json'), '{"name":"inner","version":7}');
  t.deepEqual(environmentOf(inner).package, { name: 'inner', version: null });
});

for (const text of ['', 'null', '7', '[]', '{"name":7}', '{"name":']) {
  test(`a package.json that holds ${text || 'nothing'} is passed over`, async (t) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'package.json'), text);
    t.is(environmentOf(folder).package, null);
  });
}

test('the lockfile is the nearest one, by its name and the SHA-256 of its bytes', async (t) => {
  const folder = await newFolder();
  const inner = join(folder, 'packages', 'a');
  await mkdir(inner, { recursive: true });
  t.is(environmentOf(inner).lockfile, null);
  const expected = (name: string) => ({ name, sha256: createHash('sha256').update(`of ${name}`).digest('hex') });
  const lock = (name: string, where: string) => writeFile(join(where, name), `of ${name}`);
  for (const name of ['pnpm-lock.yaml', 'yarn.lock', 'package-lock.json', 'npm-shrinkwrap.json']) {
    await lock(name, folder);
    t.deepEqual(environmentOf(inner).lockfile, expected(name));
  }
  await lock('yarn.lock', inner);
  t.deepEqual(environmentOf(inner).lockfile, expected('yarn.lock'));
});

testOfGit('a work tree in which nothing was changed is at its commit, and not dirty', async (t) => {
  const { folder, commit } = await workTree();
  t.deepEqual(environmentOf(folder).git, { commit, dirty: false });
  await mkdir(join(folder, 'inner'));
  t.deepEqual(environmentOf(join(folder, 'inner')).git, { commit, dirty: false });
});

const CHANGES: readonly (readonly [string, boolean, (folder: string) => unknown])[] = [
  ['a changed file', true, (folder) => writeFile(join(folder, 'main.ts'), '2')],
  ['a changed file of another kind', true, (folder) => writeFile(join(folder, 'notes.md'), '2')],
  [
    'a file that was added to the index',
    true,
    (folder) => writeFile(join(folder, 'b.txt'), '').then(() => git(folder, 'add', '.')),
  ],
  ['a removed file', true, (folder) => git(folder, 'rm', '--quiet', 'main.ts')],
  ['an untracked file of TypeScript', true, (folder) => writeFile(join(folder, 'inner', 'new.mts'), '')],
  ['an untracked addon', true, (folder) => writeFile(join(folder, 'fast.node'), '')],
  ['an untracked text', false, (folder) => writeFile(join(folder, 'scratch.txt'), '')],
  ['an ignored file of JavaScript', false, (folder) => writeFile(join(folder, 'ignored.js'), '')],
  ['an installed package', false, (folder) => writeFile(join(folder, 'inner', 'node_modules', 'a.js'), '')],
  [
    'a saved artifact',
    false,
    async (folder) => {
      await mkdir(join(folder, 'artifacts', 'Run'), { recursive: true });
      await writeFile(join(folder, 'artifacts', 'Run', '2026-02-11T15-40-12_3f8a9b.json'), '{}');
    },
  ],
];

for (const [change, dirty, make] of CHANGES) {
  testOfGit(
    `${change} makes a work tree ${dirty ? 'dirty' : 'no less clean'}, seen from each of its folders`,
    async (t) => {
      const { folder, commit } = await workTree({ 'main.ts': '1', 'notes.md': '1', '.gitignore': 'ignored.js' });
      await mkdir(join(folder, 'inner', 'node_modules'), { recursive: true });
      await mkdir(join(folder, 'other'));
      await make(folder);
      for (const directory of [folder, join(folder, 'inner'), join(folder, 'other')])
        t.deepEqual(environmentOf(directory).git, { commit, dirty }, directory);
    },
  );
}

testOfGit('a second work tree and a submodule have a commit of their own', async (t) => {
  const { folder, commit } = await workTree();
  const inner = await workTree({ 'inner.ts': '1' });
  git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'sub');
  t.deepEqual(environmentOf(join(folder, 'sub')).git, { commit: inner.commit, dirty: false });
  t.deepEqual(environmentOf(folder).git, { commit, dirty: true });
  git(folder, 'commit', '--quiet', '--message', 'b');
  t.is(environmentOf(folder).git?.dirty, false);
  await writeFile(join(folder, 'sub', 'inner.ts'), '2');
  t.is(environmentOf(folder).git?.dirty, true);

  const second = join(await newFolder(), 'second');
  git(folder, 'worktree', 'add', '--quiet', second, commit);
  t.deepEqual(environmentOf(second).git, { commit, dirty: false });
});

testOfGit('a repository with SHA-256 has commits of 64 digits', async (t) => {
  const folder = await newFolder();
  git(folder, 'init', '--quiet', '--object-format=sha256');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'a');
  t.regex(environmentOf(folder).git?.commit ?? '', /^[0-9a-f]{64}$/);
});

testOfGit('git is null outside of a work tree, before the first commit, and in a bare repository', async (t) => {
  const folder = await newFolder();
  t.is(environmentOf(folder).git, null);
  git(folder, 'init', '--quiet');
  t.is(environmentOf(folder).git, null);
  const { folder: tree } = await workTree();
  t.is(environmentOf(join(tree, '.git')).git, null);
  const bare = await newFolder();
  git(tree, 'clone', '--quiet', '--bare', tree, bare);
  t.is(environmentOf(bare).git, null);
});

testOfGit('a folder that has the files of a repository itself, as a hostile project may, is none', async (t) => {
  const { folder } = await workTree();
  const inner = join(folder, 'inner');
  git(folder, 'clone', '--quiet', '--bare', folder, inner);
  git(folder, '--git-dir', inner, 'config', 'core.bare', 'false');
  git(folder, '--git-dir', inner, 'config', 'core.worktree', '.');
  t.is(environmentOf(inner).git, null);
});

testOfGit('an index that git cannot read leaves the commit, and dirty is null', async (t) => {
  const { folder, commit } = await workTree();
  await writeFile(join(folder, '.git', 'index'), 'damaged');
  t.deepEqual(environmentOf(folder).git, { commit, dirty: null });
});

testOfGit('the programs that a repository names to watch its files and index are not run', async (t) => {
  const { folder, commit } = await workTree();
  const proof = join(folder, 'was-run');
  const program = join(folder, '.git', 'hooks', 'post-index-change');
  await writeFile(program, `#!/bin/sh\ntouch '${proof}'\n`);
  await chmod(program, 0o755);
  git(folder, 'config', 'core.fsmonitor', program);
  // A file with a new time makes git want to write its index.
  await writeFile(join(folder, 'main.ts'), '1');
  t.deepEqual(environmentOf(folder).git, { commit, dirty: false });
  t.false(existsSync(proof));
  git(folder, 'status');
  t.true(existsSync(proof));
});

testOfGit('variables that name another repository, as a hook of git has them, change nothing', async (t) => {
  const [{ folder, commit }, other] = [await workTree(), await workTree({ 'other.ts': '1' })];
  const variables = { GIT_DIR: join(other.folder, '.git'), GIT_WORK_TREE: other.folder, GIT_INDEX_FILE: 'none' };
  t.deepEqual(capturedBy('', folder, variables).git, { commit, dirty: false });
});

test('without git, git is null', async (t) => {
  t.is(capturedBy('', '.', { PATH: await newFolder() }).git, null);
});

test('in a working directory that was removed, it throws nothing', async (t) => {
  const folder = await newFolder();
  const text = "import { rmdirSync } from 'node:fs'; rmdirSync(process.cwd());";
  const { node, ...others } = capturedBy(text, folder);
  t.deepEqual(others, {
    platform: process.platform,
    architecture: process.arch,
    package: null,
    lockfile: null,
    git: null,
  });
});

testOfGit('it tells no user, machine, folder, variable or remote repository', async (t) => {
  const { folder } = await workTree({ 'package.json': '{"name":"a","version":"1","author":"Ada"}', 'yarn.lock': '' });
  git(folder, 'remote', 'add', 'origin', 'https://token@example.org/private.git');
  const text = JSON.stringify(capturedBy('', folder, { SECRET: 'a secret value' }));
  const real = await realpath(folder);
  for (const secret of [folder, real, hostname(), userInfo().homedir, 'example.org', 'secret', 'Ada'])
    t.false(text.includes(secret), secret);
  t.deepEqual(Object.keys(JSON.parse(text)).sort(), ['architecture', 'git', 'lockfile', 'node', 'package', 'platform']);
});

for (const [directory, found] of [
  [7, '7'],
  [null, 'null'],
  ['/nowhere', '"/nowhere"'],
  [process.execPath, JSON.stringify(process.execPath)],
]) {
  test(`the directory ${found} is refused`, (t) => {
    const message = `found directory: ${found}, expected the path of a folder`;
    t.throws(() => captureEnvironment({ directory: directory as string }), { instanceOf: TypeError, message });
  });
}

test('an unknown option is refused', (t) => {
  const options = { folder: '.' } as never;
  const message = 'found the option folder, expected directory';
  t.throws(() => captureEnvironment(options), { instanceOf: TypeError, message });
});

@Persisted({ procedure: 'Run' })
class Run extends Artifact<{ order: number; environment: Environment }> {
  @Persisted() environment!: Environment;
}

const runWith = (environment: Environment, second: number): Run =>
  Run.create({
    procedureVersion: '1',
    inputParameters: { order: 1, environment },
    timestamp: new Date(Date.UTC(2026, 1, 11, 15, 40, second)),
    environment,
  });

test('an environment is a plain JSON value of a field or of the parameters, found by where and compared by compare', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Run] });
  const environment = captureEnvironment();
  const [here, elsewhere] = [runWith(environment, 0), runWith({ ...environment, node: 'v1.0.0', git: null }, 1)];
  const path = await repository.save(here);
  await repository.save(elsewhere);
  t.deepEqual((await repository.load(path, Run)).environment, environment);
  const where = ({ inputParameters: { environment: e } }: { inputParameters: { environment: Environment } }) =>
    e.node === 'v1.0.0' && e.git === null;
  t.deepEqual(await collect(repository.find(Run, { where })), [elsewhere]);
  const { differences } = await repository.compare(here, elsewhere, { exclude: ['/timestamp', '/input_parameters'] });
  t.true(differences.some((each) => each.path === '/environment/node' && each.kind === 'value'));
});
