import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{tools,chapters,answers}/**/*.test.ts', 'test/*.test.ts'],
    globalSetup: 'test/support/no-child-left.ts',
    reporters: ['default', 'test/support/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 3,
  },
});
