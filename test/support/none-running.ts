import { afterAll, expect } from 'vitest';
import { runningPrograms } from '../../tools/system/program.ts';

// Files share a process: whoever leaves a program running is told so, and not the file that comes next.
afterAll(() => expect(runningPrograms()).toEqual([]));
