import { sideBySide, type Tx } from '@platform/database';
import { appendChanges } from '../store/changes.ts';
import { deleteRows, emptyLine, putRows, readRows } from '../store/apply.ts';
import { askReload, BY_RAIL, reloadContext } from '../store/reloads.ts';
import { dropHeldValues, heldContext, holdValues } from '../store/held.ts';
import {
  keepQuarantined,
  keyMark,
  quarantineContext,
  supersedeQuarantined,
  type NewQuarantined,
} from '../store/quarantine.ts';
import type { Commit } from './batch.ts';
import type { RailDeps } from './deps.ts';
import type { Key } from './final-states.ts';
import type { LineBatch, RefusedRow } from './line-batch.ts';
import type { LinePlan } from './line-plan.ts';

/** What a part brought to one line. */
export type LineTally = {
  inserted: number;
  updated: number;
  deleted: number;
  rejected: number;
  bytes: number;
  /** Rows more (or fewer) in the lake. */
  rowsChange: number;
};

const UNIQUE_VIOLATION = '23505';

/** Brings one line's part into the lake, in the hub's transaction: rows first away, then in, then what was set aside. */
export async function applyLine(
  deps: Pick<RailDeps, 'ids' | 'sealer' | 'blindIndex'>,
  tx: Tx,
  batch: LineBatch,
  context: { batchId: string; at: Date; commitOf: (transaction: string) => Commit },
): Promise<LineTally> {
  const { plan } = batch;
  const wanted = batch.wanted();
  const there = new Map(
    (await readRows(tx, plan.table, plan.items, wanted)).map((values) => [
      batch.states.keyOf(plan.keyPlaces.map((place) => values[place] as string)),
      values,
    ]),
  );
  batch.finish(there);
  const rowsChange = await writeRows(tx, batch, context);
  if (plan.doubles) await askSource(deps, tx, batch, context);
  await setAside(deps, tx, batch, context.at);
  if (batch.streamed.length > 0) await stream(tx, batch, context);
  batch.release();
  const { inserted, updated, deleted, bytes } = batch;
  return { inserted, updated, deleted, rejected: batch.refused.length, bytes: Math.round(bytes), rowsChange };
}

/** Has the rows that went at the source looked for there: another one of the same key may be left. */
async function askSource(
  deps: Pick<RailDeps, 'ids' | 'sealer'>,
  tx: Tx,
  { plan, states }: LineBatch,
  { batchId, at }: { batchId: string; at: Date },
): Promise<void> {
  const keys = states.leaving(false).gone.map((key) => states.keyValues(key));
  if (keys.length === 0) return;
  const id = deps.ids.next();
  const sealed = deps.sealer.sealJson(keys, reloadContext(id));
  await askReload(tx, { id, line_id: plan.line.id, sealed, actor: BY_RAIL, trace: batchId, at });
}

async function writeRows(tx: Tx, batch: LineBatch, { batchId, at }: { batchId: string; at: Date }): Promise<number> {
  const { plan, states } = batch;
  const { line, table, items } = plan;
  let removed = 0;
  if (states.emptied) removed += await emptyLine(tx, table, line.id);
  if (states.size === 0) return -removed;
  const ending = Buffer.from(`\t${escaped(line.id)}\t${batchId}\t${at.toISOString()}\n`, 'utf8');
  const write = async (certain: boolean, before?: Promise<unknown>): Promise<number> => {
    const { gone, replaced } = states.leaving(certain);
    const values = (keys: readonly Key[]): string[][] => keys.map((key) => states.keyValues(key));
    // Side by side: one way to the hub and back for all that comes before the rows.
    const [went, left] = await Promise.all([
      // Another line may have brought a row of this key into the same table: what is gone here is not gone there.
      plan.doubles ? 0 : deleteRows(tx, table, values(gone), line.id),
      deleteRows(tx, table, values(replaced)),
      before,
    ]);
    await putRows(tx, table, items, states.pieces(ending));
    return states.live - went - left;
  };
  if (!plan.certain) return (await write(false)) - removed;
  // Inserted keys need not be looked for, while it is true that they are new; the lake's key says so.
  const saved = tx.client.query('savepoint certain');
  try {
    return (await write(true, saved)) - removed;
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await tx.client.query('rollback to savepoint certain');
    sideBySide(tx);
    plan.certain = false;
    return (await write(false)) - removed;
  }
}

