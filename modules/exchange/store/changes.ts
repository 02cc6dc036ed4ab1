import { copyRows, sql, type Tx } from '@platform/database';

export type NewChange = {
  readonly lineId: string;
  readonly at: Date;
  readonly position: string;
  readonly transaction: string;
  readonly op: 'c' | 'u' | 'd' | 'r' | 't';
  readonly key: Readonly<Record<string, string>> | undefined;
  readonly before: Readonly<Record<string, string | null>> | undefined;
  readonly after: Readonly<Record<string, string | null>> | undefined;
  readonly sourceAt: Date;
};

const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));

/**
 * To be called in a transaction before it writes to the stream: lines of other connections write as well, and without it their numbers could commit
 * out of order, so that a reader passes by a change that commits late.
 */
export async function lockStream(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(73577011), pg_notify('yiwang_change', '')`);
}

/**
 * Appends to the stream, in the transaction that applies. Numbers are given in the order of commits: who reads above a number never misses a
 * smaller one that commits later.
 */
export async function appendChanges(tx: Tx, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) return;
  await lockStream(tx);
  await copyRows(
    tx,
    {
      schema: 'exchange',
      table: 'change',
      columns: ['line_id', 'at', 'position', 'transaction', 'op', 'key', 'before', 'after', 'source_at'],
    },
    changes.map((change) => [
      change.lineId,
      change.at.toISOString(),
      change.position,
      change.transaction,
      change.op,
      json(change.key),
      json(change.before),
      json(change.after),
      change.sourceAt.toISOString(),
    ]),
  );
}
