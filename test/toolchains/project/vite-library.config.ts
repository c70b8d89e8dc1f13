import { defineConfig } from 'vite';

// A library with all packages in it but Node's own.
export default defineConfig({
  build: {
    lib: { entry: 'main.ts', fileName: 'main', formats: ['es'] },
    rollupOptions: { external: [/^node:/] },
    target: 'node20',
  },
});
