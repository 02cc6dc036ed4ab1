import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type LineEvent = {
  readonly id: string;
  readonly connectionId: string;
  readonly lineId?: string | undefined;
  readonly at: Date;
  /** What kind of thing happened: `snapshot-done`, `paused`, `held`, `drift`, `log-budget`, … */
  readonly kind: string;
  readonly text: LocalText;
  /** Who did it: an account's id, or `exchange` for the platform itself. */
  readonly actor: string;
};

/** Writes what happened into the timeline; never values of rows or secrets. */
export async function noteEvent(tx: Tx, event: LineEvent): Promise<void> {
  await tx.run(sql`insert into exchange.line_event (id, connection_id, line_id, at, kind, text, actor)
    values (${event.id}, ${event.connectionId}, ${event.lineId ?? null}, ${event.at}, ${event.kind}, ${JSON.stringify(event.text)}::jsonb, ${event.actor})`);
}

export type LineEventRow = { id: string; at: Date; kind: string; text: LocalText; actor: string };

/** What happened on a line and on its connection as a whole, the newest first. */
export function listLineEvents(
  tx: Tx,
  of: { connectionId: string; lineId: string },
  page: { before?: string | undefined; limit: number },
): Promise<LineEventRow[]> {
  const older = page.before === undefined ? sql`true` : sql`id < ${page.before}::uuid`;
  return tx.rows(sql`select id, at, kind, text, actor from exchange.line_event
    where connection_id = ${of.connectionId} and (line_id = ${of.lineId} or line_id is null) and ${older} order by id desc limit ${page.limit}`);
}
