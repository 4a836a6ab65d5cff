import { rmSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { FolderWatch } from '../../../tools/system/folder-watch.ts';
import { Book } from '../../support/book.ts';

test('a folder that was removed and made again is watched as before', async (context) => {
  vi.useFakeTimers({ toFake: ['setInterval'] }); // so that no look from time to time finds it
  context.onTestFinished(() => void vi.useRealTimers());
  const book = new Book(context, { 'code/a.ts': '' });
  let tell = () => {};
  const watch = new FolderWatch(() => tell());
  context.onTestFinished(() => watch.close());
  const told = async (change: () => void) => {
    await new Promise<void>((resolve) => {
      tell = resolve;
      change();
    });
    watch.follow(folders);
  };
  const folders = [book.root, book.path('code')];
  watch.follow(folders);
  await told(() => {
    rmSync(book.path('code'), { recursive: true });
    book.write('code/a.ts', '');
  });
  await told(() => book.write('code/a.ts', 'edited'));
  expect(book.read('code/a.ts')).toBe('edited');
});
