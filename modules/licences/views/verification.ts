import { Type } from 'typebox';
import { LocalText, shanghaiDate } from '@platform/kernel';
import { holderShown } from '../domain/record.ts';
import type { LicenceTools } from '../module.ts';
import type { LicenceRow } from '../store/licences.ts';
import type { VerificationRow } from '../store/verifications.ts';

/** A fact to be looked into before anything happens to a licence. */
export const Verification = Type.Object({
  id: Type.String(),
  licenceId: Type.String(),
  identifier: Type.String(),
  licenceTitle: LocalText,
  /** Masked. */
  holder: Type.String(),
  licenceStatus: Type.Enum(['valid', 'suspended', 'revoked']),
  organisation: Type.String(),
  title: LocalText,
  evidence: LocalText,
  field: LocalText,
  before: Type.Optional(LocalText),
  after: Type.Optional(LocalText),
  resource: Type.Optional(Type.String()),
  resourceTitle: Type.Optional(LocalText),
  loadId: Type.Optional(Type.String()),
  state: Type.Enum(['open', 'confirmed', 'dismissed']),
  createdAt: Type.String(),
  clock: Type.Optional(
    Type.Object({
      light: Type.Enum(['green', 'amber', 'red']),
      dueDate: Type.String(),
      workdaysLeft: Type.Integer(),
      provisional: Type.Boolean(),
    }),
  ),
  decidedAt: Type.Optional(Type.String()),
  finding: Type.Optional(Type.String()),
  /** What the holder said against the suspension. */
  objections: Type.Array(Type.Object({ at: Type.String(), text: Type.String() })),
  allowed: Type.Array(Type.Enum(['confirm', 'dismiss', 'restore', 'revoke'])),
});
export type Verification = Type.Static<typeof Verification>;

export function verificationView(tools: LicenceTools, row: VerificationRow, licence: LicenceRow): Verification {
  const content = tools.contents.verification(row);
  const record = tools.contents.record(licence);
  const { registry } = row;
  const field =
    registry === null
      ? undefined
      : tools.packs.find('registries', registry)?.value.fields.find(({ name }) => name === row.field);
  const table = field?.codeTable === undefined ? undefined : tools.packs.find('standards', field.codeTable)?.value;
  const shown = (code: string): LocalText =>
    table?.codes.find((one) => one.code === code)?.name ?? { zh: code, en: code };
  const resource = content.resource === null ? undefined : tools.packs.find('resources', content.resource)?.value;
  const objections = row.state === 'confirmed' ? (tools.contents.notice(licence)?.objections ?? []) : [];
  const suspended = row.state === 'confirmed' && licence.status === 'suspended';
  return {
    id: row.id,
    licenceId: licence.id,
    identifier: licence.identifier,
    licenceTitle: record.title,
    holder: holderShown(record),
    licenceStatus: licence.status,
    organisation: row.organisation,
    title: content.title,
    evidence: content.evidence,
    field: registry === null ? COMMITMENT : (field?.title ?? { zh: row.field ?? '', en: row.field ?? '' }),
    ...(registry === null ? { before: PROMISED, after: UNTRUE, resourceTitle: laterCheck(licence) } : {}),
    ...(content.before === null ? {} : { before: shown(content.before) }),
    ...(content.after === null ? {} : { after: shown(content.after) }),
    ...(content.resource === null ? {} : { resource: content.resource }),
    ...(resource ? { resourceTitle: resource.title } : {}),
    ...(row.loadId === null ? {} : { loadId: row.loadId }),
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    ...(row.state === 'open' ? { clock: clockOf(tools, row) } : {}),
    ...(row.decidedAt ? { decidedAt: row.decidedAt.toISOString() } : {}),
    ...(content.finding === undefined ? {} : { finding: content.finding }),
    objections,
    allowed: row.state === 'open' ? ['confirm', 'dismiss'] : suspended ? ['restore', 'revoke'] : [],
  };
}

const COMMITMENT: LocalText = { zh: '告知承诺', en: 'Commitment' };
const PROMISED: LocalText = { zh: '申请时承诺符合', en: 'promised with the application' };
const UNTRUE: LocalText = { zh: '不属实', en: 'Untrue' };

const laterCheck = ({ caseNo }: LicenceRow): LocalText => ({
  zh: `办件 ${caseNo} 的事后核查`,
  en: `Later check of case ${caseNo}`,
});

/** What of the holder's data an officer sees with this fact, for the record of reads. */
export const readOf = (row: VerificationRow, licence: LicenceRow): { resource: string; fields: string[] } =>
  row.registry === null
    ? { resource: `matter:${licence.matter}`, fields: ['commitment'] }
    : { resource: `registry:${row.registry}`, fields: [row.field ?? ''] };

function clockOf(tools: LicenceTools, row: VerificationRow): NonNullable<Verification['clock']> {
  const now = tools.clock.now();
  const workdaysLeft = tools.calendar.workdaysBetween(shanghaiDate(now), row.dueDate);
  const light = now >= row.dueAt ? 'red' : workdaysLeft <= 1 ? 'amber' : 'green';
  return { light, dueDate: row.dueDate, workdaysLeft, provisional: tools.calendar.isProvisional(row.dueDate) };
}
