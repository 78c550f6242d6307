import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Six times faster than a process a file (RUNTIME.md 7), and a good rule anyway: tests leave no globals behind.
    pool: 'threads',
    isolate: false,
    // Suites wait for programs more than they compute. Without this a machine with two cores would have one at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 120_000,
    globalSetup: ['test/rig/global-setup.ts'],
  },
});
