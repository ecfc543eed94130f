import { clientFaults } from './client-faults';
import type { Fault } from './fault';
import { hostileFaults } from './hostile-faults';
import { nodeFaults } from './node-faults';
import { postgresFaults } from './postgres-faults';
import { redisFaults } from './redis-faults';

export const ALL_FAULTS: readonly Fault[] = [
  ...nodeFaults,
  ...redisFaults,
  ...postgresFaults,
  ...clientFaults,
  ...hostileFaults,
];
