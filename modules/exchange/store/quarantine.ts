import { copyRows, sql, type Tx } from '@platform/database';
import type { Reason } from '../domain/reasons.ts';

export type QuarantineState = 'kept' | 'replayed' | 'superseded' | 'dropped';
export type QuarantinedOp = 'read' | 'insert' | 'update' | 'delete';

/** What stands sealed in a quarantined row: the source's columns and values, and the line as it came, where there was one. */
export type QuarantinedContent = { columns: string[]; values: (string | null)[]; bytes?: string };

export type NewQuarantined = {
  readonly id: string;
  readonly lineId: string;
  readonly runId?: string | undefined;
  readonly at: Date;
  readonly op: QuarantinedOp;
  readonly position?: string | undefined;
  readonly rowNo?: number | undefined;
  /** {@link keyMark} of the row's key, when that much of it is sound. */
  readonly keyMark?: string | undefined;
  readonly reasons: readonly Reason[];
  /** {@link QuarantinedContent}, sealed under {@link quarantineContext}. */
  readonly sealed: Buffer;
};

export type QuarantinedRow = {
  id: string;
  line_id: string;
  run_id: string | null;
  at: Date;
  op: QuarantinedOp;
  position: string | null;
  row_no: bigint | null;
  key_mark: string | null;
  reasons: Reason[];
  state: QuarantineState;
  ended_at: Date | null;
  ended_by: string | null;
};

/** What the sealer binds a quarantined row to. */
export function quarantineContext(id: string): string {
  return `exchange.quarantined:${id}`;
}

/** Finds rows of one key without telling the key: hex of the foundations' `blindIndex`, made per line. */
export function keyMark(
  blindIndex: (value: string, purpose: string) => string,
  lineId: string,
  key: readonly string[],
): string {
  return blindIndex(JSON.stringify(key), `exchange.quarantined:${lineId}`);
}

export async function keepQuarantined(tx: Tx, rows: readonly NewQuarantined[]): Promise<void> {
  if (rows.length === 0) return;
  await copyRows(
    tx,
    {
      schema: 'exchange',
      table: 'quarantined',
      columns: ['id', 'line_id', 'run_id', 'at', 'op', 'position', 'row_no', 'key_mark', 'reasons', 'sealed'],
    },
    rows.map((row) => [
      row.id,
      row.lineId,
      row.runId ?? null,
      row.at.toISOString(),
      row.op,
      row.position ?? null,
      row.rowNo === undefined ? null : String(row.rowNo),
      row.keyMark ?? null,
      JSON.stringify(row.reasons),
      `\\x${row.sealed.toString('hex')}`,
    ]),
  );
}

/** Whether the line keeps any row: only then a good row's key need be marked. */
export async function hasQuarantined(tx: Tx, lineId: string): Promise<boolean> {
  const row = await tx.one<{ any: boolean }>(
    sql`select exists (select from exchange.quarantined where line_id = ${lineId} and state = 'kept') as any`,
  );
  return row.any;
}

/** Newer good rows of these keys have come: what was kept under them is out of date. @returns rows superseded */
export function supersedeQuarantined(tx: Tx, lineId: string, keyMarks: readonly string[], at: Date): Promise<number> {
  if (keyMarks.length === 0) return Promise.resolve(0);
  return tx.run(sql`update exchange.quarantined set state = 'superseded', ended_at = ${at}, ended_by = 'exchange'
    where line_id = ${lineId} and state = 'kept' and key_mark = any(${[...keyMarks]})`);
}

const COLUMNS = sql`id, line_id, run_id, at, op, position, row_no, key_mark, reasons, state, ended_at, ended_by`;

