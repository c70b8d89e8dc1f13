import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { newFolder } from '../stored.js';
import { DECORATORS, EXPECTED, type Project, runElsewhere, Workshop } from './workshop.js';

// All tests are serial: a toolchain keeps several cores busy by itself.
let workshop: Workshop;
test.before(async () => {
  workshop = await Workshop.open();
});

const LINE = `${EXPECTED}\n`;

for (const [version, compiler] of [
  ['5.9', 'typescript/bin/tsc'],
  ['7', 'typescript-7/bin/tsc'],
] as const) {
  test.serial(`tsc ${version}, with what tsc --init writes and the decorators' flags`, async (t) => {
    const project = await workshop.project();
    await project.tool(compiler);
    t.is(await project.node('main.js'), LINE);
    t.is(await project.node('main-with-types.js'), LINE);
  });
}

test.serial('tsx, with types that the decorators say', async (t) => {
  const project = await workshop.project();
  t.is(await project.tool('tsx/dist/cli.mjs', 'main-with-types.ts'), LINE);
});

for (const [title, format, ...options] of [
  ['an ES module', 'esm'],
  ['a CommonJS module', 'cjs'],
  ['the ES modules of packages', 'esm', '--main-fields=module,main'],
  [
    'the ES modules of packages, for any platform',
    'esm',
    '--platform=neutral',
    '--main-fields=module',
    '--external:node:*',
  ],
  ['minified', 'esm', '--minify'],
] as const) {
  test.serial(`esbuild: a bundle without node_modules, with types that the decorators say: ${title}`, async (t) => {
    const project = await workshop.project();
    const bundle = join(await newFolder(), format === 'esm' ? 'main.mjs' : 'main.cjs');
    await esbuild(project, 'main-with-types.ts', bundle, `--format=${format}`, ...options);
    t.is(await runElsewhere(bundle), LINE);
  });
}

for (const [title, config, output] of [
  ['a program', 'vite.config.ts', 'main.js'],
  ['a library', 'vite-library.config.ts', 'main.js'],
] as const) {
  test.serial(`Vite: ${title} without node_modules`, async (t) => {
    const project = await workshop.project();
    const folder = await newFolder();
    await project.tool('vite/bin/vite.js', 'build', '--config', config, '--outDir', folder);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    t.is(await runElsewhere(join(folder, output)), LINE);
  });
}

test.serial('vitest', async (t) => {
  const project = await workshop.project();
  t.is(passed(await project.tool('vitest/vitest.mjs', 'run', '--reporter=json', 'vitest.spec.ts')), 4);
});

test.serial('jest with ts-jest, as ES modules', async (t) => {
  const project = await workshop.project();
  const jest = workshop.installed('jest/bin/jest.js');
  t.is(passed(await project.node('--experimental-vm-modules', jest, '--json', '--config=jest.config.json')), 4);
});

test.serial('jest with ts-jest, as CommonJS', async (t) => {
  const project = await workshop.project({ ...DECORATORS, allowJs: true, verbatimModuleSyntax: false }, 'commonjs');
  t.is(passed(await project.tool('jest/bin/jest.js', '--json', '--config=jest-commonjs.config.json')), 4);
});

test.serial('swc', async (t) => {
  const project = await workshop.project();
  await project.tool('@swc/cli/bin/swc.js', '.', '--out-dir', 'out');
  t.is(await project.node('out/main.js'), LINE);
});

test.serial(
  'NestJS, as CommonJS: artifacts over HTTP, as JSON.stringify has them, and exactly with encode and decode',
  async (t) => {
    const project = await workshop.project({ ...DECORATORS, verbatimModuleSyntax: false }, 'commonjs');
    await project.tool('typescript/bin/tsc');
    t.deepEqual((await project.node('nest.js')).split('\n'), [
      '0.1 NaN 0 Infinity 5e-324',
      '[{"code":"constraint","path":"/size","message":"size must be an integer number"}]',
      '0.1 NaN -0 Infinity 5e-324',
      '',
    ]);
  },
);

test.serial('require from CommonJS', async (t) => {
  const project = await workshop.project({}, 'commonjs');
  t.is(await project.node('main.cjs'), 'Float64Array(2) [ NaN, -0 ]\n');
});

