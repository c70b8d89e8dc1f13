// The shell completes commands, options, procedures, ids and keys. It never runs a name that stands in a file.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { artifacts, artifactsOnTerminal, inShell } from './installed.js';
import { exampleStore } from './store.js';

const testOnTerminal = await needs('script');
const testOfZsh = await needs('script', 'zsh');
const testOfFish = await needs('fish');

const PROCEDURES = ['ChangePointDetection', 'EarlyWarning', 'GridModel', 'MultimodalityDetection'];

const cwd = await exampleStore();

async function proposals(words: readonly string[], folder = cwd): Promise<string[]> {
  const { stdout, stderr, exitCode } = await artifacts(['complete', '--', ...words], { cwd: folder });
  if (stderr !== '' || exitCode !== 0) throw new Error(stderr);
  return stdout.split('\n').slice(0, -1);
}

for (const [words, expected] of [
  [['ver'], ['verify']],
  [['list', ''], PROCEDURES],
  [['list', 'Gr'], ['GridModel']],
  [
    ['list', 'GridModel', ''],
    ['cell_count=', 'columns=', 'converged=', 'procedure_version=', 'rows=', 'step='],
  ],
  [
    ['list', 'Early', 'lag=1', 'host.c'],
    ['host.cores=', 'host.cpu='],
  ],
  [['list', 'Early', '--sort', 'kend'], ['kendall_tau']],
  [['list', 'Early', '--sort', 'lag', 'labe'], ['label=']],
  [
    ['list', 'Early', '--columns', 'label,la'],
    ['label,label', 'label,lag'],
  ],
  [['list', 'Early', '--limit', ''], []],
  [['list', '--rev'], ['--reverse']],
  [['list', '--js'], ['--json']],
  [['--ro'], ['--root']],
  [['--root', ''], []],
  [['remove', 'ebd'], ['ebd90cce']],
  [['remove', 'ebd90cce', '589'], ['589e2a27']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['sweep', ''], []],
  [['nothing', ''], []],
  [['list', 'Early', '--columns', '--$(touch x),la'], []],
  [['list', 'Nothing', ''], []],
  [['--root', 'missing', 'list', ''], []],
  [['list', '--root=missing', ''], []],
] as const) {
  test(`for ${JSON.stringify(['artifacts', ...words])}, complete proposes ${expected.join(' ') || 'nothing'}`, async (t) => {
    t.deepEqual(await proposals(words), [...expected]);
  });
}

test('all commands are proposed except the hidden one', async (t) => {
  const commands = await proposals(['']);
  t.true(commands.includes('list'));
  t.false(commands.includes('complete'));
});

test('the newest 20 ids are proposed, the newest first', async (t) => {
  const ids = await proposals(['remove', '']);
  t.is(ids.length, 20);
  t.is(ids[0], '762636f2');
});

test('proposals come from the folder that --root names', async (t) => {
  const elsewhere = await newFolder();
  t.deepEqual(await proposals(['--root', join(cwd, 'artifacts', 'exploratory'), 'list', 'G'], elsewhere), [
    'GridModel',
  ]);
  t.deepEqual(await proposals(['list', 'G'], elsewhere), []);
});

/** Names that a shell would run, or that a terminal would obey or not show. */
const HOSTILE = [
  '$(touch x)',
  '`touch x`',
  "'; touch x; '",
  '"; touch x; "',
  'a\ntouch x',
  '\x1b[31mred',
  '\u202egnp',
  '-rf',
  'a b',
  '~',
  '*',
  'a;b',
  'a=b',
  // A Hangul filler: a letter that is invisible.
  'a\u3164b',
];

/** A storage in which folders, and keys of a file, have hostile names. */
async function hostileStore(): Promise<string> {
  const folder = await newFolder();
  const root = join(folder, 'artifacts', 'exploratory');
  for (const name of HOSTILE) await mkdir(join(root, name.replaceAll('/', '')), { recursive: true });
  await mkdir(join(root, 'Procedure'));
  const parameters = Object.fromEntries([...HOSTILE, 'größe', 'plain'].map((name) => [name, 1]));
  const artifact = {
    procedure_name: 'Procedure',
    procedure_version: '1',
    timestamp: '2026-01-01T00:00:00',
    input_parameters: parameters,
  };
  await writeFile(join(root, 'Procedure', '2026-01-01T00-00-00_aaaaaa.json'), JSON.stringify(artifact));
  return folder;
}

test('a damaged artifact is skipped, and the keys of the others are proposed', async (t) => {
  const folder = await hostileStore();
  await writeFile(join(folder, 'artifacts', 'exploratory', 'Procedure', '2026-01-02T00-00-00_aaaaaa.json'), '{');
  t.deepEqual(await proposals(['list', 'Procedure', 'pl'], folder), ['plain=']);
});

