import { queryOptions } from '@tanstack/react-query';
import { fetchConnection, fetchConnections, fetchConnectors, fetchShape, fetchTables } from '../api/connections.ts';
import { fetchIslands } from '../api/islands.ts';
import { fetchBreaks, fetchLineage, searchLineage } from '../api/lineage.ts';
import { fetchPublications, fetchPublishable, fetchReceipts, fetchRequests, fetchTopology } from '../api/nodes.ts';
import { fetchFlows, fetchLine, fetchMap, fetchMinutes, fetchRuns, goesOn } from '../api/railway.ts';
import { fetchStreamLines, fetchSubscriptions } from '../api/streams.ts';
import { fetchLineProofs, fetchProof, proofGoesOn } from '../api/reconciliations.ts';
import { useTopicLive } from './live-topic.ts';

/** What live messages of the rail make old: every key below begins with this. */
export const RAIL = 'rail';
const POLL_MS = 15_000;
const BUSY_MS = 2_000;

export const mapQuery = queryOptions({ queryKey: [RAIL, 'map'], queryFn: fetchMap, refetchInterval: POLL_MS });
export const lineQuery = (id: string) =>
  queryOptions({
    queryKey: [RAIL, 'line', id],
    queryFn: () => fetchLine(id),
    refetchInterval: ({ state }) => (goesOn(state.data?.run) ? BUSY_MS : POLL_MS),
  });
export const minutesQuery = (id: string, hours: number) =>
  queryOptions({
    queryKey: [RAIL, 'minutes', id, hours],
    queryFn: () => fetchMinutes(id, hours),
    refetchInterval: POLL_MS,
  });
export const runsQuery = (state: string | undefined) =>
  queryOptions({
    queryKey: [RAIL, 'runs', state ?? ''],
    queryFn: () => fetchRuns(state),
    refetchInterval: (query) => (query.state.data?.items.some(goesOn) ? BUSY_MS : POLL_MS),
  });
export const flowsQuery = (from: string | undefined, to: string | undefined) =>
  queryOptions({ queryKey: ['flows', from ?? '', to ?? ''], queryFn: () => fetchFlows(from, to) });
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: fetchConnectors,
  staleTime: 600_000,
});
export const connectionsQuery = queryOptions({
  queryKey: [RAIL, 'connections'],
  queryFn: fetchConnections,
  refetchInterval: POLL_MS,
});
export const connectionQuery = (id: string) =>
  queryOptions({ queryKey: [RAIL, 'connection', id], queryFn: () => fetchConnection(id), refetchInterval: POLL_MS });
/** Asked of the source itself: not again unless someone wants it. */
export const tablesQuery = (connection: string) =>
  queryOptions({ queryKey: ['tables', connection], queryFn: () => fetchTables(connection), staleTime: 300_000 });
export const shapeQuery = (connection: string, schema: string, table: string, resource?: string) =>
  queryOptions({
    queryKey: ['shape', connection, schema, table, resource ?? ''],
    queryFn: () => fetchShape(connection, { schema, table }, resource),
    staleTime: 300_000,
  });
export const islandsQuery = queryOptions({ queryKey: [RAIL, 'islands'], queryFn: fetchIslands });
export const proofsQuery = queryOptions({
  queryKey: [RAIL, 'proofs'],
  queryFn: fetchLineProofs,
  refetchInterval: ({ state }) => (state.data?.items.some(({ last }) => proofGoesOn(last)) ? BUSY_MS : POLL_MS),
});
export const proofQuery = (id: string) =>
  queryOptions({
    queryKey: [RAIL, 'proof', id],
    queryFn: () => fetchProof(id),
    refetchInterval: ({ state }) => (proofGoesOn(state.data) ? BUSY_MS : false),
  });
export const subscriptionsQuery = (lineId: string | undefined) =>
  queryOptions({
    queryKey: [RAIL, 'subscriptions', lineId ?? ''],
    queryFn: () => fetchSubscriptions(lineId),
    refetchInterval: POLL_MS,
  });
export const streamLinesQuery = queryOptions({ queryKey: [RAIL, 'stream-lines'], queryFn: fetchStreamLines });
export const topologyQuery = queryOptions({
  queryKey: [RAIL, 'topology'],
  queryFn: fetchTopology,
  refetchInterval: POLL_MS,
});
export const publicationsQuery = queryOptions({
  queryKey: [RAIL, 'publications'],
  queryFn: fetchPublications,
  refetchInterval: POLL_MS,
});
export const receiptsQuery = queryOptions({
  queryKey: [RAIL, 'receipts'],
  queryFn: fetchReceipts,
  refetchInterval: POLL_MS,
});
export const publishableQuery = queryOptions({ queryKey: [RAIL, 'publishable'], queryFn: fetchPublishable });
export const nodeRequestsQuery = queryOptions({ queryKey: [RAIL, 'node-requests'], queryFn: fetchRequests });
export const lineageSearchQuery = (q: string, kind: string | undefined) =>
  queryOptions({ queryKey: ['lineage', 'search', q, kind ?? ''], queryFn: () => searchLineage(q, kind) });
export const lineageQuery = (id: string, depth: number) =>
  queryOptions({ queryKey: ['lineage', 'node', id, depth], queryFn: () => fetchLineage(id, depth) });
export const breaksQuery = (id: string) =>
  queryOptions({ queryKey: ['lineage', 'breaks', id], queryFn: () => fetchBreaks(id) });

/** Fetches what is shown of the rail again when the server says that something changed; at most once a second, however busy it is. */
export const useRailLive = (): void => useTopicLive('exchange', RAIL);
