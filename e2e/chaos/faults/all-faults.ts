import type { Fault } from './fault';
import { nodeFaults } from './node-faults';

export const ALL_FAULTS: readonly Fault[] = [...nodeFaults];
