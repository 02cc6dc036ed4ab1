// What is handed over under grants beside interfaces: files, sandbox queries, and whose copy leaked (modules/deliveries).
import { request, type LocalText } from '@yiwang/ui';
import { queryOptions } from '@tanstack/react-query';
import type { PageOf } from '../data/paged.ts';

export const OPERATORS = ['equals', 'not-equals', 'one-of', 'from', 'to', 'starts-with', 'empty', 'not-empty'] as const;
export type Operator = (typeof OPERATORS)[number];
export const FIGURES = ['count', 'count-distinct', 'sum', 'average', 'least', 'most'] as const;
export type FigureKind = (typeof FIGURES)[number];

export type GrantField = {
  name: string;
  title: LocalText;
  type: string;
  grade: number;
  personal: boolean;
  mask: string;
  identifying: boolean;
  operators: Operator[];
  codes?: { code: string; name: LocalText }[];
};
export type UsableGrant = {
  id: string;
  delivery: 'file' | 'sandbox';
  resource: string;
  title: LocalText;
  summary: LocalText;
  provider: string;
  providerName: LocalText;
  organisation: string;
  organisationName: LocalText;
  application: string;
  applicationTitle: LocalText;
  purposes: { id: string; title: LocalText }[];
  legalBasis: LocalText;
  until?: string;
  rowsPerDay?: number;
  fields: GrantField[];
  joins: { grant: string; pairs: { left: string; right: string }[] }[];
};
export type Filter = { field: string; operator: Operator; values: string[] };

type Party = { id: string; name: LocalText };
export type PackageState = 'waiting' | 'ready' | 'failed' | 'withdrawn' | 'expired';
export type Package = {
  id: string;
  no: string;
  kind: 'file' | 'sandbox';
  queryId?: string;
  resources: { id: string; title: LocalText }[];
  providers: Party[];
  consumer: Party;
  application: Party;
  orderedAt: string;
  purpose: LocalText;
  caseNo?: string;
  legalBasis: LocalText;
  fields: LocalText[];
  conditions: LocalText[];
  limit: number;
  format: 'csv' | 'xlsx';
  state: PackageState;
  fault?: { code: string; text: LocalText };
  rows?: number;
  cut: boolean;
  bytes?: number;
  hash?: string;
  carriers?: number;
  madeAt?: string;
  expiresAt?: string;
  downloads: number;
  mostDownloads: number;
  endedAt?: string;
  reason?: string;
};
export type PackageDetail = Package & { fetched: { id: string; at: string; organisation: LocalText; rows: number }[] };
export type Side = 'consumer' | 'provider';

export type QueryState = 'running' | 'to-review' | 'released' | 'refused' | 'failed' | 'withdrawn' | 'lapsed';
export type SandboxQuery = {
  id: string;
  no: string;
  resources: { id: string; title: LocalText }[];
  providers: Party[];
  consumer: Party;
  application: Party;
  askedAt: string;
  purpose: LocalText;
  caseNo?: string;
  legalBasis: LocalText;
  mode: 'rows' | 'groups';
  format: 'csv' | 'xlsx';
  words: LocalText[];
  state: QueryState;
  fault?: { code: string; text: LocalText };
  rows?: number;
  hints: { level: 'note' | 'warning'; code: string; text: LocalText }[];
  opinions: { provider: LocalText; by: LocalText; decision: 'release' | 'refuse'; reason: string; at: string }[];
  ranAt?: string;
  endedAt?: string;
};
export type SandboxDetail = SandboxQuery & { mayReview: boolean; packageId?: string };

