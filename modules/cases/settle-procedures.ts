import { shanghaiDate } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { PROCEDURE_KINDS, procedureClause, PROCEDURES, type Procedure } from './domain/procedures.ts';
import { command, type Handling } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import { endSuspension, insertSuspension, suspensionsOf, type Suspension } from './store/suspensions.ts';
import type { TaskRecord } from './store/task-record.ts';

/** Days that are told as expected where the process does not say. */
const EXPECTED_DAYS = 10;

/**
 * Work that the process marks as a special procedure (`yw:special`, one of art. 45) stops the clocks while it is open, with the notice the law
 * asks for. Nothing is read where no such work began or ended.
 */
export async function settleProcedures(tools: CaseTools, tx: Tx, handling: Handling): Promise<void> {
  const { flow } = handling;
  const open = flow.open.find((task) => kindOf(task) !== undefined);
  const before = flow.loaded.tasks.find((task) => task.state === 'open' && kindOf(task) !== undefined);
  const { id, state } = handling.record;
  const over = state !== 'accepted' && state !== 'under-review';
  // A case that is over, withdrawn say, has no procedure any more.
  if (handling.wasSuspended && over) return endSuspension(tx, id, tools.clock.now());
  if (open?.id === before?.id) return;
  const suspensions = await suspensionsOf(tx, id);
  const now = tools.clock.now();
  const running = suspensions.find(({ until }) => until === null);
  if (before && running?.taskId === before.id && handling.record.suspendedAt) {
    const pauses = suspensions.map((one) => ({ ...one, until: one.until ?? now }));
    command(tools, handling, { action: 'resume' }, { pauses });
    handling.notices.push({ id: tools.ids.next(), kind: 'resumption' });
    await endSuspension(tx, id, now);
  }
  if (!open || handling.record.suspendedAt || over) return;
  const kind = kindOf(open) as Procedure;
  const suspension = tools.ids.next();
  const documentId = tools.ids.next();
  const reason = open.titleZh;
  const days = Number(open.job?.attributes['days'] ?? Number.NaN);
  const expectedUntil =
    open.ownDue && open.dueAt
      ? shanghaiDate(new Date(open.dueAt.getTime() - 1))
      : tools.calendar.dueAt(now, Number.isInteger(days) ? days : EXPECTED_DAYS).date;
  const one: Suspension = {
    id: suspension,
    kind,
    documentId,
    taskId: open.id,
    from: now,
    until: null,
    expectedUntil,
    sealedReason: tools.contents.sealReason(suspension, reason),
  };
  const pauses = [...suspensions.map((past) => ({ ...past, until: past.until ?? now })), one];
  command(
    tools,
    handling,
    { action: 'suspend' },
    { pauses, notes: { suspended: { zh: open.titleZh, en: open.titleEn } } },
  );
  const more = {
    procedure: PROCEDURES[kind].zh,
    reason,
    until: expectedUntil,
    ...procedureClause(handling.matter.taskType),
  };
  handling.notices.push({ id: documentId, kind: 'special-procedure', more });
  await insertSuspension(tx, id, one);
}

function kindOf(task: TaskRecord): Procedure | undefined {
  const special = task.job?.attributes['special'];
  return PROCEDURE_KINDS.find((kind) => kind === special);
}
