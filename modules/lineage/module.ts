import type { Foundations, Module } from '@platform/module';
import type { ExchangePort, LineFacts } from '@modules/exchange/contract';
import type { LineagePort } from './contract/index.ts';
import type { Graph } from './domain/graph.ts';
import { readDefinitions } from './domain/read-definitions.ts';
import { searchLineage } from './features/search-lineage.ts';
import { showBreaks } from './features/show-breaks.ts';
import { showColumns } from './features/show-columns.ts';
import { showNode } from './features/show-node.ts';

export type LineageDeps = Pick<Foundations, 'packs'> & { exchange: Pick<ExchangePort, 'lines'> };

/** Where every value comes from and what it feeds (数据血缘), read from the definitions in use; nothing of it is stored or typed. */
export function createLineage(deps: LineageDeps): Module & { port: LineagePort } {
  // Packs never change while the process runs; lines do.
  let known: { of: string; graph: Graph } | undefined;
  const graph = async (): Promise<Graph> => {
    const lines = await deps.exchange.lines();
    const of = JSON.stringify(lines.map(facts));
    if (known?.of !== of) known = { of, graph: await readDefinitions(deps.packs, lines) };
    return known.graph;
  };
  const own = { packs: deps.packs, graph };
  return {
    name: 'lineage',
    features: [showColumns(own), showNode(own), searchLineage(own), showBreaks(own)],
    port: { graph },
  };
}

/** What of a line the graph depends on. */
const facts = ({ id, title, system, resource, connectionId, table, mapping }: LineFacts): unknown[] => [
  id,
  title,
  system,
  resource,
  connectionId,
  table,
  mapping,
];
