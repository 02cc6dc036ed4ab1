import type { Tx } from '@platform/database';
import { changesApplied } from '../contract/index.ts';
import { noteEvent } from '../store/line-events.ts';
import { noteMinute } from '../store/line-minutes.ts';
import { noteApplied, setLineShape, setLineState, setRowsInLake } from '../store/lines.ts';
import { goneRows, recountRows, removeGone, shareResource } from '../store/merge-lines.ts';
import { completeRun, supersedeBefore, type RunTotals } from '../store/runs.ts';
import { endSeen } from '../store/seen-keys.ts';
import { demandLineage } from './lineage.ts';
import type { RunWork } from './snapshot-chunk.ts';
import { runErrors } from './snapshot-faults.ts';

/** A reading may remove this share of the rows, or this many, before someone has to say that it is meant. */
const MOST_DELETED_SHARE = 0.5;
const FEW_DELETIONS = 100;

/**
 * The end of a run whose chunks are all in: rows that the source no longer has go, the line is live, and the world is told, in one transaction.
 * @throws exchange.run-deletes-too-much
 */
export async function finishRun(work: RunWork): Promise<RunTotals & { deleted: number }> {
  const { deps, run, plan } = work;
  const startedAt = run.startedAt as Date;
  if (work.straight) await deps.lake.closeIntake(plan.table, run.id);
  const done = await deps.database.transaction(async (tx) => {
    await demandLineage(tx, plan);
    const deleted = work.straight ? 0 : await sweep(work, tx, startedAt);
    const at = deps.clock.now();
    const totals = await completeRun(tx, run.id, at, deleted, work.runMs());
    if (work.straight) await setRowsInLake(tx, plan.line.id, totals.inserted);
    else await recountRows(tx, plan.table, plan.line.id);
    await setLineShape(tx, plan.line.id, plan.shape);
    await setLineState(tx, plan.line.id, 'live', null);
    await noteApplied(tx, plan.line.id, { sourceAt: startedAt, appliedAt: at });
    await supersedeBefore(tx, plan.line.id, run.id, startedAt, at);
    if (deleted > 0)
      await noteMinute(tx, plan.line.id, {
        at,
        inserted: 0,
        updated: 0,
        deleted,
        rejected: 0,
        bytes: 0,
        transactions: 1,
      });
    if (!work.straight) await endSeen(tx, run.id);
    await tell(work, tx, at, totals, deleted);
    return { ...totals, deleted };
  });
  const { read, good, rejected, inserted, updated, deleted } = done;
  deps.log.info(
    {
      module: 'exchange',
      line: plan.line.id,
      run: run.id,
      read,
      good,
      rejected,
      inserted,
      updated,
      deleted,
      ms: Math.round(work.runMs()),
    },
    'snapshot done',
  );
  return done;
}

async function sweep(work: RunWork, tx: Tx, since: Date): Promise<number> {
  const { deps, run, plan } = work;
  await shareResource(tx, plan.resource.id);
  const what = { id: run.id, lineId: plan.line.id, since };
  const { before, gone } = await goneRows(tx, plan.table, what);
  if (gone === 0) return 0;
  if (gone > FEW_DELETIONS && gone > before * MOST_DELETED_SHARE && !run.deletionsConfirmed) {
    deps.log.warn(
      { module: 'exchange', line: plan.line.id, before, gone },
      'a snapshot would remove most rows; stopped',
    );
    throw runErrors.runDeletesTooMuch({ before, deletions: gone });
  }
  return removeGone(tx, plan.table, what);
}

async function tell(work: RunWork, tx: Tx, at: Date, totals: RunTotals, deleted: number): Promise<void> {
  const { deps, run, plan } = work;
  const { line } = plan;
  const { read, good, rejected, inserted, updated } = totals;
  await noteEvent(tx, {
    id: deps.ids.next(),
    connectionId: line.connectionId,
    lineId: line.id,
    at,
    kind: 'snapshot-done',
    text: {
      zh: `快照完成：读取 ${read} 行，入湖 ${good} 行，隔离 ${rejected} 行；新增 ${inserted}，更新 ${updated}，删除 ${deleted}。`,
      en: `Snapshot done: ${read} rows read, ${good} taken, ${rejected} in quarantine; ${inserted} new, ${updated} changed, ${deleted} removed.`,
    },
    actor: 'exchange',
  });
  await deps.audit.append(tx, {
    actor: { kind: 'system', name: 'exchange' },
    action: 'exchange.complete-run',
    subject: `run:${run.id}`,
    detail: { line: line.id, reason: run.reason, read, good, rejected, inserted, updated, deleted },
    trace: run.trace,
  });
  // Rows bear the run's id as their load, so one event stands for all of them.
  if (inserted + updated + deleted > 0)
    await deps.outbox.append(
      tx,
      changesApplied,
      `source:${line.id}`,
      {
        batchId: run.id,
        lineId: line.id,
        resource: line.resource,
        organisation: line.organisation,
        inserted,
        updated,
        deleted,
      },
      run.trace,
    );
}