type At = { of: 'a' | 'b'; field: string };
export type Query = {
  grant: string;
  join?: { grant: string; left: string; right: string; kind: 'both' | 'first' };
  filters: (Filter & { of: 'a' | 'b' })[];
  mode: 'rows' | 'groups';
  fields: At[];
  groups: (At & { by?: 'year' | 'month' })[];
  figures: { kind: FigureKind; of?: 'a' | 'b'; field?: string }[];
  limit: number;
};
export type Preview = { words: LocalText[]; columns: { title: LocalText; masked: boolean }[]; reviewers: string[] };
export type Result = {
  columns: { title: LocalText; masked: boolean; number: boolean }[];
  rows: (string | null)[][];
  counts?: number[];
  total: number;
  shown: number;
};
export type Traced = {
  cells: number;
  compared: number;
  stated?: string;
  suspects: {
    certain: boolean;
    agreeing: number;
    looked: number;
    chancePower: number;
    package: Package;
    fetched: { at: string; organisation: LocalText; account: string; name?: string }[];
  }[];
};

/** What live messages make old: every key below begins with this. */
export const DELIVERIES = 'deliveries';
const BASE = '/api/deliveries';
const POLL_MS = 15_000;
const BUSY_MS = 2_000;
export const PAGE_SIZE = 20;

const one = (kind: 'packages' | 'queries', id: string): string => `${BASE}/${kind}/${encodeURIComponent(id)}`;

export const grantsQuery = queryOptions({
  queryKey: [DELIVERIES, 'grants'],
  queryFn: () => request<{ items: UsableGrant[] }>('GET', `${BASE}/grants`),
});
export const packageQuery = (id: string) =>
  queryOptions({
    queryKey: [DELIVERIES, 'package', id],
    queryFn: () => request<PackageDetail>('GET', one('packages', id)),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? BUSY_MS : POLL_MS),
  });
export const sandboxQuery = (id: string) =>
  queryOptions({
    queryKey: [DELIVERIES, 'query', id],
    queryFn: () => request<SandboxDetail>('GET', one('queries', id)),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? BUSY_MS : POLL_MS),
  });

type Listed = { side: Side; state?: string; kind?: string; q?: string; cursor?: string };
export const fetchPackages = ({ side, state, kind, q, cursor }: Listed) =>
  request<PageOf<Package>>('GET', `${BASE}/packages`, { query: { side, state, kind, q, cursor, limit: PAGE_SIZE } });
export const fetchQueries = ({ side, state, q, cursor }: Listed) =>
  request<PageOf<SandboxQuery>>('GET', `${BASE}/queries`, { query: { side, state, q, cursor, limit: PAGE_SIZE } });

export type Order = {
  grant: string;
  fields: string[];
  filters: Filter[];
  limit: number;
  format: 'csv' | 'xlsx';
  purpose: string;
  caseNo?: string;
};
export const orderPackage = (body: Order) => request<{ id: string; no: string }>('POST', `${BASE}/packages`, { body });
export const withdrawPackage = (id: string, reason: string) =>
  request<{ state: string }>('POST', `${one('packages', id)}/withdraw`, { body: { reason } });
/** A plain link, so that the browser writes the file to the disk as it comes. */
export const packageFile = (id: string): string => `${one('packages', id)}/file`;

export const previewQuery = (query: Query) => request<Preview>('POST', `${BASE}/queries/preview`, { body: { query } });
export const submitQuery = (body: { query: Query; purpose: string; caseNo?: string; format: 'csv' | 'xlsx' }) =>
  request<{ id: string; no: string }>('POST', `${BASE}/queries`, { body });
export const fetchResult = (id: string) => request<Result>('GET', `${one('queries', id)}/result`);
export const reviewQuery = (
  id: string,
  body: { decision: 'release' | 'refuse'; reason: string; leastGroup?: number },
) => request<{ state: string }>('POST', `${one('queries', id)}/review`, { body });
export const withdrawQuery = (id: string) => request<{ state: string }>('POST', `${one('queries', id)}/withdraw`, {});

export function traceFile(file: File): Promise<Traced> {
  const body = new FormData();
  body.set('file', file);
  return request<Traced>('POST', `${BASE}/leaks`, { body, timeoutMs: 120_000 });
}
