import { DomainError, fillText } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { jobHandler, type JobHandler } from '@platform/jobs';
import { differencesFound } from '../contract/index.ts';
import { reconciliationsErrors } from '../domain/errors.ts';
import { proofPlan, type ProofPlan } from '../domain/proof-plan.ts';
import { askToMend, countRows } from '../store/differences.ts';
import { settingsOf } from '../store/settings.ts';
import {
  beginMending,
  endReconciliation,
  failReconciliation,
  findReconciliation,
  type ReconciliationRow,
} from '../store/reconciliations.ts';
import { collectSuspects, MOST_SUSPECTS } from './collect-suspects.ts';
import { compareSides } from './compare-sides.ts';
import { judgeSuspects } from './judge-rows.ts';
import { mendRows } from './mend-rows.ts';
import { Cancelled, tell } from './progress.ts';
import type { ProofDeps } from './proof-deps.ts';
import { enqueueProof, proveLineJob } from './reconciliation-jobs.ts';

const SYSTEM = { kind: 'system', name: 'reconciliations' } as const;

export function proveLineHandler(deps: ProofDeps): JobHandler {
  const viewsMade = new Map<string, string>();
  const planOf = async (row: ReconciliationRow): Promise<ProofPlan> => {
    const resource = deps.catalogue.find(row.resource);
    if (!resource) throw reconciliationsErrors.noResource({ id: row.resource });
    const plan = proofPlan(resource);
    // A column catalogued since the start: the view must have it. Remade only then, since that waits for readers.
    if (viewsMade.get(plan.view.name) !== plan.view.columns.join()) {
      await deps.lake.ensureView(plan.view, ['reconciliations']);
      viewsMade.set(plan.view.name, plan.view.columns.join());
    }
    return plan;
  };
  return jobHandler(proveLineJob, async ({ reconciliationId }, { signal }) => {
    const row = await deps.database.read((tx) => findReconciliation(tx, reconciliationId));
    if (!row || ['done', 'failed', 'cancelled'].includes(row.state)) return;
    try {
      const plan = await planOf(row);
      if (row.state === 'mending') await mend(deps, plan, row, signal);
      else await prove(deps, plan, row, signal);
    } catch (error) {
      if (error instanceof Cancelled) return;
      // The hub's own database went away, or the process ends in order: the job is tried again, and goes on from its state.
      if (signal.aborted || (error instanceof DomainError && error.code.startsWith('database.'))) throw error;
      await fail(deps, row, error as Error);
    }
    tell(deps, row);
  });
}

/** From the state it is in to its end: a crash repeats a reading, never a judgement. */
async function prove(deps: ProofDeps, plan: ProofPlan, row: ReconciliationRow, signal: AbortSignal): Promise<void> {
  if (row.state === 'waiting' || row.state === 'comparing') {
    const ranges = await compareSides(deps, plan, row, signal);
    if (ranges.length === 0) return end(deps, row);
    row = { ...((await deps.database.read((tx) => findReconciliation(tx, row.id))) ?? row), state: 'collecting' };
  }
  if (row.state === 'collecting') await collectSuspects(deps, plan, row, signal);
  await judgeSuspects(deps, plan, row, signal);
  await end(deps, row);
}

async function end(deps: ProofDeps, row: ReconciliationRow): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const over = await endReconciliation(tx, row.id, deps.clock.now());
    const { missing, extra, changed } = over;
    await deps.audit.append(tx, {
      actor: SYSTEM,
      action: 'reconciliations.complete-reconciliation',
      subject: `reconciliation:${row.id}`,
      detail: { line: row.line_id, outcome: over.outcome, missing, extra, changed },
      trace: row.trace,
    });
    if (missing + extra + changed > 0) {
      await deps.outbox.append(
        tx,
        differencesFound,
        `reconciliation:${row.line_id}`,
        { reconciliationId: row.id, lineId: row.line_id, resource: row.resource, missing, extra, changed },
        row.trace,
      );
    }
    deps.log.info(
      {
        module: 'reconciliations',
        line: row.line_id,
        outcome: over.outcome,
        missing,
        extra,
        changed,
        ms: deps.clock.now().getTime() - (over.started_at ?? over.created_at).getTime(),
      },
      'reconciled',
    );
    const setting = (await settingsOf(tx)).get(row.line_id);
    if (row.reason === 'schedule' && setting?.mend && over.outcome === 'differs') {
      await startMending(deps, tx, over, 'system');
      await enqueueProof(tx, row.id);
    }
  });
}

/** Opens a finished reconciliation for mending; the caller enqueues the job. @throws reconciliations.nothing-to-mend, .other-open, .too-many-to-mend */
export async function startMending(
  deps: Pick<ProofDeps, 'clock'>,
  tx: Tx,
  row: ReconciliationRow,
  by: string,
  ids?: readonly string[],
): Promise<number> {
  if (row.outcome === 'too-many' && (await countRows(tx, row.id, 'differs')) >= MOST_SUSPECTS / 2)
    throw reconciliationsErrors.tooManyToMend();
  const waiting = await askToMend(tx, row.id, ids, by);
  if (waiting === 0) throw reconciliationsErrors.nothingToMend();
  if (!(await beginMending(tx, row.id, waiting, by, deps.clock.now()))) throw reconciliationsErrors.otherOpen();
  return waiting;
}

async function mend(deps: ProofDeps, plan: ProofPlan, row: ReconciliationRow, signal: AbortSignal): Promise<void> {
  await mendRows(deps, plan, row, signal);
  await deps.database.transaction(async (tx) => {
    const over = await endReconciliation(tx, row.id, deps.clock.now());
    await deps.audit.append(tx, {
      actor: SYSTEM,
      action: 'reconciliations.complete-mending',
      subject: `reconciliation:${row.id}`,
      detail: { line: row.line_id, mended: over.mended, left: over.left_over },
      trace: row.trace,
    });
  });
}

async function fail(deps: ProofDeps, row: ReconciliationRow, error: Error): Promise<void> {
  const known =
    error instanceof DomainError ? error : reconciliationsErrors.unexpected({ number: row.id }, { cause: error });
  deps.log.error(
    {
      module: 'reconciliations',
      reconciliationId: row.id,
      code: known.code,
      error: known.cause instanceof Error ? known.cause : error,
    },
    'reconciliation failed',
  );
  const text = { zh: fillText(known.text, 'zh', known.params), en: fillText(known.text, 'en', known.params) };
  await deps.database.transaction(async (tx) => {
    await failReconciliation(tx, row.id, { code: known.code, text }, deps.clock.now());
    await deps.audit.append(tx, {
      actor: SYSTEM,
      action: 'reconciliations.fail-reconciliation',
      subject: `reconciliation:${row.id}`,
      detail: { line: row.line_id, code: known.code },
      trace: row.trace,
    });
  });
}
