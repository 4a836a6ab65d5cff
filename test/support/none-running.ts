import { beforeAll, expect } from 'vitest';
import { runningPrograms } from '../../tools/system/running-programs.ts';

// Files share a process: whoever leaves a program running is told so, and not the file that comes next. What begins
// first ends last, behind all that the file itself cleans up.
beforeAll(() => () => expect(runningPrograms()).toEqual([]));
