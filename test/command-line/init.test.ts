// `artifacts init` shows the lines that a project lacks to save artifacts, asks once, and adds them without harm to the rest of the files.

import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { artifacts, artifactsOnTerminal, inShell } from './installed.js';

const testOnTerminal = await needs('script');

const ATTRIBUTES = '*.json -text\n';
const FLAGS = '"experimentalDecorators": true, "emitDecoratorMetadata": true';
const DONE = {
  'package.json': '{ "type": "module" }\n',
  'tsconfig.json': `{ "compilerOptions": { ${FLAGS} } }\n`,
  '.gitattributes': ATTRIBUTES,
};

/** Makes a project with these files. A file that is not given is one to which init adds nothing; an undefined one is missing. */
async function project(files: { readonly [name: string]: string | undefined }): Promise<string> {
  const folder = await newFolder();
  for (const [name, text] of Object.entries({ ...DONE, ...files })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const NEW = {
  'package.json': '{\n  "name": "study",\n  "version": "1.0.0",\n  "type": "commonjs"\n}\n',
  'tsconfig.json': `{
  // Visit https://aka.ms/tsconfig to read more about this file
  "compilerOptions": { // all of it
    // File Layout
    "module": "nodenext", // as npm has it
    "types": [],
    "strict": true, // the last one
  }
}
`,
  '.gitattributes': undefined,
};

const PLAN = `package.json
  - "type": "commonjs"
  + "type": "module"
tsconfig.json
  - "types": []
  + "experimentalDecorators": true
  + "emitDecoratorMetadata": true
  + "types": ["node"]
.gitattributes
  + artifacts/exploratory/** -text
`;
const NOTE = 'A project that is CommonJS on purpose can stay so: see docs/set-up.md of persisted-artifacts.\n';

test('without a terminal, init shows what it would add, and writes nothing', async (t) => {
  const cwd = await project(NEW);
  t.deepEqual(await artifacts(['init'], { cwd, input: 'y\n' }), {
    stdout: PLAN,
    stderr: `${NOTE}Nothing was written. To add these 5 lines: artifacts init --yes\n`,
    exitCode: 1,
  });
  t.is(await readFile(join(cwd, 'tsconfig.json'), 'utf8'), NEW['tsconfig.json']);
  t.deepEqual(await readdir(cwd), ['package.json', 'tsconfig.json']);
});

test('with --yes, init adds the lines and keeps comments, and a second call adds nothing', async (t) => {
  const cwd = await project(NEW);
  t.deepEqual(await artifacts(['init', '--yes'], { cwd }), {
    stdout: `${PLAN}Added 5 lines.\n`,
    stderr: NOTE,
    exitCode: 0,
  });
  t.is(await readFile(join(cwd, 'package.json'), 'utf8'), NEW['package.json'].replace('commonjs', 'module'));
  t.is(
    await readFile(join(cwd, 'tsconfig.json'), 'utf8'),
    `{
  // Visit https://aka.ms/tsconfig to read more about this file
  "compilerOptions": { // all of it
    "experimentalDecorators": true,
    "emitDecoratorMetadata": true,
    // File Layout
    "module": "nodenext", // as npm has it
    "types": ["node"],
    "strict": true, // the last one
  }
}
`,
  );
  t.is(await readFile(join(cwd, '.gitattributes'), 'utf8'), 'artifacts/exploratory/** -text\n');
  t.deepEqual(await artifacts(['init'], { cwd }), {
    stdout: 'Nothing to add: this project has what artifacts need.\n',
    stderr: '',
    exitCode: 0,
  });
  t.deepEqual((await readdir(cwd)).sort(), ['.gitattributes', 'package.json', 'tsconfig.json']);
});

for (const [answer, exitCode, last] of [
  ['y', 0, 'Added 1 line.'],
  ['YES', 0, 'Added 1 line.'],
  ['n', 1, 'Nothing was written.'],
  ['', 1, 'Nothing was written.'],
] as const) {
  testOnTerminal(
    `init asks once, and the answer ${JSON.stringify(answer)} means ${exitCode === 0 ? 'yes' : 'no'}`,
    async (t) => {
      const cwd = await project({ '.gitattributes': undefined });
      const typed = [{ after: 'y/N:', keys: `${answer}\n` }];
      const ran = await artifactsOnTerminal('artifacts init', { cwd, typed });
      t.is(ran.screen, `.gitattributes\n  + artifacts/exploratory/** -text\nAdd this line? y/N: ${answer}\n${last}\n`);
      t.is(ran.exitCode, exitCode);
      t.is((await readdir(cwd)).includes('.gitattributes'), exitCode === 0);
    },
  );
}

testOnTerminal('after Ctrl-C or Ctrl-D at the question, nothing is written', async (t) => {
  const cwd = await project({ '.gitattributes': undefined });
  const asked = '.gitattributes\n  + artifacts/exploratory/** -text\nAdd this line? y/N: ';
  const interrupted = await artifactsOnTerminal('exec artifacts init', {
    cwd,
    typed: [{ after: 'y/N:', keys: '\x03' }],
  });
  t.deepEqual(interrupted, { screen: `${asked}^C\n`, exitCode: 130 });
  const ended = await artifactsOnTerminal('artifacts init', { cwd, typed: [{ after: 'y/N:', keys: '\x04' }] });
  t.deepEqual(ended, { screen: `${asked}\nNothing was written.\n`, exitCode: 1 });
  t.false((await readdir(cwd)).includes('.gitattributes'));
});

for (const [what, files, expected] of [
  [
    '"type" after the version',
    { 'package.json': '{\n\t"name": "a",\n\t"version": "1",\n\t"main": "x"\n}' },
    '{\n\t"name": "a",\n\t"version": "1",\n\t"type": "module",\n\t"main": "x"\n}',
  ],
  ['"type" to an empty object', { 'package.json': '{}\n' }, '{\n  "type": "module"\n}\n'],
  [
    '"type" to an object on one line',
    { 'package.json': '{ "private": true }' },
    '{ "type": "module", "private": true }',
  ],
  [
    '"type", and keeps the line ends CRLF',
    { 'package.json': '{\r\n  "name": "a"\r\n}\r\n' },
    '{\r\n  "name": "a",\r\n  "type": "module"\r\n}\r\n',
  ],
  [
    'compilerOptions if there are none',
    { 'tsconfig.json': '{\n    "include": ["src"]\n}\n' },
    `{\n    "compilerOptions": {\n        "experimentalDecorators": true,\n        "emitDecoratorMetadata": true\n    },\n    "include": ["src"]\n}\n`,
  ],
  [
    'compilerOptions to an empty object',
    { 'tsconfig.json': '{}' },
    '{\n  "compilerOptions": {\n    "experimentalDecorators": true,\n    "emitDecoratorMetadata": true\n  }\n}',
  ],
  [
    'flags to compilerOptions on one line',
    { 'tsconfig.json': '{ "compilerOptions": { "strict": true } }' },
    `{ "compilerOptions": { ${FLAGS}, "strict": true } }`,
  ],
  [
    'a flag in the place of one that is false',
    {
      'tsconfig.json':
        '{ "compilerOptions": { "experimentalDecorators": false /* why? */, "emitDecoratorMetadata": true } }',
    },
    '{ "compilerOptions": { "experimentalDecorators": true /* why? */, "emitDecoratorMetadata": true } }',
  ],
  [
    'only the flag that the base configuration does not set',
    {
      'tsconfig.json': '{ "extends": "./base", "compilerOptions": { "strict": true } }',
      'base.json': '{ "compilerOptions": { "experimentalDecorators": true, }, /* more */ }',
    },
    '{ "extends": "./base", "compilerOptions": { "emitDecoratorMetadata": true, "strict": true } }',
  ],
  [
    'only the flag that the configuration of a package does not set',
    {
      'tsconfig.json': '{ "extends": ["base"], "compilerOptions": {\n} }',
      'node_modules/base/tsconfig.json': '{ "extends": "../../more.json" }',
      'more.json': '{ "compilerOptions": { "emitDecoratorMetadata": true } }',
    },
    '{ "extends": ["base"], "compilerOptions": {\n  "experimentalDecorators": true\n} }',
  ],
  [
    'the rule for git after existing rules',
    { '.gitattributes': '*.png binary\n*.json text' },
    '*.png binary\n*.json text\nartifacts/exploratory/** -text\n',
  ],
  [
    'the rule for git, and keeps the line ends CRLF',
    { '.gitattributes': '* text=auto\r\n' },
    '* text=auto\r\nartifacts/exploratory/** -text\r\n',
  ],
] as const) {
  test(`init adds ${what}`, async (t) => {
    const cwd = await project(files);
    const { exitCode, stderr } = await artifacts(['init', '--yes'], { cwd });
    t.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    t.is(await readFile(join(cwd, Object.keys(files)[0] as string), 'utf8'), expected);
    t.is((await artifacts(['init'], { cwd })).exitCode, 0);
  });
}

for (const rule of ['*.json -text', '* -text', 'artifacts/** -text', '/artifacts/exploratory/** binary']) {
  test(`init adds no rule for git if there is an equivalent one: ${rule}`, async (t) => {
    t.is((await artifacts(['init'], { cwd: await project({ '.gitattributes': rule }) })).exitCode, 0);
  });
}

test('the rule for git names the folder of the artifacts', async (t) => {
  const cwd = await project({ '.gitattributes': undefined });
  t.is(
    (await artifacts(['init', '--root', './my results/'], { cwd })).stdout,
    '.gitattributes\n  + "my results/**" -text\n',
  );
  t.deepEqual(await artifacts(['init', '--root', '../shared'], { cwd }), {
    stdout: 'Nothing to add: this project has what artifacts need.\n',
    stderr: '../shared is not in this project: put "** -text" into a .gitattributes there, if git has it.\n',
    exitCode: 0,
  });
});

for (const [what, files, message] of [
  [
    'there is no package.json',
    { 'package.json': undefined },
    'There is no package.json here. Go to the folder of the project, or begin one: npm init',
  ],
  [
    'package.json is broken',
    { 'package.json': '{\n  "name": "a"\n  "version": "1"\n}' },
    'package.json is no JSON: CommaExpected at line 3, column 3. Nothing was written.',
  ],
  [
    'package.json has comments',
    { 'package.json': '{} // x' },
    'package.json is no JSON: InvalidCommentToken at line 1, column 4. Nothing was written.',
  ],
  [
    'package.json is empty',
    { 'package.json': '' },
    'package.json is no JSON: ValueExpected at line 1, column 1. Nothing was written.',
  ],
  ['package.json is a list', { 'package.json': '[]' }, 'package.json is no JSON object. Nothing was written.'],
  [
    'tsconfig.json is broken',
    { 'package.json': '{}', 'tsconfig.json': '{ "compilerOptions": { }' },
    'tsconfig.json is no JSON: CloseBraceExpected at line 1, column 25. Nothing was written.',
  ],
  [
    'compilerOptions is not an object',
    { 'package.json': '{}', 'tsconfig.json': '{ "compilerOptions": 1 }' },
    'compilerOptions in tsconfig.json is no object. Nothing was written.',
  ],
] as const) {
  test(`init writes nothing if ${what}`, async (t) => {
    const cwd = await project(files);
    t.deepEqual(await artifacts(['init', '--yes'], { cwd }), { stdout: '', stderr: `${message}\n`, exitCode: 2 });
    for (const [name, text] of Object.entries(files))
      if (text !== undefined) t.is(await readFile(join(cwd, name), 'utf8'), text);
  });
}

for (const [what, files, note] of [
  [
    'has no tsconfig.json',
    { 'tsconfig.json': undefined },
    'There is no tsconfig.json. If you use TypeScript: npx tsc --init, and artifacts init again.',
  ],
  [
    'has a tsconfig.json that refers to others',
    { 'tsconfig.json': '{ "files": [], "references": [{ "path": "./app.json" }] }' },
    'tsconfig.json only refers to others. Put into those: "experimentalDecorators": true, "emitDecoratorMetadata": true',
  ],
] as const) {
  test(`init says what to do by hand if the project ${what}`, async (t) => {
    const { stderr, exitCode } = await artifacts(['init'], { cwd: await project(files) });
    t.deepEqual({ stderr, exitCode }, { stderr: `${note}\n`, exitCode: 0 });
  });
}

test('if tsconfig.json extends a configuration that is not found, a note names it', async (t) => {
  const cwd = await project({ 'tsconfig.json': '{ "extends": "@of/another", "compilerOptions": {} }' });
  const { stderr } = await artifacts(['init', '--yes'], { cwd });
  t.is(
    stderr,
    `@of/another, which ${join(cwd, 'tsconfig.json')} extends, was not found, so its options are not known.\n`,
  );
});

test('changed files keep their permissions, and links stay links', async (t) => {
  const cwd = await project({ 'package.json': '{}', 'real.json': '{}', 'tsconfig.json': undefined });
  await chmod(join(cwd, 'package.json'), 0o600);
  await symlink('real.json', join(cwd, 'tsconfig.json'));
  t.is((await artifacts(['init', '--yes'], { cwd })).exitCode, 0);
  t.is((await stat(join(cwd, 'package.json'))).mode & 0o777, 0o600);
  t.regex(await readFile(join(cwd, 'real.json'), 'utf8'), /emitDecoratorMetadata/);
});

test('changed files keep their permissions, whatever the umask', async (t) => {
  const cwd = await project({ 'package.json': '{}' });
  await chmod(join(cwd, 'package.json'), 0o666);
  t.is((await inShell('umask 022; artifacts init --yes', { cwd })).exitCode, 0);
  t.is((await stat(join(cwd, 'package.json'))).mode & 0o777, 0o666);
});

test('with --json, each change is an object', async (t) => {
  const cwd = await project({ 'package.json': '{"type":"commonjs"}' });
  const { stdout, exitCode } = await artifacts(['init', '--json', '--yes'], { cwd });
  t.is(
    stdout,
    '{"type":"change","path":"package.json","removed":["\\"type\\": \\"commonjs\\""],"added":["\\"type\\": \\"module\\""]}\n',
  );
  t.is(exitCode, 0);
});
