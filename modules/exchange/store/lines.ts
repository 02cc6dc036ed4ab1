import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { SourceMode, TableShape } from '@platform/sources';
import type { Fault, Line, LineState, Mapped } from '../domain/line.ts';
import { wakeRail } from './connections.ts';

type Row = {
  id: string;
  connection_id: string;
  title: LocalText;
  organisation: string;
  resource: string;
  schema_name: string;
  table_name: string;
  mapping: Mapped[];
  mode: SourceMode;
  cursor_column: string | null;
  schedule: Line['schedule'];
  origin: 'pack' | 'console';
  state: LineState;
  fault: Fault | null;
  shape: TableShape | null;
  streamed: boolean;
  position: string | null;
  source_at: Date | null;
  applied_at: Date | null;
  cursor_value: string | null;
  rows_in_lake: bigint | null;
  version: number;
};

const COLUMNS = sql`id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, cursor_column, schedule, origin, state,
  fault, shape, streamed, position, source_at, applied_at, cursor_value, rows_in_lake, version`;

function lineOf(row: Row): Line {
  return {
    id: row.id,
    connectionId: row.connection_id,
    title: row.title,
    organisation: row.organisation,
    resource: row.resource,
    table: { schema: row.schema_name, table: row.table_name },
    mapping: row.mapping,
    mode: row.mode,
    cursorColumn: row.cursor_column,
    schedule: row.schedule,
    origin: row.origin,
    state: row.state,
    fault: row.fault,
    shape: row.shape,
    streamed: row.streamed,
    position: row.position,
    sourceAt: row.source_at,
    appliedAt: row.applied_at,
    cursorValue: row.cursor_value,
    rowsInLake: row.rows_in_lake === null ? null : Number(row.rows_in_lake),
    version: row.version,
  };
}

/** Lines in use, by id; of one connection or of some organisations only when given. */
export async function listLines(
  tx: Tx,
  filter: { connectionId?: string | undefined; organisations?: readonly string[] | undefined } = {},
): Promise<Line[]> {
  const where = [sql`removed_at is null`];
  if (filter.connectionId !== undefined) where.push(sql`connection_id = ${filter.connectionId}`);
  if (filter.organisations) where.push(sql`organisation = any(${[...filter.organisations]})`);
  const rows = await tx.rows<Row>(
    sql`select ${COLUMNS} from exchange.line where ${sql.join(where, ' and ')} order by id`,
  );
  return rows.map(lineOf);
}

/** The line if it is in use. */
export async function findLine(tx: Tx, id: string): Promise<Line | undefined> {
  const row = await tx.first<Row>(sql`select ${COLUMNS} from exchange.line where id = ${id} and removed_at is null`);
  return row && lineOf(row);
}

/** The line, locked until the transaction ends. */
export async function lockLine(tx: Tx, id: string): Promise<Line | undefined> {
  const row = await tx.first<Row>(
    sql`select ${COLUMNS} from exchange.line where id = ${id} and removed_at is null for update`,
  );
  return row && lineOf(row);
}

export type NewLine = Pick<
  Line,
  | 'id'
  | 'connectionId'
  | 'title'
  | 'organisation'
  | 'resource'
  | 'table'
  | 'mapping'
  | 'mode'
  | 'cursorColumn'
  | 'schedule'
  | 'origin'
  | 'shape'
> & { at: Date; by: string };

/** Makes a line; false when this table already feeds this resource on this connection. */
export async function insertLine(tx: Tx, line: NewLine): Promise<boolean> {
  const made = await tx.run(sql`
    insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, cursor_column, schedule,
      origin, shape, created_at, created_by)
    values (${line.id}, ${line.connectionId}, ${JSON.stringify(line.title)}::jsonb, ${line.organisation}, ${line.resource}, ${line.table.schema},
      ${line.table.table}, ${JSON.stringify(line.mapping)}::jsonb, ${line.mode}, ${line.cursorColumn},
      ${line.schedule === null ? null : JSON.stringify(line.schedule)}::jsonb, ${line.origin},
      ${line.shape === null ? null : JSON.stringify(line.shape)}::jsonb, ${line.at}, ${line.by})
    on conflict (connection_id, schema_name, table_name, resource) where removed_at is null do nothing`);
  await wakeRail(tx);
  return made > 0;
}

