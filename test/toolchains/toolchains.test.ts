// The package works with the compilers, bundlers, test runners and frameworks that users have: each builds or runs the project beside this file,
// which gives the same bytes and the same refusals. A wrong set-up ends with an error that says what to type.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { exampleStore } from '../command-line/store.js';
import { ALL_ROWS, wrongRows } from '../support/property-types.js';
import { type DeclaredModule, exchangeAll } from '../support/protocols.js';
import { newFolder } from '../support/stored.js';
import { DECORATORS, EXPECTED, type Project, runElsewhere, Workshop } from './workshop.js';

// All tests are serial, because one toolchain uses several cores.
let workshop: Workshop;
test.before(async () => {
  workshop = await Workshop.open();
});

/** The versions of TypeScript, each with the options that it needs to compile one file. */
const COMPILERS = [
  ['5.9', 'typescript/bin/tsc'],
  ['7', 'typescript-7/bin/tsc', '--ignoreConfig'],
] as const;

const STRICT = '--strict --target es2022 --module nodenext --types node --pretty false'.split(' ');

/** The compiler options that give TC39 decorators. */
const TC39 = { types: ['node'] };

const LINE = `${EXPECTED}\n`;

for (const [version, compiler] of [
  ['5.9', 'typescript/bin/tsc'],
  ['7', 'typescript-7/bin/tsc'],
] as const) {
  test.serial(`tsc ${version}, with the tsconfig.json of tsc --init and the two options for decorators`, async (t) => {
    const project = await workshop.project();
    await project.tool(compiler);
    t.is(await project.node('main.js'), LINE);
    t.is(await project.node('main-with-types.js'), LINE);
  });
}

