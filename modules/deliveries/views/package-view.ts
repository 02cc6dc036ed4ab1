import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { filterWords } from '../domain/query-words.ts';
import type { Package } from '../store/packages.ts';
import { applicationTitle, codeName, organisationName } from './party-words.ts';

const Party = { id: Type.String(), name: LocalText };

export const PackageView = Type.Object({
  id: Type.String(),
  no: Type.String(),
  kind: Type.Enum(['file', 'sandbox']),
  queryId: Type.Optional(Type.String()),
  resources: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
  providers: Type.Array(Type.Object(Party)),
  consumer: Type.Object(Party),
  application: Type.Object(Party),
  orderedAt: Type.String(),
  purpose: LocalText,
  caseNo: Type.Optional(Type.String()),
  legalBasis: LocalText,
  fields: Type.Array(LocalText),
  conditions: Type.Array(LocalText),
  limit: Type.Integer(),
  format: Type.Enum(['csv', 'xlsx']),
  state: Type.Enum(['waiting', 'ready', 'failed', 'withdrawn', 'expired']),
  /** Why it came to nothing, or why it cannot be fetched now. */
  fault: Type.Optional(Type.Object({ code: Type.String(), text: LocalText })),
  rows: Type.Optional(Type.Integer()),
  cut: Type.Boolean(),
  bytes: Type.Optional(Type.Integer()),
  hash: Type.Optional(Type.String()),
  carriers: Type.Optional(Type.Integer()),
  madeAt: Type.Optional(Type.String()),
  expiresAt: Type.Optional(Type.String()),
  downloads: Type.Integer(),
  mostDownloads: Type.Integer(),
  endedAt: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
});
export type PackageView = Static<typeof PackageView>;

export function packageView(deps: Own, one: Package): PackageView {
  const resources = one.resources.map((id) => deps.catalogue.find(id));
  const item = (name: string) =>
    resources.flatMap((resource) => resource?.items ?? []).find((found) => found.name === name);
  const lost =
    one.state === 'ready' && one.grants.some((id) => !deps.grants.byId(id))
      ? {
          code: 'deliveries.grant-lost',
          text: {
            zh: '授权现在不在有效状态，不能下载',
            en: 'The grant is not in force now, so it cannot be downloaded',
          },
        }
      : undefined;
  const fault = one.fault ? { code: one.fault.code, text: { zh: one.fault.zh, en: one.fault.en } } : lost;
  return {
    id: one.id,
    no: one.no,
    kind: one.kind,
    ...(one.query_id === null ? {} : { queryId: one.query_id }),
    resources: one.resources.map((id, index) => ({ id, title: resources[index]?.title ?? { zh: id, en: id } })),
    providers: one.providers.map((id) => ({ id, name: organisationName(deps, id) })),
    consumer: { id: one.consumer, name: organisationName(deps, one.consumer) },
    application: { id: one.application, name: applicationTitle(deps, one.application) },
    orderedAt: one.ordered_at.toISOString(),
    purpose: one.purpose.title,
    ...(one.case_no === null ? {} : { caseNo: one.case_no }),
    legalBasis: one.legal_basis,
    fields: one.wanted.fields.map((name) => item(name)?.title ?? { zh: name, en: name }),
    conditions: one.wanted.filters.map((filter) => {
      const found = item(filter.field);
      return filterWords(filter, found ?? { title: { zh: filter.field, en: filter.field } }, (value) =>
        codeName(deps, found?.codeTable, value),
      );
    }),
    limit: one.wanted.limit,
    format: one.format,
    state: one.state,
    ...(fault ? { fault } : {}),
    ...(one.rows === null ? {} : { rows: one.rows }),
    cut: one.cut,
    ...(one.bytes === null ? {} : { bytes: Number(one.bytes) }),
    ...(one.hash === null ? {} : { hash: one.hash.toString('hex') }),
    ...(one.carriers === null ? {} : { carriers: one.carriers }),
    ...(one.made_at === null ? {} : { madeAt: one.made_at.toISOString() }),
    ...(one.expires_at === null ? {} : { expiresAt: one.expires_at.toISOString() }),
    downloads: one.downloads,
    mostDownloads: one.most_downloads,
    ...(one.ended_at === null ? {} : { endedAt: one.ended_at.toISOString() }),
    ...(one.reason === null ? {} : { reason: one.reason }),
  };
}
