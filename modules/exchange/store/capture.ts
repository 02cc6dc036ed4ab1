import { sql, type Tx } from '@platform/database';
import type { Fault } from '../domain/line.ts';

export type Capture = { readonly position: string | null; readonly name: string };

/** The place of a connection's capture, made at the first time. */
export async function ensureCapture(tx: Tx, connectionId: string, name: string): Promise<Capture> {
  await tx.run(
    sql`insert into exchange.capture (connection_id, name) values (${connectionId}, ${name}) on conflict do nothing`,
  );
  return tx.one<Capture>(sql`select position, name from exchange.capture where connection_id = ${connectionId}`);
}

/**
 * Moves the place on, in the transaction that applied all up to it. False when it was not at `from`: someone else applies, and this
 * transaction must not commit.
 */
export async function advanceCapture(
  tx: Tx,
  connectionId: string,
  from: string,
  to: string,
  at: { received: Date; applied: Date },
): Promise<boolean> {
  const moved =
    await tx.run(sql`update exchange.capture set position = ${to}, received_at = ${at.received}, applied_at = ${at.applied}
    where connection_id = ${connectionId} and position = ${from}`);
  return moved === 1;
}

/** Where a capture begins; null when nothing of the source's log is kept for us any more. */
export async function setCapturePosition(tx: Tx, connectionId: string, position: string | null): Promise<void> {
  await tx.run(sql`update exchange.capture set position = ${position} where connection_id = ${connectionId}`);
}

export async function setCaptureState(
  tx: Tx,
  connectionId: string,
  state: 'idle' | 'running' | 'backing-off' | 'stopped',
  fault: Fault | null,
): Promise<void> {
  await tx.run(sql`update exchange.capture set state = ${state}, fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb
    where connection_id = ${connectionId}`);
}

export async function noteRetention(
  tx: Tx,
  connectionId: string,
  kept: { bytes: number; seconds?: number | undefined },
): Promise<void> {
  await tx.run(sql`update exchange.capture set retained_bytes = ${Math.max(0, Math.round(kept.bytes))}, retained_seconds = ${kept.seconds ?? null}
    where connection_id = ${connectionId}`);
}