/** A line that was removed, or was another connection's, comes to this one, as it was; undefined when there never was one. */
export async function reviveLine(tx: Tx, id: string, connectionId: string): Promise<Line | undefined> {
  const row =
    await tx.first<Row>(sql`update exchange.line set removed_at = null, connection_id = ${connectionId}, fault = null,
    version = version + 1 where id = ${id} returning ${COLUMNS}`);
  return row && lineOf(row);
}

/** Changes what a line is; what runs begins again with the new version. */
export async function changeLine(
  tx: Tx,
  id: string,
  changes: Partial<
    Pick<Line, 'title' | 'organisation' | 'mapping' | 'mode' | 'cursorColumn' | 'schedule' | 'streamed'>
  >,
): Promise<void> {
  const set = [sql`version = version + 1`];
  if (changes.title) set.push(sql`title = ${JSON.stringify(changes.title)}::jsonb`);
  if (changes.organisation !== undefined) set.push(sql`organisation = ${changes.organisation}`);
  if (changes.mapping) set.push(sql`mapping = ${JSON.stringify(changes.mapping)}::jsonb`);
  if (changes.mode) set.push(sql`mode = ${changes.mode}`);
  if (changes.cursorColumn !== undefined) set.push(sql`cursor_column = ${changes.cursorColumn}`);
  if (changes.schedule !== undefined)
    set.push(sql`schedule = ${changes.schedule === null ? null : JSON.stringify(changes.schedule)}::jsonb`);
  if (changes.streamed !== undefined) set.push(sql`streamed = ${changes.streamed}`);
  await tx.run(sql`update exchange.line set ${sql.join(set, ', ')} where id = ${id} and removed_at is null`);
  await wakeRail(tx);
}

/**
 * As the rail sees the line now. It does not change the version: nothing has to begin again for it. What runs on a line says that it goes on or failed
 * only of one that nobody has stopped meanwhile.
 */
export async function setLineState(tx: Tx, id: string, state: LineState, fault: Fault | null): Promise<void> {
  const working = state === 'snapshot' || state === 'live' || state === 'failed';
  const unstopped = working ? sql` and state not in ('paused', 'held')` : sql``;
  await tx.run(
    sql`update exchange.line set state = ${state}, fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb where id = ${id}${unstopped}`,
  );
}

/** The state a person asks for; the rail begins or ends what runs. */
export async function orderLineState(tx: Tx, id: string, state: LineState): Promise<void> {
  await tx.run(sql`update exchange.line set state = ${state}, fault = null, version = version + 1 where id = ${id}`);
  await wakeRail(tx);
}

export async function setLineShape(tx: Tx, id: string, shape: TableShape): Promise<void> {
  await tx.run(sql`update exchange.line set shape = ${JSON.stringify(shape)}::jsonb where id = ${id}`);
}

export async function setCursorValue(tx: Tx, id: string, value: string | null): Promise<void> {
  await tx.run(sql`update exchange.line set cursor_value = ${value} where id = ${id}`);
}

/**
 * The newest position and time that the lake holds of a line, in the transaction that applied it.
 * `rowsChange`: rows more (or fewer) in the lake. What is undefined stays.
 */
export async function noteApplied(
  tx: Tx,
  lineId: string,
  applied: {
    position?: string | undefined;
    sourceAt?: Date | undefined;
    appliedAt: Date;
    rowsChange?: number | undefined;
  },
): Promise<void> {
  await tx.run(sql`update exchange.line set position = coalesce(${applied.position ?? null}, position),
    source_at = greatest(source_at, ${applied.sourceAt ?? null}::timestamptz), applied_at = ${applied.appliedAt},
    rows_in_lake = coalesce(rows_in_lake, 0) + ${applied.rowsChange ?? 0}::bigint where id = ${lineId}`);
}

/** After a whole reading: the rows that are there, counted. */
export async function setRowsInLake(tx: Tx, lineId: string, rows: number): Promise<void> {
  await tx.run(sql`update exchange.line set rows_in_lake = ${rows} where id = ${lineId}`);
}

/** Takes a line out of use; what it brought stays in the lake. */
export async function removeLine(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(
    sql`update exchange.line set removed_at = ${at}, version = version + 1 where id = ${id} and removed_at is null`,
  );
  await wakeRail(tx);
}
