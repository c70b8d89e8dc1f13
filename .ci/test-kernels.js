// Runs tests once with each of the ways in which the kernel in WebAssembly takes over: always, soon, and never.
// Its arguments are those of .ci/test.js.
import { execFileSync } from 'node:child_process';

const starts = ['always', 'soon', 'never'];
const kernelStart = (start) => new URL(`../dist/test/support/kernel-start/${start}.js`, import.meta.url);
// The build has to be there before Node can import the first of these files.
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
for (const start of starts) {
  console.log(`\nthe kernel in WebAssembly: ${start}`);
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${kernelStart(start)}` };
  execFileSync(process.execPath, ['.ci/test.js', ...process.argv.slice(2)], { stdio: 'inherit', env });
}
