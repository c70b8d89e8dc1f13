// Compiles the script of the pages, src/report/page/, for browsers, and writes it with their style as dist/page/page-files.js, of which a
// report takes the texts.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rollup } from 'rollup';
import { minify } from 'terser';

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'src/report/page'], { stdio: 'inherit' });
const bundle = await rollup({
  input: 'dist/page/modules/src/report/page/main.js',
  onwarn: (warning) => {
    // What a module imports has to be in the bundle: a page loads nothing.
    throw new Error(warning.message);
  },
});
const { output } = await bundle.generate({ format: 'iife' });
const { code } = await minify(output[0].code, { ecma: 2020, compress: { passes: 2 } });
// The compiler knows Node's names here, because the types of files have some; no browser has them.
const [nodes] = /(?<![.\w])(?:Buffer|process|require|global)(?=[.(])/.exec(code) ?? [];
if (nodes !== undefined) throw new Error(`the script of the pages uses ${nodes}, which a browser does not have`);
// The rules for every page come first, and those for paper last, so that they win.
const rankOf = (name) => ({ 'base.css': 0, 'print.css': 2 })[name] ?? 1;
const style = readdirSync('src/report/page/style')
  .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
  .map((name) => readFileSync(`src/report/page/style/${name}`, 'utf8'))
  .join('')
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/\s*\n\s*/g, '');
mkdirSync('dist/page', { recursive: true });
writeFileSync(
  'dist/page/page-files.js',
  `export const SCRIPT = ${JSON.stringify(code)};\nexport const STYLE = ${JSON.stringify(style)};\n`,
);