test.serial('tsx, with the types in the options of the decorators', async (t) => {
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
  test.serial(
    `esbuild: a bundle without node_modules, with the types in the options of the decorators: ${title}`,
    async (t) => {
      const project = await workshop.project();
      const bundle = join(await newFolder(), format === 'esm' ? 'main.mjs' : 'main.cjs');
      await esbuild(project, 'main-with-types.ts', bundle, `--format=${format}`, ...options);
      t.is(await runElsewhere(bundle), LINE);
    },
  );
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
  'NestJS, as CommonJS: artifacts over HTTP as JSON.stringify writes them, and exact with encode and decode',
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
    'tsx with TC39 decorators, without the types in their options',
    TC39,
    // Without class-validator, whose decorators are legacy ones, and would throw a TypeError first.
    async ({ folder, tool }: Project) => {
      const program = `
        import { Persisted } from 'persisted-artifacts';
        @Persisted() export class Spike { @Persisted() height!: number; }`;
      await writeFile(join(folder, 'alone.ts'), program);
      await tool('tsx/dist/cli.mjs', 'alone.ts');
    },
    /Spike\.height: has no type at run time: compilers emit none for TC39 decorators; say it: @Persisted\(\{ type: Number \}\)/,
  ],
  [
    'tsc without emitDecoratorMetadata',
    { types: ['node'], experimentalDecorators: true },
    (project: Project) => project.tool('typescript/bin/tsc').then(() => project.node('main.js')),
    /Spike\.height: .*@Persisted\(\{ type: Number \}\).*"emitDecoratorMetadata": true/,
  ],
  [
    'tsx without the types in the options of the decorators',
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

for (const [version, compiler, ...options] of COMPILERS) {
  test.serial(`tsc ${version} checks the types of decorated properties, in both protocols`, async (t) => {
    const project = await workshop.project();
    await writeFile(join(project.folder, 'rows.ts'), ALL_ROWS);
    const complaints = (...flags: string[]) =>
      project.tool(compiler, ...STRICT, ...options, '--noEmit', ...flags, 'rows.ts').catch(({ message }) => message);
    t.deepEqual(wrongRows('legacy', await complaints('--experimentalDecorators')), []);
    t.deepEqual(wrongRows('tc39', await complaints()), []);
  });
}

test.serial(
  'the same classes, declared by decorators of both protocols and without any, write the same bytes',
  async (t) => {
    const legacy = await workshop.project();
    const tc39 = await workshop.project(TC39);
    const byNode =
      ({ node, folder }: Project, file: string) =>
      (...args: string[]) =>
        node(join(folder, 'protocols-exchange.mjs'), join(folder, file), ...args);
    const byTsx =
      ({ tool }: Project) =>
      (...args: string[]) =>
        tool('tsx/dist/cli.mjs', 'protocols-exchange.mjs', 'protocols-decorated.ts', ...args);
    const modules: DeclaredModule[] = [{ title: 'JavaScript', exchange: byNode(legacy, 'protocols-plain.mjs') }];
    for (const [version, compiler, ...options] of COMPILERS) {
      for (const [title, ...flags] of [
        ['legacy decorators with types', '--experimentalDecorators', '--emitDecoratorMetadata'],
        ['legacy decorators', '--experimentalDecorators'],
        ['TC39 decorators'],
      ] as const) {
        const folder = `tsc-${version}-${flags.length}`;
        await legacy.tool(compiler, ...STRICT, ...options, ...flags, '--outDir', folder, 'protocols-decorated.ts');
        modules.push({
          title: `tsc ${version}, ${title}`,
          exchange: byNode(legacy, `${folder}/protocols-decorated.js`),
        });
      }
    }
    for (const [title, project] of [
      ['legacy decorators', legacy],
      ['TC39 decorators', tc39],
    ] as const) {
      const bundle = join(project.folder, 'bundle.mjs');
      const options = ['--format=esm', '--packages=external', '--target=es2022'];
      await esbuild(project, 'protocols-decorated.ts', bundle, ...options);
      modules.push({ title: `esbuild, ${title}`, exchange: byNode(project, 'bundle.mjs') });
      await esbuild(project, 'protocols-decorated.ts', join(project.folder, 'short.mjs'), ...options, '--minify');
      modules.push({ title: `esbuild, minified, ${title}`, exchange: byNode(project, 'short.mjs') });
      modules.push({ title: `tsx, ${title}`, exchange: byTsx(project) });
    }
    for (const decoratorVersion of ['2022-03', '2023-11']) {
      const project = await workshop.project(TC39);
      await swc(project, decoratorVersion);
      const exchange = byNode(project, 'out/protocols-decorated.js');
      modules.push({ title: `swc, TC39 decorators of ${decoratorVersion}`, exchange });
    }
    const stripping = (...args: string[]) =>
      legacy.newerNode('protocols-exchange.mjs', 'protocols-stripped.ts', ...args);
    modules.push({ title: 'Node, which strips the types', exchange: stripping });
    await exchangeAll(t, modules);
  },
);

for (const [title, program, isKept, isDropped] of [
  [
    'the package alone: reflect-metadata',
    "import 'persisted-artifacts';",
    ['libraries.cjs'],
    ['declaration/artifact.js', 'repository/repository.js'],
  ],
  [
    'Artifact: its fields',
    "import { Artifact } from 'persisted-artifacts'; console.log(Artifact);",
    ['libraries.cjs', 'declaration/artifact.js'],
    ['repository/repository.js'],
  ],
  [
    'an error: nothing else',
    "import { FormatError } from 'persisted-artifacts'; console.log(FormatError);",
    ['model/errors.js'],
    ['declaration/artifact.js', 'repository/repository.js', 'mapping/class-transformer/bridge.js'],
  ],
] as const) {
  test.serial(`a bundle has only the files that it needs: ${title}`, async (t) => {
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

test.serial('with DuckDB installed, export writes a .parquet file in which every value is exact', async (t) => {
  const { folder, node } = await workshop.project();
  // A path with characters that are special in SQL and in file patterns.
  const output = join(folder, "it's [x]*");
  await mkdir(output);
  const bin = workshop.installed('persisted-artifacts/dist/src/cli/main.js');
  const root = join(await exampleStore(), 'artifacts', 'exploratory');
  const read = `
    import { DuckDBInstance } from '@duckdb/node-api';
    const connection = await (await DuckDBInstance.create()).connect();
    const path = ${JSON.stringify(join(output, 'a.parquet'))}.replaceAll("'", "''").replaceAll(/[*?[]/g, '[$&]');
    const rows = await connection.runAndReadAll("SELECT * FROM read_parquet('" + path + "')");
    const types = rows.columnTypes().map(String);
    for (const [index, name] of rows.columnNames().entries()) console.log(name, types[index]);
    const text = (value) => (Object.is(value, -0) ? '-0' : typeof value === 'bigint' ? value + 'n' : value);
    const shown = (key, value) => (typeof value === 'number' ? String(text(value)) : text(value));
    for (const { id, path, seal, ...row } of rows.getRowObjectsJS()) console.log(JSON.stringify(row, shown));`;
  await writeFile(join(folder, 'read.mjs'), read);
  const tableOf = async (procedure: string): Promise<string[]> => {
    await node(bin, 'export', procedure, '-o', join(output, 'a.parquet'), '--force', '--root', root);
    t.deepEqual(await readdir(output), ['a.parquet']);
    return (await node('read.mjs')).trimEnd().split('\n');
  };

  const warnings = await tableOf('EarlyWarning');
  t.deepEqual(warnings.slice(0, 16), [
    'id VARCHAR',
    'path VARCHAR',
    'seal VARCHAR',
    'description VARCHAR',
    'host STRUCT("cores" BIGINT, "cpu" VARCHAR)',
    'indicators DOUBLE[][]',
    'input_parameters STRUCT("detrend" STRUCT("bandwidth" DOUBLE, "method" VARCHAR), "lag" BIGINT)',
    'kendall_tau DOUBLE',
    'label VARCHAR',
    'mask BOOLEAN[]',
    'note VARCHAR',
    'p_value DOUBLE',
    'procedure_name VARCHAR',
    'procedure_version VARCHAR',
    'timestamp VARCHAR',
    'variance FLOAT[]',
  ]);
  const rows = warnings.slice(16).map((row) => JSON.parse(row));
  const taus = ['0.5', '-0.5', '1e-17', '-0', '0.45678912345', 'Infinity', '0.83', 'NaN'];
  t.deepEqual(
    rows.map((row) => row.kendall_tau),
    taus,
  );
  t.deepEqual(
    rows.map((row) => row.p_value),
    ['-1', '0.5', '1', '0', '5e-324', 'NaN', '0.01', null],
  );
  t.deepEqual(rows[5].variance.slice(5, 8), ['NaN', '-Infinity', '-0']);
  t.deepEqual(rows[3].input_parameters, { detrend: { bandwidth: 'Infinity', method: 'gaussian' }, lag: '1n' });
  t.deepEqual(rows[7].indicators, []);
  t.is(rows[3].timestamp, '2026-02-28T12:00:00+05:45');

  const grids = await tableOf('GridModel');
  t.true(grids.includes('cell_ids BIGINT[]'));
  t.deepEqual(JSON.parse(grids.at(-1) as string).cell_ids, ['9007199254740993n', '0n', '-9223372036854775808n']);

  // Some of these files are from another tool, and do not say their dtypes.
  t.true((await tableOf('ChangePointDetection')).includes('detected_change_points BIGINT[]'));
  const modes = await tableOf('MultimodalityDetection');
  const parameters = 'STRUCT("bandwidth" VARCHAR, "n_grid" BIGINT, "prominence_ratio" DOUBLE)';
  t.true(modes.includes(`input_parameters ${parameters}`));
  // The value is a number in some files and a string in others. JSON text distinguishes them.
  const bandwidths = new Set(modes.slice(13).map((row) => JSON.parse(row).input_parameters.bandwidth));
  t.true(bandwidths.has('"scott"') && bandwidths.has('0.1'));
});

test.serial('TypeScript finds the types of each entry of the package as those of an ES module', async (t) => {
  const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
  const entries = Object.values(exports).filter((entry) => Object(entry).types !== undefined);
  const project = await workshop.project();
  const options = ['--profile=esm-only', '--format=ascii'];
  const report = await project.tool('@arethetypeswrong/cli/dist/index.js', ...options, workshop.tarball);
  t.is(report.match(/^node16 \(from ESM\): 🟢 \(ESM\)$/gm)?.length, entries.length);
});

/** Compiles the file with TC39 decorators to the folder `out`. (As legacy ones, swc leaves those of an `accessor` as they are.) */
async function swc(project: Project, decoratorVersion: string): Promise<void> {
  const parser = { syntax: 'typescript', decorators: true };
  const config = {
    jsc: { target: 'es2022', parser, transform: { decoratorVersion } },
    module: { type: 'es6' },
  };
  await writeFile(join(project.folder, '.swcrc'), JSON.stringify(config));
  await project.tool('@swc/cli/bin/swc.js', 'protocols-decorated.ts', '--out-dir', 'out');
}

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

/** Returns the number of passed tests in a report of jest or vitest. */
const passed = (report: string): number => JSON.parse(report).numPassedTests;