/** Kept rows of a line, the newest first. */
export function listQuarantined(
  tx: Tx,
  filter: {
    lineId: string;
    state?: QuarantineState | undefined;
    reason?: string | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<QuarantinedRow[]> {
  const where = [sql`line_id = ${filter.lineId}`];
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`);
  if (filter.reason !== undefined) where.push(sql`reasons @> ${JSON.stringify([{ code: filter.reason }])}::jsonb`);
  if (filter.before !== undefined) where.push(sql`id < ${filter.before}::uuid`);
  return tx.rows<QuarantinedRow>(
    sql`select ${COLUMNS} from exchange.quarantined where ${sql.join(where, ' and ')} order by id desc limit ${filter.limit}`,
  );
}

/** Reasons of the rows of a line in a state, with how many rows bear each. */
export async function countReasons(
  tx: Tx,
  lineId: string,
  state: QuarantineState,
): Promise<{ code: string; count: number }[]> {
  const rows = await tx.rows<{ code: string; count: bigint }>(sql`
    select reason ->> 'code' as code, count(distinct q.id) as count from exchange.quarantined q, jsonb_array_elements(q.reasons) reason
    where q.line_id = ${lineId} and q.state = ${state} group by 1 order by 2 desc, 1`);
  return rows.map((row) => ({ code: row.code, count: Number(row.count) }));
}

/** Kept rows by line. */
export async function countKept(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.rows<{ line_id: string; count: bigint }>(
    sql`select line_id, count(*) as count from exchange.quarantined where state = 'kept' group by line_id`,
  );
  return new Map(rows.map((row) => [row.line_id, Number(row.count)]));
}

export function findQuarantined(tx: Tx, id: string): Promise<(QuarantinedRow & { sealed: Buffer }) | undefined> {
  return tx.first(sql`select ${COLUMNS}, sealed from exchange.quarantined where id = ${id}`);
}

/** The row, locked until the transaction ends. */
export function lockQuarantined(tx: Tx, id: string): Promise<(QuarantinedRow & { sealed: Buffer }) | undefined> {
  return tx.first(sql`select ${COLUMNS}, sealed from exchange.quarantined where id = ${id} for update`);
}

/** Kept rows of a line in the order in which they came, above `after`, locked and leaving out those that others work on. */
export function takeQuarantined(
  tx: Tx,
  filter: { lineId: string; reason?: string | undefined; after?: string | undefined; limit: number },
): Promise<(QuarantinedRow & { sealed: Buffer })[]> {
  const where = [sql`line_id = ${filter.lineId}`, sql`state = 'kept'`];
  if (filter.reason !== undefined) where.push(sql`reasons @> ${JSON.stringify([{ code: filter.reason }])}::jsonb`);
  if (filter.after !== undefined) where.push(sql`id > ${filter.after}::uuid`);
  return tx.rows(sql`select ${COLUMNS}, sealed from exchange.quarantined where ${sql.join(where, ' and ')}
    order by id limit ${filter.limit} for update skip locked`);
}

/** Ends kept rows. @returns rows ended */
export function endQuarantined(
  tx: Tx,
  lineId: string,
  ids: readonly string[],
  state: Exclude<QuarantineState, 'kept'>,
  at: Date,
  by: string,
): Promise<number> {
  return tx.run(sql`update exchange.quarantined set state = ${state}, ended_at = ${at}, ended_by = ${by}
    where line_id = ${lineId} and state = 'kept' and id = any(${[...ids]}::uuid[])`);
}

/** What was found wrong when a kept row was checked again. */
export async function setReasons(tx: Tx, id: string, reasons: readonly Reason[]): Promise<void> {
  await tx.run(sql`update exchange.quarantined set reasons = ${JSON.stringify(reasons)}::jsonb where id = ${id}`);
}

/** How many rows a line keeps; with one reason only when given. */
export async function countKeptOf(tx: Tx, lineId: string, reason: string | undefined): Promise<number> {
  const bearing = reason === undefined ? sql`true` : sql`reasons @> ${JSON.stringify([{ code: reason }])}::jsonb`;
  const row = await tx.one<{ count: bigint }>(
    sql`select count(*) as count from exchange.quarantined where line_id = ${lineId} and state = 'kept' and ${bearing}`,
  );
  return Number(row.count);
}
