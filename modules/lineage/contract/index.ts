export type { LineageDefinition, LineageEdge, LineageKind, LineageNode, LineagePort } from './port.ts';
export { LINEAGE_KINDS } from './port.ts';
