import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { documentNumber, documentTitle, DOCUMENT_KINDS } from '../domain/documents.ts';
import type { CaseTools } from '../module.ts';
import type { DeliveryRow, DocumentRow } from '../store/documents.ts';

/** A numbered document of a case, with how it reached the applicant (送达). */
export const CaseDocument = Type.Object({
  id: Type.String(),
  kind: Type.Enum(DOCUMENT_KINDS),
  title: LocalText,
  number: Type.String(),
  organisation: Type.String(),
  organisationName: LocalText,
  at: Type.String(),
  deliveries: Type.Array(
    Type.Object({
      channel: Type.String(),
      /** `unknown`: it was sent, and nobody knows whether it arrived. */
      state: Type.Enum(['waiting', 'sending', 'sent', 'failed', 'unknown']),
      attempts: Type.Integer(),
      sentAt: Type.Optional(Type.String()),
      seenAt: Type.Optional(Type.String()),
    }),
  ),
});
export type CaseDocument = Type.Static<typeof CaseDocument>;

export function numberOf(tools: Pick<CaseTools, 'organisations'>, row: DocumentRow): string {
  const organisation = tools.organisations.find(row.organisation);
  return documentNumber(organisation?.short.zh ?? row.organisation, row.kind, row.year, row.number);
}

export function caseDocument(
  tools: Pick<CaseTools, 'organisations'>,
  row: DocumentRow,
  deliveries: readonly DeliveryRow[],
): CaseDocument {
  return {
    id: row.id,
    kind: row.kind,
    title: documentTitle(row.kind),
    number: numberOf(tools, row),
    organisation: row.organisation,
    organisationName: tools.organisations.find(row.organisation)?.name ?? {
      zh: row.organisation,
      en: row.organisation,
    },
    at: row.at.toISOString(),
    deliveries: deliveries
      .filter(({ document_id: id }) => id === row.id)
      .map(({ channel, state, attempts, sent_at: sentAt, seen_at: seenAt }) => ({
        channel,
        state,
        attempts,
        ...(sentAt ? { sentAt: sentAt.toISOString() } : {}),
        ...(seenAt ? { seenAt: seenAt.toISOString() } : {}),
      })),
  };
}
