import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const top = fileURLToPath(new URL('../..', import.meta.url));
const adapter = fileURLToPath(new URL('adapter.ts', import.meta.url));

/**
 * The reader's answers as test files: in the place of an answer's text stands a call of the adapter, so that
 * saving one reruns its checks and no others.
 */
export default defineConfig({
  root: top,
  plugins: [
    {
      name: 'answers-as-tests',
      enforce: 'pre',
      load(id) {
        const [path = ''] = id.split('?');
        if (!path.startsWith(join(top, 'answers/'))) return undefined;
        const words = [basename(path, '.ts'), `answers/${basename(path)}`].map((word) =>
          JSON.stringify(word),
        );
        return `import { tryAnswer } from ${JSON.stringify(adapter)};\ntryAnswer(${words.join(', ')});\n`;
      },
    },
  ],
  test: {
    include: ['answers/*.ts'],
    watch: false,
    passWithNoTests: true,
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
