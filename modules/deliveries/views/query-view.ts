import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import type { StoredOpinion, StoredQuery } from '../store/queries.ts';
import { applicationTitle, organisationName } from './party-words.ts';

const Party = { id: Type.String(), name: LocalText };

export const QueryView = Type.Object({
  id: Type.String(),
  no: Type.String(),
  resources: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  providers: Type.Array(Type.Object(Party)),
  consumer: Type.Object(Party),
  application: Type.Object(Party),
  askedAt: Type.String(),
  purpose: LocalText,
  caseNo: Type.Optional(Type.String()),
  legalBasis: LocalText,
  mode: Type.Enum(['rows', 'groups']),
  format: Type.Enum(['csv', 'xlsx']),
  words: Type.Array(LocalText),
  state: Type.Enum(['running', 'to-review', 'released', 'refused', 'failed', 'withdrawn', 'lapsed']),
  fault: Type.Optional(Type.Object({ code: Type.String(), text: LocalText })),
  rows: Type.Optional(Type.Integer()),
  hints: Type.Array(Type.Object({ level: Type.Enum(['note', 'warning']), code: Type.String(), text: LocalText })),
  opinions: Type.Array(
    Type.Object({
      provider: LocalText,
      by: LocalText,
      decision: Type.Enum(['release', 'refuse']),
      reason: Type.String(),
      at: Type.String(),
    }),
  ),
  ranAt: Type.Optional(Type.String()),
  endedAt: Type.Optional(Type.String()),
});
export type QueryView = Static<typeof QueryView>;

export function queryView(deps: Own, one: StoredQuery, opinions: readonly StoredOpinion[]): QueryView {
  return {
    id: one.id,
    no: one.no,
    resources: one.resources.map((id) => ({ id, title: deps.catalogue.find(id)?.title ?? { zh: id, en: id } })),
    providers: one.providers.map((id) => ({ id, name: organisationName(deps, id) })),
    consumer: { id: one.consumer, name: organisationName(deps, one.consumer) },
    application: { id: one.application, name: applicationTitle(deps, one.application) },
    askedAt: one.asked_at.toISOString(),
    purpose: one.purpose.title,
    ...(one.case_no === null ? {} : { caseNo: one.case_no }),
    legalBasis: one.legal_basis,
    mode: one.query.mode,
    format: one.wanted.format,
    words: one.words,
    state: one.state,
    ...(one.fault ? { fault: { code: one.fault.code, text: { zh: one.fault.zh, en: one.fault.en } } } : {}),
    ...(one.rows === null ? {} : { rows: one.rows }),
    hints: one.hints ?? [],
    opinions: opinions
      .filter(({ query_id }) => query_id === one.id)
      .map(({ provider, organisation, decision, reason, at }) => ({
        provider: organisationName(deps, provider),
        by: organisationName(deps, organisation),
        decision,
        reason,
        at: at.toISOString(),
      })),
    ...(one.ran_at === null ? {} : { ranAt: one.ran_at.toISOString() }),
    ...(one.ended_at === null ? {} : { endedAt: one.ended_at.toISOString() }),
  };
}