/** Ids of lines hold no tab or line end, but what stands in a line of COPY is escaped all the same. */
function escaped(text: string): string {
  return text.replace(
    /[\\\t\n\r]/g,
    (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character] as string,
  );
}

/** Refused rows into quarantine, values without an item aside; good rows supersede what was kept under their keys. */
async function setAside(
  deps: Pick<RailDeps, 'ids' | 'sealer' | 'blindIndex'>,
  tx: Tx,
  batch: LineBatch,
  at: Date,
): Promise<void> {
  const { plan, states } = batch;
  const lineId = plan.line.id;
  const mark = (key: readonly string[]): string => keyMark(deps.blindIndex, lineId, key);
  if (plan.quarantined && states.size > 0) {
    const told = plan.doubles ? states.leaving(false).replaced : states.keys;
    const marks = told.map((key) => mark(states.keyValues(key)));
    await supersedeQuarantined(tx, lineId, marks, at);
  }
  if (batch.refused.length > 0) {
    const latest = latestRefusals(batch.refused);
    const earlier = latest.flatMap((row) => (row.key ? [mark(row.key)] : []));
    if (plan.quarantined) await supersedeQuarantined(tx, lineId, earlier, at);
    await keepQuarantined(
      tx,
      latest.map((row) => quarantinedOf(deps, plan, row, at, mark)),
    );
    plan.quarantined = true;
  }
  if (plan.held.length === 0) return;
  await dropHeldValues(
    tx,
    lineId,
    states.leaving(false).gone.map((key) => states.keyValues(key)),
  );
  for (const { column, place } of plan.held) {
    const values = batch.held.flatMap(({ key, values: row }) => {
      const value = row[place];
      if (value === undefined) return [];
      // A value that went must not come back when the column is filled in.
      const sealed = value === null ? null : deps.sealer.sealText(value, heldContext(lineId, column, key));
      return [{ key, sealed, at }];
    });
    await holdValues(tx, lineId, column, values);
  }
}

/** Of one key the newest refusal counts; rows without a sound key are all kept. */
function latestRefusals(refused: readonly RefusedRow[]): RefusedRow[] {
  const byKey = new Map<string, RefusedRow>();
  const keyless: RefusedRow[] = [];
  for (const row of refused) {
    if (row.key) byKey.set(JSON.stringify(row.key), row);
    else keyless.push(row);
  }
  return [...keyless, ...byKey.values()];
}

function quarantinedOf(
  deps: Pick<RailDeps, 'ids' | 'sealer'>,
  plan: LinePlan,
  row: RefusedRow,
  at: Date,
  mark: (key: readonly string[]) => string,
): NewQuarantined {
  const id = deps.ids.next();
  const told = row.values
    .map((value, place) => [plan.captured.columns[place] as string, value] as const)
    .filter(([, value]) => value !== undefined);
  return {
    id,
    lineId: plan.line.id,
    at,
    op: row.op,
    keyMark: row.key && mark(row.key),
    reasons: row.reasons,
    sealed: deps.sealer.sealJson(
      { columns: told.map(([column]) => column), values: told.map(([, value]) => value) },
      quarantineContext(id),
    ),
  };
}

async function stream(
  tx: Tx,
  batch: LineBatch,
  { at, commitOf }: { at: Date; commitOf: (transaction: string) => Commit },
): Promise<void> {
  const { plan } = batch;
  const named = <T>(names: readonly string[], values: readonly T[] | undefined): Record<string, T> | undefined =>
    values && Object.fromEntries(names.map((name, place) => [name, values[place] as T]));
  await appendChanges(
    tx,
    batch.streamed.map((row) => {
      const commit = commitOf(row.transaction);
      return {
        lineId: plan.line.id,
        at,
        position: commit.position,
        transaction: row.transaction,
        op: row.op,
        key: named(plan.resource.key, row.key),
        before: named(plan.items, row.before),
        after: named(plan.items, row.after),
        sourceAt: commit.committedAt,
      };
    }),
  );
}
