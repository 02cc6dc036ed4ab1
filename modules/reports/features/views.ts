import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { KINDS } from '../domain/told.ts';
import type { Listed } from '../store/report-lists.ts';

export const ReportView = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  sequence: Type.Integer(),
  kind: Type.Enum([...KINDS]),
  /** submitted, accepted, correction, suspended, resumed, extended, step, approved, refused, closed, withdrawn, returned, review. */
  what: Type.String(),
  matter: LocalText,
  organisation: LocalText,
  at: Type.String(),
  day: Type.String(),
  state: Type.Enum(['waiting', 'sent', 'failed']),
  attempts: Type.Integer(),
  nextTryAt: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
  reason: Type.Optional(LocalText),
  receiptNo: Type.Optional(Type.String()),
  sentAt: Type.Optional(Type.String()),
});

export function reportView({ matters, organisations }: Own, one: Listed): Static<typeof ReportView> {
  return {
    id: one.id,
    caseNo: one.caseNo,
    sequence: one.sequence,
    kind: one.kind,
    what: one.what,
    matter: matters.find(one.matter)?.title ?? { zh: one.matter, en: one.matter },
    organisation: organisations.find(one.organisation)?.name ?? { zh: one.organisation, en: one.organisation },
    at: one.at.toISOString(),
    day: one.day,
    state: one.state,
    attempts: one.attempts,
    ...(one.nextTryAt && one.state === 'waiting' ? { nextTryAt: one.nextTryAt.toISOString() } : {}),
    ...(one.code === null ? {} : { code: one.code }),
    ...(one.words === null ? {} : { reason: one.words }),
    ...(one.receiptNo === null ? {} : { receiptNo: one.receiptNo }),
    ...(one.sentAt ? { sentAt: one.sentAt.toISOString() } : {}),
  };
}

export const IdParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
export const PlainDay = Type.String({ format: 'date' });
