// Where a column comes from and what lives on it (modules/lineage).
import { request, type LocalText } from '@yiwang/ui';

export const LINEAGE_KINDS = [
  'source-column',
  'line',
  'item',
  'registry-field',
  'interface-field',
  'interface-parameter',
  'grant',
  'form-field',
  'material',
  'decision-input',
  'decision',
  'decision-output',
  'licence-field',
  'licence-watch',
  'row-rule',
  'measure',
  'indicator',
  'board',
  'scenario',
  'sample-column',
] as const;
export type LineageKind = (typeof LINEAGE_KINDS)[number];
export type LineageNode = { id: string; kind: LineageKind; title: LocalText; owner: LocalText };
export type LineageEdge = {
  from: string;
  to: string;
  how: 'value' | 'uses' | 'holds' | 'counts' | 'tells';
  definition: { origin: 'pack' | 'console'; kind: string; id: string; pack?: string; file?: string; line?: number };
};
export type LineageGraph = {
  node: LineageNode;
  nodes: LineageNode[];
  edges: LineageEdge[];
  upstream: string[];
  downstream: string[];
};
export type Breaks = {
  node: LineageNode;
  items: {
    node: LineageNode;
    distance: number;
    how: 'stops' | 'empty' | 'fewer' | 'miscounts' | 'tells';
    via: LineageEdge[];
  }[];
  counts: Partial<Record<LineageKind, number>>;
};

export const searchLineage = (q: string, kind: string | undefined) =>
  request<{ items: LineageNode[] }>('GET', '/api/lineage/search', { query: { q, kind, limit: 50 } });
export const fetchLineage = (id: string, depth: number) =>
  request<LineageGraph>('GET', '/api/lineage/node', { query: { id, depth } });
export const fetchBreaks = (id: string) => request<Breaks>('GET', '/api/lineage/breaks', { query: { id } });
