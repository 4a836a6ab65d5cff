import type { Check } from '../../tools/system/check.ts';
import { asking } from './udp-client/asking.ts';
import { strangers } from './udp-client/strangers.ts';
import { timing } from './udp-client/timing.ts';
import { trouble } from './udp-client/trouble.ts';
import { trying } from './udp-client/trying.ts';

export const checks: readonly Check[] = [...asking, ...trying, ...timing, ...strangers, ...trouble];
