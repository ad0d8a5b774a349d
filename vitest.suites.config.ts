import { defineConfig } from 'vitest/config';

/** Long suites and those that need a real server; each has a script of its own. */
export default defineConfig({
  test: {
    include: ['test/suites/**/*.suite.ts'],
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
