// Packs the package, installs the tarball into an empty project beside the user's own class-transformer and class-validator,
// and compiles and runs a program there that saves and loads.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const project = mkdtempSync(join(tmpdir(), 'user-project-'));
const run = (command, args, cwd = project) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

run('npm', ['pack', '--silent', '--pack-destination', project], '.');
const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'));
writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
run('npm', ['install', '--no-audit', '--no-fund', '--silent', `./${tarball}`, 'class-transformer', 'class-validator']);
writeFileSync(
  join(project, 'main.ts'),
  `import { instanceToPlain, plainToInstance } from 'class-transformer';
import { Max } from 'class-validator';
import { Artifact, ArtifactRepository, isArtifactError, NdArray, Persisted } from 'persisted-artifacts';

@Persisted()
class Result extends Artifact<{ n: number }> {
  @NdArray('float64') curve!: Float64Array;
  @Persisted() @Max(5) size!: number;
}
const result = Result.create({
  procedureVersion: '1', inputParameters: { n: 1 }, timestamp: new Date(0), curve: Float64Array.of(NaN, -0), size: 5,
});
const repository = new ArtifactRepository();
const again = await repository.load(await repository.save(result), Result);
// The user's copies of both libraries have to be ours.
const plain = plainToInstance(Result, instanceToPlain(again));
again.size = 6;
const refused = await repository.save(again).catch((error: unknown) => isArtifactError(error, 'ARTIFACT_INVALID') && error.issues[0]?.code);
console.log(plain instanceof Result, Number.isNaN(plain.curve[0]), Object.is(plain.curve[1], -0), refused);
`,
);
const options = [
  '--target',
  'es2022',
  '--module',
  'nodenext',
  '--strict',
  '--experimentalDecorators',
  '--emitDecoratorMetadata',
];
run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options, 'main.ts']);
const output = run(process.execPath, ['main.js']).trim();
const required = run(process.execPath, [
  '--input-type=commonjs',
  '-e',
  "console.log(typeof require('persisted-artifacts').ArtifactRepository)",
]).trim();
console.log(output, required);
if (output !== 'true true true constraint' || required !== 'function')
  throw new Error('the installed package does not work');
