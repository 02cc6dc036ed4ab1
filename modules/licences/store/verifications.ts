import { sql, type Sql, type Tx } from '@platform/database';

export type VerificationState = 'open' | 'confirmed' | 'dismissed';

export type VerificationRow = {
  id: string;
  licenceId: string;
  organisation: string;
  /** Registry, field and watch that told of it; null where an officer found it in a case. */
  registry: string | null;
  field: string | null;
  rule: number | null;
  loadId: string | null;
  state: VerificationState;
  createdAt: Date;
  dueAt: Date;
  dueDate: string;
  decidedAt: Date | null;
  decidedBy: string | null;
  sealedContent: Buffer;
};

const COLUMNS = sql`id, licence_id as "licenceId", organisation, registry, field, rule, load_id as "loadId", state, created_at as "createdAt",
  due_at as "dueAt", due_date as "dueDate", decided_at as "decidedAt", decided_by as "decidedBy", sealed_content as "sealedContent"`;

/** Opens a task; false when the same watch has one open for this licence. */
export async function insertVerification(tx: Tx, row: VerificationRow): Promise<boolean> {
  const inserted = await tx.run(sql`
    insert into licences.verification (id, licence_id, organisation, registry, field, rule, load_id, state, created_at, due_at, due_date, sealed_content)
    values (${row.id}, ${row.licenceId}, ${row.organisation}, ${row.registry}, ${row.field}, ${row.rule}, ${row.loadId}, 'open', ${row.createdAt},
      ${row.dueAt}, ${row.dueDate}, ${row.sealedContent})
    on conflict (licence_id, registry, field, rule) where state = 'open' do nothing`);
  return inserted === 1;
}

export const findVerification = (tx: Tx, id: string): Promise<VerificationRow | undefined> =>
  tx.first<VerificationRow>(sql`select ${COLUMNS} from licences.verification where id = ${id}`);

export const lockVerification = (tx: Tx, id: string): Promise<VerificationRow | undefined> =>
  tx.first<VerificationRow>(sql`select ${COLUMNS} from licences.verification where id = ${id} for update`);

/** Keeps what an officer has found elsewhere, confirmed as it is; false when this `origin` was kept before. */
export async function insertFinding(
  tx: Tx,
  row: Pick<VerificationRow, 'id' | 'licenceId' | 'organisation' | 'createdAt' | 'sealedContent'>,
  origin: string,
  dueDate: string,
): Promise<boolean> {
  const { id, licenceId, organisation, createdAt: at, sealedContent } = row;
  const inserted = await tx.run(sql`
    insert into licences.verification (id, licence_id, organisation, origin, state, created_at, due_at, due_date, decided_at, sealed_content)
    values (${id}, ${licenceId}, ${organisation}, ${origin}, 'confirmed', ${at}, ${at}, ${dueDate}, ${at}, ${sealedContent})
    on conflict (licence_id, origin) where origin is not null do nothing`);
  return inserted === 1;
}

export async function endVerification(
  tx: Tx,
  id: string,
  state: VerificationState,
  by: string,
  at: Date,
  sealedContent: Buffer,
): Promise<void> {
  await tx.run(sql`
    update licences.verification set state = ${state}, decided_at = ${at}, decided_by = ${by}, sealed_content = ${sealedContent} where id = ${id}`);
}

/** Tasks of these organisations, the newest first; one more than `limit` where there are more. */
export function listVerificationRows(
  tx: Tx,
  filter: { organisations: 'all' | readonly string[]; state?: VerificationState },
  limit: number,
  after?: { at: string; id: string },
): Promise<VerificationRow[]> {
  const where: Sql[] = [sql`true`];
  if (filter.organisations !== 'all') where.push(sql`organisation = any(${[...filter.organisations]})`);
  if (filter.state) where.push(sql`state = ${filter.state}`);
  if (after) where.push(sql`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return tx.rows<VerificationRow>(sql`
    select ${COLUMNS} from licences.verification where ${sql.join(where, ' and ')} order by created_at desc, id desc limit ${limit + 1}`);
}
