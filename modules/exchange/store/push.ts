import { sql, type Tx } from '@platform/database';

export type PushGrant = { application: string; grantedAt: Date; grantedBy: string };

export async function listGrants(tx: Tx, lineId: string): Promise<PushGrant[]> {
  return tx.rows(sql`select application, granted_at as "grantedAt", granted_by as "grantedBy" from exchange.push_grant
    where line_id = ${lineId} order by application`);
}

export async function hasGrant(tx: Tx, lineId: string, application: string): Promise<boolean> {
  const row = await tx.one<{ any: boolean }>(
    sql`select exists (select from exchange.push_grant where line_id = ${lineId} and application = ${application}) as any`,
  );
  return row.any;
}

/** Whether the grant is new. */
export async function insertGrant(
  tx: Tx,
  grant: { lineId: string; application: string; at: Date; by: string },
): Promise<boolean> {
  return (
    (await tx.run(sql`insert into exchange.push_grant (line_id, application, granted_at, granted_by)
      values (${grant.lineId}, ${grant.application}, ${grant.at}, ${grant.by}) on conflict do nothing`)) === 1
  );
}

/** Whether there was one to take away. */
export async function deleteGrant(tx: Tx, lineId: string, application: string): Promise<boolean> {
  return (
    (await tx.run(sql`delete from exchange.push_grant where line_id = ${lineId} and application = ${application}`)) ===
    1
  );
}

export type PushBatch = { fingerprint: string; answer: unknown };

/** A batch that was taken before, under this id by this application. */
export function findBatch(
  tx: Tx,
  lineId: string,
  application: string,
  batchId: string,
): Promise<PushBatch | undefined> {
  return tx.first(sql`select fingerprint, answer from exchange.push_batch
    where line_id = ${lineId} and application = ${application} and batch_id = ${batchId}`);
}

export async function insertBatch(
  tx: Tx,
  batch: {
    lineId: string;
    application: string;
    batchId: string;
    fingerprint: string;
    sequence: number | undefined;
    at: Date;
    answer: unknown;
  },
): Promise<void> {
  await tx.run(sql`insert into exchange.push_batch (line_id, application, batch_id, fingerprint, sequence, at, answer)
    values (${batch.lineId}, ${batch.application}, ${batch.batchId}, ${batch.fingerprint}, ${batch.sequence ?? null}, ${batch.at},
      ${JSON.stringify(batch.answer)}::jsonb)`);
}

/** The number of the last batch taken; 0 when none was numbered. */
export async function sequenceOf(tx: Tx, lineId: string, application: string): Promise<number> {
  const row = await tx.first<{ up_to: bigint }>(
    sql`select up_to from exchange.push_sequence where line_id = ${lineId} and application = ${application}`,
  );
  return Number(row?.up_to ?? 0n);
}

export async function moveSequence(tx: Tx, lineId: string, application: string, upTo: number): Promise<void> {
  await tx.run(sql`insert into exchange.push_sequence (line_id, application, up_to) values (${lineId}, ${application}, ${upTo})
    on conflict (line_id, application) do update set up_to = excluded.up_to`);
}

/** Forgets answers of batches that nobody sends again. @returns batches forgotten */
export function forgetBatches(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`delete from exchange.push_batch where at < ${before}`);
}
