import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import { wakeRail } from './connections.ts';

/** Asked by the rail itself; such requests of a line may be carried out together. */
export const BY_RAIL = 'exchange';

export type ReloadRow = { id: string; line_id: string; sealed: Buffer; actor: string; trace: string };

/** What the sealer binds the keys of a request to. */
export function reloadContext(id: string): string {
  return `exchange.reload:${id}`;
}

export async function askReload(tx: Tx, reload: ReloadRow & { at: Date }): Promise<void> {
  await tx.run(sql`insert into exchange.reload (id, line_id, sealed, actor, trace, created_at)
    values (${reload.id}, ${reload.line_id}, ${reload.sealed}, ${reload.actor}, ${reload.trace}, ${reload.at})`);
  await wakeRail(tx);
}

/** Requests of a connection's lines that wait, the oldest first. */
export function waitingReloads(tx: Tx, connectionId: string): Promise<ReloadRow[]> {
  return tx.rows(sql`select r.id, r.line_id, r.sealed, r.actor, r.trace from exchange.reload r join exchange.line l on l.id = r.line_id
    where l.connection_id = ${connectionId} and r.state = 'waiting' order by r.id limit 20`);
}

export async function endReload(
  tx: Tx,
  id: string,
  at: Date,
  end: { written: number; removed: number } | { fault: { code: string; text: LocalText } },
): Promise<void> {
  if ('fault' in end)
    await tx.run(
      sql`update exchange.reload set state = 'failed', fault = ${JSON.stringify(end.fault)}::jsonb, ended_at = ${at} where id = ${id} and state = 'waiting'`,
    );
  else
    await tx.run(sql`update exchange.reload set state = 'done', written = ${end.written}, removed = ${end.removed}, ended_at = ${at}
      where id = ${id} and state = 'waiting'`);
}

export type ReloadEnd =
  | { state: 'waiting' }
  | { state: 'done'; written: number; removed: number }
  | { state: 'failed'; fault: { code: string; text: LocalText } };

export async function reloadEnd(tx: Tx, id: string): Promise<ReloadEnd> {
  return tx.one<ReloadEnd>(sql`select state, written, removed, fault from exchange.reload where id = ${id}`);
}
