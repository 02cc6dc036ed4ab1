// Data sources and loads (modules/exchange).
import { request, type Answer, type ItemOf } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type LoadState = Load['state'];
export type Load = Answer<'exchange.show-load'>;
export type SourceState = Source['state'];
export type Source = ItemOf<'exchange.list-sources'>;
export type SourceDetail = Answer<'exchange.show-source'>;
export type RejectedRow = ItemOf<'exchange.read-rejected-rows'>;

/** Whether the load still goes on, so that it is worth asking again soon. */
export const isUnderWay = (load: Pick<Load, 'state'> | undefined): boolean =>
  load?.state === 'waiting' || load?.state === 'running';

const id = encodeURIComponent;
export const LOADS_PAGE = 10;
export const REJECTED_PAGE = 50;

export const fetchSources = () => request<{ items: Source[] }>('GET', '/api/exchange/sources');
export const fetchSource = (source: string) => request<SourceDetail>('GET', `/api/exchange/sources/${id(source)}`);
/** Starts a load, or answers with the one under way. `confirmDeletions`: someone checked that more than half of the rows may go. */
export const startLoad = (source: string, confirmDeletions: boolean) =>
  request<{ loadId: string }>('POST', `/api/exchange/sources/${id(source)}/loads`, {
    body: confirmDeletions ? { confirmDeletions } : {},
  });
export const fetchLoads = (source: string, cursor: string | undefined) =>
  request<PageOf<Load>>('GET', '/api/exchange/loads', { query: { source, cursor, limit: LOADS_PAGE } });
export const fetchLoad = (load: string) => request<Load>('GET', `/api/exchange/loads/${id(load)}`);
export const fetchRejected = (load: string, reason: string | undefined, cursor: string | undefined) =>
  request<PageOf<RejectedRow>>('GET', `/api/exchange/loads/${id(load)}/rejected`, {
    query: { reason, cursor, limit: REJECTED_PAGE },
  });
