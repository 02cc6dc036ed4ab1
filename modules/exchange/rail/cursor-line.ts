import { copyBytes } from '@platform/database';
import { readCopyLine, type CopyBatch } from '@platform/sources';
import { changesApplied } from '../contract/index.ts';
import type { Line } from '../domain/line.ts';
import type { BadLine } from '../domain/line-checker.ts';
import { noteEvent } from '../store/line-events.ts';
import { noteMinute } from '../store/line-minutes.ts';
import { noteApplied, setCursorValue, setLineShape, setLineState } from '../store/lines.ts';
import { keepLast, knownMarks, mergeStage, shareResource } from '../store/merge-lines.ts';
import { keepQuarantined, keyMark } from '../store/quarantine.ts';
import { quarantinedRow } from './bad-rows.ts';
import type { RunnerDeps } from './deps.ts';
import { faultOf, judge } from './snapshot-faults.ts';
import { planReading, type ReadingPlan } from './snapshot-plan.ts';

/** Rows after which what was read is committed with how far it was read. */
const PIECE_ROWS = 100_000;

type Piece = { readonly batches: CopyBatch[]; rows: number; until: string | null };

/**
 * Reads what is new of a line by its cursor, in pieces in the cursor's order: each is committed with the value it reached, so a crash costs the
 * piece under way. Rows at that value come again the next time and change nothing. Only a fault of the connection is thrown.
 */
export async function followCursor(deps: RunnerDeps, line: Line): Promise<void> {
  const cursor = line.cursorColumn;
  const reader = deps.session.cursor;
  if (cursor === null || !reader) return;
  try {
    const plan = await planReading(deps, deps.session, line, [cursor]);
    const place = plan.checker.columns.indexOf(cursor);
    const reading = reader.readFrom(plan.shape, plan.checker.columns, cursor, line.cursorValue, {
      signal: deps.signal,
    });
    let piece: Piece = { batches: [], rows: 0, until: line.cursorValue };
    for await (const batch of reading.batches) {
      piece.batches.push(batch);
      piece.rows += batch.rows;
      if (piece.rows < PIECE_ROWS) continue;
      piece.until = lastValue(batch, place) ?? piece.until;
      await keep(deps, plan, piece, line.cursorValue);
      piece = { batches: [], rows: 0, until: piece.until };
    }
    piece.until = reading.until() ?? piece.until;
    await keep(deps, plan, piece, line.cursorValue);
    deps.live.publish({ topic: 'exchange', data: { lineId: line.id } });
  } catch (error) {
    if (deps.signal.aborted) return;
    const verdict = judge(error);
    const at = deps.clock.now();
    const number = deps.ids.next().slice(-8);
    const fault = faultOf(error, at, number);
    deps.log.warn(
      { module: 'exchange', line: line.id, code: fault.code, verdict, number, error },
      'reading by cursor stopped',
    );
    await deps.database
      .transaction(async (tx) => {
        await setLineState(tx, line.id, verdict === 'held' ? 'held' : 'failed', fault);
        if (verdict !== 'held') return;
        const event = {
          id: deps.ids.next(),
          connectionId: line.connectionId,
          lineId: line.id,
          at,
          kind: 'held',
          text: fault.text,
        };
        await noteEvent(tx, { ...event, actor: 'exchange' });
      })
      .catch(() => undefined);
    if (verdict === 'connection') throw error;
  }
}

/** The cursor's value in the last line of a batch. */
function lastValue(batch: CopyBatch, place: number): string | null {
  const { bytes } = batch;
  const from = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  return readCopyLine(bytes.toString('utf8', from, bytes.length - 1))[place] ?? null;
}

async function keep(deps: RunnerDeps, plan: ReadingPlan, piece: Piece, from: string | null): Promise<void> {
  const { line } = plan;
  const { cursorColumn } = line;
  const place = plan.checker.columns.indexOf(cursorColumn as string);
  const bad: BadLine[] = [];
  let good = 0;
  let bytes = 0;
  await deps.database.transaction(async (tx) => {
    const stage = await deps.lake.openStage(tx, plan.table, plan.items);
    async function* through(): AsyncGenerator<Buffer> {
      for (const batch of piece.batches) {
        const checked = plan.checker.checkBatch(batch);
        bad.push(...checked.bad);
        good += checked.goodRows;
        bytes += batch.bytes.length;
        yield checked.good;
      }
    }
    await copyBytes(tx, stage.target, through());
    // Of a key told twice the later row counts: it has the greater value of the cursor.
    await keepLast(tx, plan.table, stage);
    await shareResource(tx, plan.resource.id);
    const at = deps.clock.now();
    const batchId = deps.ids.next();
    const merged = await mergeStage(tx, plan.table, stage, plan.items, { id: batchId, sourceId: line.id, at });
    const marked = bad.map((one) => ({
      one,
      mark: keyMark(deps.blindIndex, line.id, one.key ?? ['', one.bytes.toString('utf8')]),
      position: one.values[place] ?? null,
    }));
    // Rows at the value where the last reading ended come again: those set aside then are kept already.
    const again = marked.filter((row) => row.position !== null && row.position === from);
    const known = await knownMarks(
      tx,
      line.id,
      from,
      again.map((row) => row.mark),
    );
    const fresh = marked.filter((row) => !(row.position === from && known.has(row.mark)));
    await keepQuarantined(
      tx,
      fresh.map(({ one, mark, position }) =>
        quarantinedRow(deps, plan, one, { mark, ...(position === null ? {} : { position }) }),
      ),
    );
    await setCursorValue(tx, line.id, piece.until);
    await setLineState(tx, line.id, 'live', null);
    await setLineShape(tx, line.id, plan.shape);
    await noteApplied(tx, line.id, {
      appliedAt: at,
      rowsChange: merged.inserted,
      ...(piece.until === null ? {} : { position: piece.until }),
    });
    if (merged.inserted + merged.updated + fresh.length === 0) return;
    await noteMinute(tx, line.id, { at, ...merged, deleted: 0, rejected: fresh.length, bytes, transactions: 1 });
    if (merged.inserted + merged.updated === 0) return;
    const { resource, organisation } = line;
    await deps.outbox.append(
      tx,
      changesApplied,
      `source:${line.id}`,
      { batchId, lineId: line.id, resource, organisation, ...merged, deleted: 0 },
      deps.ids.next(),
    );
  });
}
