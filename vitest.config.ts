import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Six times faster than a process a file (RUNTIME.md 7), and a good rule anyway: tests leave no globals behind.
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    globalSetup: ['test/rig/global-setup.ts'],
  },
});
