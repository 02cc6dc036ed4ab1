import { sql, type Tx } from '@platform/database';

/** Grants that an open dispute, or an open objection to a request, is about; those of other nodes bear their request's id. */
export async function grantsInDispute(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    with disputed as (
      select about_kind, about_id from sharing.dispute where state in ('open', 'answered') and about_kind in ('grant', 'request')
      union all select 'request', id::text from sharing.request where objection = 'open')
    select about_id as id from disputed
    union select g.id::text from sharing.grant g where g.request_id in (select d.about_id::uuid from disputed d where d.about_kind = 'request')`);
  return rows.map(({ id }) => id);
}

/** Deliveries that an open dispute is about. */
export async function deliveriesInDispute(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    sql`select distinct about_id as id from sharing.dispute where state in ('open', 'answered') and about_kind = 'delivery'`,
  );
  return rows.map(({ id }) => id);
}
