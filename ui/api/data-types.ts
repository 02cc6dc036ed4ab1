// Answers about data, interfaces and the cockpit; see types.ts.
import type { LocalText } from './types.ts';

export type Load = {
  id: string;
  sourceId: string;
  sourceTitle: LocalText;
  organisation: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
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
export type Source = {
  id: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  connector: string;
  resource: string;
  resourceTitle: LocalText;
  state: 'never' | 'running' | 'ok' | 'warning' | 'failed';
  lastLoad?: Load;
  schedule?: string;
};
export type SourceDetail = Source & {
  mapping: { column: string; item: string; itemTitle: LocalText; transforms: string[]; grade: string }[];
};
export type RejectedRow = {
  id: string;
  rowNo: number;
  reasons: { item?: string; code: string; text: LocalText }[];
  preview: Record<string, string>;
};
export type ResourceListing = {
  id: string;
  title: LocalText;
  provider: string;
  providerName: LocalText;
  class: string;
  shareType: string;
  openAttribute: string;
  updateCycle: string;
  grade: string;
  itemCount: number;
  rowCount: number;
  lastLoadAt?: string;
};
export type ResourceDetail = ResourceListing & {
  items: { name: string; title: LocalText; type: string; grade?: string }[];
  sources: { id: string; title: LocalText }[];
  lineage: unknown;
};
export type Registry = {
  id: string;
  title: LocalText;
  kind: string;
  records: number;
  builtAt?: string;
  fields: {
    name: string;
    title: LocalText;
    from: { resource: string; title: LocalText; organisationName: LocalText }[];
    filled: number;
  }[];
};
export type DataInterface = {
  id: string;
  title: LocalText;
  registry: string;
  mode: string;
  version: string;
  callsToday: number;
  refusedToday: number;
  p50Ms?: number;
  grants: {
    application: string;
    applicationTitle: LocalText;
    organisationName: LocalText;
    fields: string[];
    purposes: LocalText[];
    legalBasis: LocalText;
  }[];
};
export type InterfaceCall = {
  id: string;
  at: string;
  application: string;
  applicationTitle: LocalText;
  mode: string;
  outcome: string;
  purpose: LocalText;
  caseNo: string;
  fields: string[];
  rows: number;
  ms: number;
  status: number;
};
export type Application = {
  id: string;
  title: LocalText;
  organisation: string;
  keys: { keyId: string; createdAt: string; lastUsedAt?: string; revokedAt?: string }[];
};
export type Figure = {
  indicator: string;
  title: LocalText;
  value: number;
  of?: number;
  kind: 'count' | 'share';
  unit: LocalText | string;
  meaning: LocalText;
  period: LocalText;
  series?: { at: string; value: number }[];
  byOrganisation?: { organisation: string; name: LocalText; value: number }[];
};
export type Board = { id: string; title: LocalText; at: string; panels: { title: LocalText; figures: Figure[] }[] };
export type IndicatorRecords = {
  title: LocalText;
  columns: { key: string; title: LocalText; kind: string }[];
  rows: Record<string, unknown>[];
  next?: string | null;
};
