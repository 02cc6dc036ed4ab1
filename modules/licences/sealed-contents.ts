import type { Sealer } from '@platform/crypto';
import type { LocalText } from '@platform/kernel';
import type { LicenceRecord } from './domain/record.ts';
import type { LicenceRow } from './store/licences.ts';

/** What the holder was told about a suspension or revocation. */
export type LicenceNotice = {
  kind: 'suspended' | 'revoked';
  reason: LocalText;
  evidence: LocalText;
  /** What the officer wrote. */
  finding: string;
  /** Last day to object. */
  objectionUntil: string;
  at: string;
  objections: { at: string; text: string }[];
};

/** What an officer looks into. */
export type VerificationContent = {
  title: LocalText;
  evidence: LocalText;
  noticeReason: LocalText;
  objectionDays: number;
  before: string | null;
  after: string | null;
  resource: string | null;
  finding?: string;
};

export type Contents = {
  sealRecord(id: string, record: LicenceRecord): Buffer;
  record(row: Pick<LicenceRow, 'id' | 'sealedRecord'>): LicenceRecord;
  sealToken(id: string, token: string): Buffer;
  token(row: Pick<LicenceRow, 'id' | 'sealedToken'>): string;
  sealNotice(id: string, notice: LicenceNotice): Buffer;
  notice(row: Pick<LicenceRow, 'id' | 'sealedNotice'>): LicenceNotice | undefined;
  sealReason(changeId: string, reason: string): Buffer;
  reason(change: { id: string; sealedReason: Buffer | null }): string | undefined;
  sealVerification(id: string, content: VerificationContent): Buffer;
  verification(row: { id: string; sealedContent: Buffer }): VerificationContent;
};

export function licenceContents(sealer: Sealer): Contents {
  const place = (id: string, column: string): string => `licences.licence:${id}:${column}`;
  return {
    sealRecord: (id, record) => sealer.sealJson(record, place(id, 'record')),
    record: ({ id, sealedRecord }) => sealer.openJson(sealedRecord, place(id, 'record')) as LicenceRecord,
    sealToken: (id, token) => sealer.sealText(token, place(id, 'token')),
    token: ({ id, sealedToken }) => sealer.openText(sealedToken, place(id, 'token')),
    sealNotice: (id, notice) => sealer.sealJson(notice, place(id, 'notice')),
    notice: ({ id, sealedNotice }) =>
      sealedNotice ? (sealer.openJson(sealedNotice, place(id, 'notice')) as LicenceNotice) : undefined,
    sealReason: (id, reason) => sealer.sealText(reason, `licences.change:${id}:reason`),
    reason: ({ id, sealedReason }) =>
      sealedReason ? sealer.openText(sealedReason, `licences.change:${id}:reason`) : undefined,
    sealVerification: (id, content) => sealer.sealJson(content, `licences.verification:${id}`),
    verification: ({ id, sealedContent }) =>
      sealer.openJson(sealedContent, `licences.verification:${id}`) as VerificationContent,
  };
}
