import { Type } from 'typebox';
import { LocalText, shanghaiDate, type Language } from '@platform/kernel';
import { statusOn } from '../domain/licence.ts';
import { STATUS_TITLES } from '../domain/titles.ts';
import type { LicenceTools } from '../module.ts';
import type { LicenceRow } from '../store/licences.ts';

/** A licence in its holder's wallet. */
export const MyLicence = {
  id: Type.String(),
  identifier: Type.String(),
  template: Type.String(),
  title: LocalText,
  subtitle: Type.Optional(LocalText),
  issuer: Type.String(),
  issuerName: LocalText,
  status: Type.Enum(['valid', 'suspended', 'revoked', 'expired']),
  statusTitle: LocalText,
  issuedAt: Type.String(),
  validUntil: Type.Optional(Type.String()),
  fields: Type.Array(Type.Object({ name: Type.String(), title: LocalText, value: Type.String() })),
  colour: Type.String(),
  caseNo: Type.String(),
};
const Shape = Type.Object(MyLicence);

export function myLicence(tools: LicenceTools, row: LicenceRow, language: Language): Type.Static<typeof Shape> {
  const record = tools.contents.record(row);
  const status = statusOn(row.status, row.validUntil, shanghaiDate(tools.clock.now()));
  return {
    id: row.id,
    identifier: row.identifier,
    template: row.template,
    title: record.title,
    ...(record.subtitle ? { subtitle: record.subtitle } : {}),
    issuer: row.issuer,
    issuerName: record.issuer.name,
    status,
    statusTitle: STATUS_TITLES[status],
    issuedAt: record.issuedAt,
    ...(record.validUntil === null ? {} : { validUntil: record.validUntil }),
    fields: record.fields.map(({ name, title, shown }) => ({ name, title, value: shown[language] })),
    colour: record.colour,
    caseNo: row.caseNo,
  };
}
