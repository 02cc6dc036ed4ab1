import { sql, type Tx } from '@platform/database';
import { grantColumns, type StoredGrant } from './grants.ts';

/** Grants by id, whatever their state, with the number of the request each came from. */
export const grantsWithNumbers = (
  tx: Tx,
  ids: readonly string[],
): Promise<(StoredGrant & { request_no: string; at_once: boolean })[]> =>
  tx.rows(sql`select ${grantColumns('g')}, r.no as request_no, r.at_once from sharing.grant g join sharing.request r on r.id = g.request_id
    where g.id = any(${[...ids]}::uuid[])`);
