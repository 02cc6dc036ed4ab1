import { sql, type Tx } from '@platform/database';
import type { DocumentKind } from '../domain/documents.ts';

export type DocumentRow = {
  id: string;
  case_id: string;
  kind: DocumentKind;
  organisation: string;
  year: number;
  number: number;
  at: Date;
  inside: boolean;
  sealed_content: Buffer;
  file_id: string | null;
};

export type NewDocument = {
  id: string;
  caseId: string;
  kind: DocumentKind;
  organisation: string;
  year: number;
  at: Date;
  sealedContent: Buffer;
  /** How it reaches the applicant; none for what stays inside. The inbox has it with the commit. */
  channels: readonly string[];
};

/**
 * Writes a document under its organisation's next number, with its deliveries. The counter's row is held until the transaction ends, so
 * a number is never left out; call it last.
 */
export async function insertDocument(tx: Tx, one: NewDocument): Promise<void> {
  await tx.run(sql`
    with counted as (
      insert into cases.document_counter as c (organisation, kind, year, last) values (${one.organisation}, ${one.kind}, ${one.year}, 1)
      on conflict (organisation, kind, year) do update set last = c.last + 1 returning last),
    written as (
      insert into cases.document (id, case_id, kind, organisation, year, number, at, sealed_content)
      select ${one.id}, ${one.caseId}, ${one.kind}, ${one.organisation}, ${one.year}, last, ${one.at}, ${one.sealedContent} from counted
      returning id, case_id, at)
    insert into cases.delivery (document_id, channel, case_id, state, created_at, sent_at, next_at)
    select w.id, channel, w.case_id, case channel when 'inbox' then 'sent' else 'waiting' end, w.at,
      case channel when 'inbox' then w.at end, case channel when 'inbox' then null else w.at end
    from written w, unnest(${[...one.channels]}::text[]) as channel`);
}

export async function documentsOfCase(tx: Tx, caseId: string): Promise<DocumentRow[]> {
  return tx.rows<DocumentRow>(sql`select * from cases.document where case_id = ${caseId} order by at, id`);
}

export async function findDocument(tx: Tx, id: string): Promise<DocumentRow | undefined> {
  return tx.first<DocumentRow>(sql`select * from cases.document where id = ${id}`);
}

/** Keeps the document's file; the one that is kept, should another have been first. */
export async function setDocumentFile(tx: Tx, id: string, fileId: string): Promise<string> {
  const { file_id } = await tx.one<{ file_id: string }>(
    sql`update cases.document set file_id = coalesce(file_id, ${fileId}) where id = ${id} returning file_id`,
  );
  return file_id;
}

export type DeliveryState = 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown';
export type DeliveryRow = {
  document_id: string;
  channel: string;
  case_id: string;
  state: DeliveryState;
  attempts: number;
  created_at: Date;
  next_at: Date | null;
  sent_at: Date | null;
  seen_at: Date | null;
  failure: string | null;
};

export async function deliveriesOfCase(tx: Tx, caseId: string): Promise<DeliveryRow[]> {
  return tx.rows<DeliveryRow>(
    sql`select * from cases.delivery where case_id = ${caseId} order by created_at, document_id, channel`,
  );
}

/** The applicant opened it: service is complete. */
export async function markSeen(tx: Tx, documentId: string, at: Date): Promise<void> {
  await tx.run(
    sql`update cases.delivery set seen_at = ${at} where document_id = ${documentId} and channel = 'inbox' and seen_at is null`,
  );
}

/**
 * Deliveries to be sent or asked about now, claimed until `until`: one that was claimed and never answered for is taken again under the same key.
 */
export async function claimDeliveries(tx: Tx, now: Date, until: Date, limit: number): Promise<DeliveryRow[]> {
  return tx.rows<DeliveryRow>(sql`
    update cases.delivery d set state = 'sending', attempts = attempts + 1, next_at = ${until}
    from (select document_id, channel from cases.delivery where next_at <= ${now}
      order by next_at limit ${limit} for update skip locked) as due
    where d.document_id = due.document_id and d.channel = due.channel returning d.*`);
}

export async function setDelivery(
  tx: Tx,
  row: Pick<DeliveryRow, 'document_id' | 'channel'>,
  to: { state: DeliveryState; sentAt?: Date; nextAt?: Date; failure?: string },
): Promise<void> {
  await tx.run(sql`
    update cases.delivery set state = ${to.state}, sent_at = coalesce(${to.sentAt ?? null}, sent_at), next_at = ${to.nextAt ?? null},
      failure = ${to.failure ?? null}
    where document_id = ${row.document_id} and channel = ${row.channel}`);
}
