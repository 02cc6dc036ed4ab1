import { actorLabel, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { jobHandler, type JobHandler } from '@platform/jobs';
import type { LineFacts } from '@modules/exchange/contract';
import { reconciliationsErrors } from '../domain/errors.ts';
import { openReconciliation, openSince } from '../store/reconciliations.ts';
import { dueLines } from '../store/settings.ts';
import type { ProofDeps } from './proof-deps.ts';
import { enqueueProof, startDueJob } from './reconciliation-jobs.ts';

/** A job that nobody has taken up for so long was lost with its process. */
const LOST_AFTER_MS = 10 * 60_000;
/** What a snapshot has yet to bring would be told as missing. */
const NOT_YET = new Set(['waiting', 'snapshot']);

/** Opens a proof of the line, or gives the open one. @throws reconciliations.never-whole */
export async function startReconciliation(
  deps: Pick<ProofDeps, 'clock' | 'ids' | 'audit'>,
  tx: Tx,
  line: LineFacts,
  given: { actor: Actor; trace: string; reason: 'asked' | 'schedule' },
): Promise<string> {
  if (NOT_YET.has(line.state)) throw reconciliationsErrors.neverWhole({ id: line.id });
  const opened = await openReconciliation(tx, {
    id: deps.ids.next(),
    line_id: line.id,
    line_title: line.title,
    resource: line.resource,
    organisation: line.organisation,
    reason: given.reason,
    trace: given.trace,
    by: actorLabel(given.actor).id,
    at: deps.clock.now(),
  });
  if (!opened.fresh) return opened.id;
  await deps.audit.append(tx, {
    actor: given.actor,
    action: 'reconciliations.start-reconciliation',
    subject: `reconciliation:${opened.id}`,
    detail: { line: line.id, reason: given.reason },
    trace: given.trace,
  });
  await enqueueProof(tx, opened.id);
  return opened.id;
}

export function startDueHandler(deps: ProofDeps): JobHandler {
  return jobHandler(startDueJob, async () => {
    const now = deps.clock.now();
    const due = await deps.database.read((tx) => dueLines(tx, now));
    for (const id of due) {
      const line = await deps.exchange.findLine(id);
      if (!line || line.state === 'paused' || NOT_YET.has(line.state)) continue;
      await deps.database.transaction((tx) =>
        startReconciliation(deps, tx, line, {
          actor: { kind: 'system', name: 'reconciliations' },
          trace: deps.ids.next(),
          reason: 'schedule',
        }),
      );
    }
    await resumeOpen(deps, new Date(now.getTime() - LOST_AFTER_MS));
  });
}

/** Asks again for open ones that began their state before `before`; harmless for those that are worked on. */
export async function resumeOpen(deps: Pick<ProofDeps, 'database'>, before: Date): Promise<void> {
  await deps.database.transaction(async (tx) => {
    for (const id of await openSince(tx, before)) await enqueueProof(tx, id);
  });
}
