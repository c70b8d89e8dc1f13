module.exports = {
  files: ['test/*.test.ts', 'test/{command-line,report,browser,system,toolchains}/*.test.ts'],
  typescript: {
    rewritePaths: { 'src/': 'dist/src/', 'test/': 'dist/test/' },
    // Built before, as `npm run build` does.
    compile: false,
  },
  // Some tests change the working directory, which threads cannot.
  workerThreads: false,
  // Nothing is wrong with a test that a busy machine takes long for.
  timeout: '10m',
};
