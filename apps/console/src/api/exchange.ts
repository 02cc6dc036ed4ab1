// Data sources and loads (modules/exchange).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type LoadState = 'waiting' | 'running' | 'done' | 'failed';
export type Load = {
  id: string;
  sourceId: string;
  sourceTitle: LocalText;
  organisation: string;
  state: LoadState;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  rowsRead: number;
  rowsExpected?: number;
  rowsGood: number;
  rowsRejected: number;
  inserted: number;
  updated: number;
  deleted: number;
  rate?: number;
  secondsLeft?: number;
  error?: { code: string; text: LocalText };
  reasons: { code: string; text: LocalText; count: number }[];
};
export type SourceState = 'never' | 'running' | 'ok' | 'warning' | 'failed';
export type Source = {
  id: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  connector: 'postgres' | 'csv' | 'xlsx';
  resource: string;
  resourceTitle: LocalText;
  state: SourceState;
  lastLoad?: Load;
  schedule?: LocalText;
};
export type SourceDetail = Source & {
  mapping: { column: string; item: string; itemTitle: LocalText; transforms: string[]; grade: number }[];
};
export type RejectedRow = {
  id: string;
  rowNo: number;
  reasons: { item?: string; itemTitle?: LocalText; code: string; text: LocalText }[];
  /** By the source's columns. Masked by the server. */
  preview: Record<string, string>;
};

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