for (const [title, changes, build, message] of [
  [
    'tsc without experimentalDecorators',
    { types: ['node'] },
    (project: Project) => project.tool('typescript/bin/tsc'),
    /classes\.ts.*error TS124[01]: Unable to resolve signature of (class|property) decorator/,
  ],
  [
    'tsx without experimentalDecorators',
    { types: ['node'] },
    // A decorator of class-validator would come first, with a TypeError.
    async ({ folder, tool }: Project) => {
      const program = `
        import { Persisted } from 'persisted-artifacts';
        @Persisted() export class Spike { @Persisted({ type: Number }) height!: number; }`;
      await writeFile(join(folder, 'alone.ts'), program);
      await tool('tsx/dist/cli.mjs', 'alone.ts');
    },
    /expected "experimentalDecorators": true in the tsconfig\.json that the compiler reads/,
  ],
  [
    'tsc without emitDecoratorMetadata',
    { types: ['node'], experimentalDecorators: true },
    (project: Project) => project.tool('typescript/bin/tsc').then(() => project.node('main.js')),
    /Spike\.height: .*@Persisted\(\{ type: Number \}\).*"emitDecoratorMetadata": true/,
  ],
  [
    'tsx without types that the decorators say',
    DECORATORS,
    (project: Project) => project.tool('tsx/dist/cli.mjs', 'main.ts'),
    /Spike\.height: .*@Persisted\(\{ type: Number \}\)/,
  ],
  [
    'esbuild with two builds of class-transformer in one bundle',
    DECORATORS,
    async (project: Project) => {
      const bundle = join(await newFolder(), 'main.mjs');
      const options = ['--format=esm', '--main-fields=module,main', '--conditions=production'];
      await esbuild(project, 'main-with-types.ts', bundle, ...options);
      await runElsewhere(bundle);
    },
    /found two builds of class-transformer in one bundle, expected one: add "module" to the conditions/,
  ],
] as const) {
  test.serial(`an error that says what to type: ${title}`, async (t) => {
    const project = await workshop.project(changes);
    const { message: found } = await t.throwsAsync(build(project));
    t.regex(found, message);
  });
}

for (const [title, program, isKept, isDropped] of [
  [
    'the package alone: reflect-metadata',
    "import 'persisted-artifacts';",
    ['libraries.cjs'],
    ['artifact.js', 'repository.js'],
  ],
  [
    'Artifact: its fields',
    "import { Artifact } from 'persisted-artifacts'; console.log(Artifact);",
    ['libraries.cjs', 'artifact.js'],
    ['repository.js'],
  ],
  [
    'an error: nothing else',
    "import { FormatError } from 'persisted-artifacts'; console.log(FormatError);",
    ['errors.js'],
    ['artifact.js', 'repository.js', 'class-transformer.js'],
  ],
] as const) {
  test.serial(`a bundle keeps what it needs and drops the rest: ${title}`, async (t) => {
    const project = await workshop.project();
    await writeFile(join(project.folder, 'part.ts'), program);
    const bundle = join(await newFolder(), 'part.mjs');
    await esbuild(project, 'part.ts', bundle, '--format=esm', '--metafile=meta.json');
    const [{ inputs }] = Object.values(
      JSON.parse(await readFile(join(project.folder, 'meta.json'), 'utf8')).outputs,
    ) as [{ inputs: Record<string, { bytesInOutput: number }> }];
    const kept = Object.keys(inputs).filter((name) => (inputs[name]?.bytesInOutput ?? 0) > 0);
    const isIn = (file: string) => kept.some((name) => name.endsWith(`persisted-artifacts/dist/src/${file}`));
    t.deepEqual(
      isKept.filter((file) => !isIn(file)),
      [],
      'dropped',
    );
    t.deepEqual(isDropped.filter(isIn), [], 'kept');
    t.true(
      isKept.includes('libraries.cjs' as never) === false || kept.some((name) => name.includes('reflect-metadata')),
    );
  });
}

test.serial('the types of the package are found as those of an ES module', async (t) => {
  const project = await workshop.project();
  const report = await project.tool('@arethetypeswrong/cli/dist/index.js', '--profile=esm-only', workshop.tarball);
  t.regex(report, /node16 \(from ESM\) +│ 🟢 \(ESM\)/);
});

const esbuild = (project: Project, entry: string, output: string, ...options: string[]): Promise<string> =>
  project.tool(
    'esbuild/bin/esbuild',
    entry,
    '--bundle',
    '--platform=node',
    '--log-level=warning',
    `--outfile=${output}`,
    ...options,
  );

/** How many tests passed, by a report of jest or vitest. */
const passed = (report: string): number => JSON.parse(report).numPassedTests;
