import { defineConfig } from 'vitest/config';
import { chapterPositions } from './test/support/chapter-positions.ts';

export default defineConfig({
  plugins: [chapterPositions(import.meta.dirname)],
  test: {
    include: ['test/{tools,chapters,answers}/**/*.test.ts', 'test/*.test.ts'],
    globalSetup: 'test/support/no-child-left.ts',
    reporters: ['default', 'test/support/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    isolate: false, // a process for each file would cost a fifth more time
    setupFiles: 'test/support/none-running.ts',
    maxWorkers: 2,
    maxConcurrency: 3,
  },
});
