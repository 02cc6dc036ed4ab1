import { DomainError } from '@platform/kernel';

/** Faults of the connection: they concern the node, not what was at hand. */
const OF_THE_NODE = new Set([
  'nodes.unreachable',
  'nodes.bad-answer',
  'nodes.address-refused',
  'nodes.not-active',
  'nodes.stale',
]);
export const isNodeFault = (error: unknown): boolean => error instanceof DomainError && OF_THE_NODE.has(error.code);
