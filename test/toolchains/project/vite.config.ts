import { defineConfig } from 'vite';

// A program for Node with all packages in it.
export default defineConfig({
  build: { ssr: 'main.ts', target: 'node20' },
  ssr: { noExternal: true },
});
