// What a line could not take: rows in quarantine and held columns (modules/exchange, docs/specs/railway-api.md).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type QuarantineState = 'kept' | 'replayed' | 'superseded' | 'dropped';
export type Reason = { item?: string; itemTitle?: LocalText; code: string; text: LocalText };
export type Quarantined = {
  id: string;
  at: string;
  op: 'read' | 'insert' | 'update' | 'delete';
  rowNo?: number;
  state: QuarantineState;
  reasons: Reason[];
};
export type QuarantinePage = PageOf<Quarantined> & { reasons: { code: string; text: LocalText; count: number }[] };
export type QuarantinedRow = Quarantined & { values: Record<string, string | null>; bytes?: string };
export type Cataloguing =
  | { as: 'ignored' }
  | { as: 'item'; name: string; title: LocalText; type: string; grade: number; personal: boolean; mask?: string };

export const QUARANTINE_PAGE = 50;
const one = encodeURIComponent;
const of = (line: string): string => `/api/exchange/lines/${one(line)}`;

export const fetchQuarantine = (line: string, state: string, reason: string | undefined, cursor: string | undefined) =>
  request<QuarantinePage>('GET', `${of(line)}/quarantine`, {
    query: { state, reason, cursor, limit: QUARANTINE_PAGE },
  });
/** Opens one row's values; the look is logged with its purpose. */
export const openQuarantined = (id: string, purpose: string) =>
  request<QuarantinedRow>('GET', `/api/exchange/quarantine/${one(id)}`, { query: { purpose } });
/** Checks the row again with these values, and takes it in when it passes. */
export const mendQuarantined = (id: string, values: Record<string, string | null> | undefined) =>
  request<{ state: string }>('POST', `/api/exchange/quarantine/${one(id)}/mend`, { body: values ? { values } : {} });
export const replayQuarantine = (line: string, reason: string | undefined) =>
  request<{ waiting: number }>('POST', `${of(line)}/quarantine/replay`, { body: reason ? { reason } : {} });
export const dropQuarantined = (line: string, ids: readonly string[], reason: string) =>
  request<unknown>('POST', `${of(line)}/quarantine/drop`, { body: { ids, reason } });
export const catalogueColumn = (line: string, column: string, body: Cataloguing) =>
  request<{ state: string; filled?: number }>('POST', `${of(line)}/held-columns/${one(column)}`, { body });
