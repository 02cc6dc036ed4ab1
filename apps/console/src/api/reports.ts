// What is told to the province of cases (modules/reports).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export const REPORT_STATES = ['failed', 'waiting', 'sent'] as const;
export type ReportState = (typeof REPORT_STATES)[number];
export type ReportKind = 'case' | 'process' | 'result' | 'review';
export type ReportWhat =
  | 'submitted'
  | 'accepted'
  | 'correction'
  | 'suspended'
  | 'resumed'
  | 'extended'
  | 'step'
  | 'approved'
  | 'refused'
  | 'closed'
  | 'withdrawn'
  | 'returned'
  | 'referred'
  | 'review';
export type Report = {
  id: string;
  caseNo: string;
  sequence: number;
  kind: ReportKind;
  what: ReportWhat;
  matter: LocalText;
  organisation: LocalText;
  at: string;
  day: string;
  state: ReportState;
  attempts: number;
  nextTryAt?: string;
  code?: string;
  reason?: LocalText;
  receiptNo?: string;
  sentAt?: string;
};
export type ReportDetail = Report & { content: Record<string, unknown> };
export type Reconciled = {
  at: string;
  ours: number;
  theirs: number;
  open: number;
  mended: number;
  failure?: LocalText;
};
export type ReportDay = {
  day: string;
  total: number;
  sent: number;
  waiting: number;
  failed: number;
  /** In time, of `judged`: those that have their receipt or had their time. */
  onTime: number;
  judged: number;
  cases: number;
  processes: number;
  results: number;
  reviews: number;
  reconciliation?: Reconciled;
};
export type Reporting = {
  platform?: { id: string; title: LocalText; simulated: boolean };
  waiting: number;
  tried: number;
  failed: number;
  oldestAt?: string;
  withinHours: number;
  days: ReportDay[];
};
export type Difference = {
  serialNo: string;
  caseNo: string;
  kind: ReportKind;
  what: 'missing-above' | 'receipt-lost' | 'unknown-here';
  foundAt: string;
  mendedAt?: string;
};

const BASE = '/api/reports';
export const REPORTS = 'reports';
export const REPORTS_PAGE = 50;

export const fetchReporting = () => request<Reporting>('GET', `${BASE}/state`, { query: { days: 31 } });
export const fetchReports = (
  filter: { state?: string | undefined; day?: string | undefined; caseNo?: string | undefined },
  cursor: string | undefined,
) => request<PageOf<Report>>('GET', BASE, { query: { ...filter, cursor, limit: REPORTS_PAGE } });
export const fetchReport = (id: string) => request<ReportDetail>('GET', `${BASE}/${encodeURIComponent(id)}`);
export const sendReportsAgain = (ids: readonly string[]) =>
  request<{ again: string[] }>('POST', `${BASE}/send-again`, { body: { ids } });
export const fetchDifferences = (day: string) =>
  request<{ items: Difference[] }>('GET', `${BASE}/days/${encodeURIComponent(day)}/differences`);
export const reconcileDay = (day: string) =>
  request<{ day: string }>('POST', `${BASE}/days/${encodeURIComponent(day)}/reconcile`);