test('names that a shell would run are not proposed', async (t) => {
  const folder = await hostileStore();
  t.deepEqual(await proposals(['list', ''], folder), ['Procedure']);
  t.deepEqual(await proposals(['list', 'Procedure', ''], folder), ['größe=', 'plain=', 'procedure_version=']);
});

/** Returns the proposals of bash for a line, with the cursor at its end. */
async function inBash(line: string, folder = cwd): Promise<string[]> {
  const script = `
    eval "$(artifacts completion bash)"
    COMP_LINE=$LINE COMP_POINT=\${#LINE}
    _artifacts artifacts
    (( \${#COMPREPLY[@]} == 0 )) || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await inShell(script, { cwd: folder, env: { LINE: line } });
  if (stderr !== '') throw new Error(stderr);
  return stdout.split('\n').slice(0, -1);
}

for (const [line, expected] of [
  ['artifacts li', ['list']],
  ['artifacts list ', PROCEDURES],
  ['artifacts list  Gr', ['GridModel']],
  ["artifacts list Early 'lag<=1' kend", ['kendall_tau=']],
  ['artifacts list Early --sort=', []],
  ['artifacts remove $(touch x) ', 20],
] as const) {
  test(`bash completes ${line}`, async (t) => {
    const found = await inBash(line);
    t.deepEqual(
      typeof expected === 'number' ? found.length : found,
      typeof expected === 'number' ? expected : [...expected],
    );
    t.false((await readdir(cwd)).includes('x'));
  });
}

test('bash does not run a hostile name', async (t) => {
  const folder = await hostileStore();
  t.deepEqual(await inBash('artifacts list ', folder), ['Procedure']);
  t.deepEqual(await inBash('artifacts list Procedure ', folder), ['größe=', 'plain=', 'procedure_version=']);
  t.deepEqual(await readdir(folder), ['artifacts']);
});

testOnTerminal('pressing Tab in bash completes the only word that fits', async (t) => {
  const { screen } = await artifactsOnTerminal('exec bash --norc -i', {
    cwd,
    env: { PS1: '> ', INPUTRC: '/dev/null' },
    typed: [
      { after: '> ', keys: 'eval "$(artifacts completion bash)"; echo re""ady\n' },
      { after: 'ready', keys: 'artifacts ver\t' },
      { after: 'verify ', keys: 'Gri\t' },
      { after: 'GridModel ', keys: '\n' },
      { after: '--import', keys: 'exit\n' },
    ],
  });
  t.true(screen.includes('artifacts verify GridModel'));
  t.true(screen.includes('6 files, no problem: 6 seals and names right.'));
});

testOfZsh('pressing Tab in zsh completes the only word that fits', async (t) => {
  const { screen } = await artifactsOnTerminal('exec zsh -f -i', {
    cwd,
    env: { PS1: '> ' },
    typed: [
      { after: '> ', keys: 'autoload -U compinit; compinit -D -u; eval "$(artifacts completion zsh)"; echo re""ady\n' },
      { after: 'ready\r\n', keys: 'artifacts ver\t' },
      { after: 'verify', keys: 'Gri\t' },
      { after: 'Model', keys: '\n' },
      { after: '--import', keys: 'exit\n' },
    ],
  });
  t.true(screen.includes('6 files, no problem: 6 seals and names right.'), screen);
});

testOfFish('fish has the proposals, as its own command `complete -C` shows', async (t) => {
  const complete = (line: string, folder: string) =>
    inShell(`fish -N -c 'artifacts completion fish | source; complete -C "$LINE"'`, {
      cwd: folder,
      env: { LINE: line, HOME: folder },
    });
  t.is((await complete('artifacts list Gr', cwd)).stdout, 'GridModel\n');
  const folder = await hostileStore();
  t.is((await complete('artifacts list Procedure ', folder)).stdout, 'größe=\nplain=\nprocedure_version=\n');
  t.false((await readdir(folder)).includes('x'));
});

for (const [shell, message] of [
  ['fihs', 'There is no completion for "fihs". Did you mean fish?'],
  ['powershell', 'There is no completion for "powershell". There is one for bash, zsh, fish.'],
  ['constructor', 'There is no completion for "constructor". There is one for bash, zsh, fish.'],
  ['\x1b[31m', 'There is no completion for "\\x1b[31m". There is one for bash, zsh, fish.'],
] as const) {
  test(`there is no completion for ${JSON.stringify(shell)}`, async (t) => {
    t.deepEqual(await artifacts(['completion', shell]), { stdout: '', stderr: `${message}\n`, exitCode: 2 });
  });
}

test('completion refuses --json', async (t) => {
  t.is((await artifacts(['completion', 'bash', '--json'])).exitCode, 2);
});
