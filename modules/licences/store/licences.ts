import { sql, type Tx } from '@platform/database';
import type { StoredStatus } from '../domain/licence.ts';

export type LicenceRow = {
  id: string;
  identifier: string;
  template: string;
  caseId: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  issuer: string;
  subject: string;
  status: StoredStatus;
  revision: number;
  issuedAt: Date;
  validUntil: string | null;
  updatedAt: Date;
  recordDigest: Buffer;
  tokenDigest: Buffer;
  sealedRecord: Buffer;
  sealedToken: Buffer;
  recordSignature: Buffer;
  keyVersion: number;
  fileId: string | null;
  sealedNotice: Buffer | null;
};

const COLUMNS = sql`id, identifier, template, case_id as "caseId", case_no as "caseNo", matter, matter_version as "matterVersion", issuer, subject,
  status, revision, issued_at as "issuedAt", valid_until as "validUntil", updated_at as "updatedAt", record_digest as "recordDigest",
  token_digest as "tokenDigest", sealed_record as "sealedRecord", sealed_token as "sealedToken", record_signature as "recordSignature",
  key_version as "keyVersion", file_id as "fileId", sealed_notice as "sealedNotice"`;

export async function nextLicenceSerial(tx: Tx): Promise<number> {
  return (await tx.one<{ serial: number }>(sql`select nextval('licences.licence_serial')::int as serial`)).serial;
}

/** Inserts a licence; false when its case has one already. */
export async function insertLicence(tx: Tx, row: LicenceRow): Promise<boolean> {
  const inserted = await tx.run(sql`
    insert into licences.licence (id, identifier, template, case_id, case_no, matter, matter_version, issuer, subject, status, issued_at,
      valid_until, updated_at, record_digest, token_digest, sealed_record, sealed_token, record_signature, key_version)
    values (${row.id}, ${row.identifier}, ${row.template}, ${row.caseId}, ${row.caseNo}, ${row.matter}, ${row.matterVersion}, ${row.issuer},
      ${row.subject}, ${row.status}, ${row.issuedAt}, ${row.validUntil}, ${row.updatedAt}, ${row.recordDigest}, ${row.tokenDigest},
      ${row.sealedRecord}, ${row.sealedToken}, ${row.recordSignature}, ${row.keyVersion})
    on conflict (case_id) do nothing`);
  return inserted === 1;
}

export const findLicence = (tx: Tx, id: string): Promise<LicenceRow | undefined> =>
  tx.first<LicenceRow>(sql`select ${COLUMNS} from licences.licence where id = ${id}`);

export const lockLicence = (tx: Tx, id: string): Promise<LicenceRow | undefined> =>
  tx.first<LicenceRow>(sql`select ${COLUMNS} from licences.licence where id = ${id} for update`);

export const findLicenceByIdentifier = (tx: Tx, identifier: string): Promise<LicenceRow | undefined> =>
  tx.first<LicenceRow>(sql`select ${COLUMNS} from licences.licence where identifier = ${identifier}`);

export const findLicenceByCase = (tx: Tx, caseId: string): Promise<LicenceRow | undefined> =>
  tx.first<LicenceRow>(sql`select ${COLUMNS} from licences.licence where case_id = ${caseId}`);

export const lockLicenceOfCase = (tx: Tx, caseId: string): Promise<LicenceRow | undefined> =>
  tx.first<LicenceRow>(sql`select ${COLUMNS} from licences.licence where case_id = ${caseId} for update`);

/** All licences of a person, the newest first. */
export const licencesOfSubject = (tx: Tx, subject: string): Promise<LicenceRow[]> =>
  tx.rows<LicenceRow>(
    sql`select ${COLUMNS} from licences.licence where subject = ${subject} order by issued_at desc, id desc limit 200`,
  );

/** Licences of a person, by these templates, that are in use. */
export const validLicencesOf = (tx: Tx, subject: string, templates: readonly string[]): Promise<LicenceRow[]> =>
  tx.rows<LicenceRow>(sql`select ${COLUMNS} from licences.licence
    where subject = ${subject} and template = any(${[...templates]}) and status = 'valid' order by id for update`);

export async function setStatus(
  tx: Tx,
  id: string,
  status: StoredStatus,
  sealedNotice: Buffer | null,
  at: Date,
): Promise<void> {
  await tx.run(
    sql`update licences.licence set status = ${status}, sealed_notice = ${sealedNotice}, updated_at = ${at}, revision = revision + 1 where id = ${id}`,
  );
}

/** Keeps the rendered file; the first one stays. */
export async function setFile(tx: Tx, id: string, fileId: string): Promise<string> {
  await tx.run(sql`update licences.licence set file_id = ${fileId} where id = ${id} and file_id is null`);
  return (await tx.one<{ file: string }>(sql`select file_id as file from licences.licence where id = ${id}`)).file;
}
