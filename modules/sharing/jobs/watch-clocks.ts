import { Type } from 'typebox';
import type { SystemActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { shanghaiDate } from '@platform/kernel';
import { changeGrant, inBoth, take, tellAcross, type Acting } from '../act.ts';
import { requestOverdue } from '../contract/events.ts';
import type { Own } from '../deps.ts';
import { disputeClock } from '../dispute-standing.ts';
import { daysOver, deadlineOf, stageOf, type Deadline } from '../domain/clock.ts';
import { lockOpenObjections, setObjectionDeadline } from '../store/arbitrations.ts';
import { lockRunningDisputes, setDisputeDeadline } from '../store/disputes.ts';
import { tellAuthority } from './tell-authority.ts';
import { runOut } from '../store/grants.ts';
import {
  addSteps,
  lockDue,
  lockRequest,
  lockRunning,
  raiseRevision,
  runOutAcross,
  setDeadline,
  setStage,
  type RequestRow,
} from '../store/requests.ts';

export const watchClocksJob = defineJob('sharing.watch-clocks', Type.Object({}));

const BATCH = 200;
const RUN_OUT = { zh: '授权期限已满', en: 'The grant’s last day has passed' };
const SYSTEM: SystemActor = { kind: 'system', name: 'sharing' };

/** Each minute: lights that changed are told, silence is told again each working day, and grants past their last day end. */
export function watchClocksHandler(deps: Own): JobHandler {
  return jobHandler(watchClocksJob, async (_payload, { jobId }) => {
    await watchClocks(deps, `job:${jobId}`);
  });
}

export async function watchClocks(deps: Own, trace: string): Promise<void> {
  const rounds = async (work: (tx: Tx) => Promise<number>): Promise<void> => {
    while ((await deps.database.transaction(work)) === BATCH);
  };
  await rounds((tx) => tellLights(deps, tx, trace));
  await rounds((tx) => tellAuthority(deps, tx, BATCH));
  await rounds((tx) => endRunOutAcross(deps, tx, trace));
  for (;;) {
    const touched = new Set<string>();
    const ended = await deps.database.transaction((tx) =>
      endRunOut(deps, { tx, now: deps.clock.now(), trace, touched }),
    );
    await Promise.all([...touched].map((id) => deps.book.reread(id)));
    if (ended > 0) deps.live.publish({ topic: 'sharing', data: {} });
    if (ended < BATCH) return;
  }
}

async function tellLights(deps: Own, tx: Tx, trace: string): Promise<number> {
  const now = deps.clock.now();
  const today = shanghaiDate(now);
  const rows = await lockDue(tx, now, today, BATCH);
  for (const row of rows) {
    const deadline = kept(row);
    const stage = stageOf(deadline, now);
    const over = daysOver(deadline, now, deps.calendar);
    await setStage(tx, row.id, { stage, overdueDays: over, on: stage === 'overdue' ? today : null });
    const request = row.document;
    const first = row.stage !== 'overdue' && stage === 'overdue';
    if (stage === 'overdue' && (first || over > row.overdue_days)) {
      const clock = request.clock?.kind;
      if (first)
        await addSteps(
          tx,
          row.id,
          [{ kind: 'overdue', detail: { clock, dueDate: row.due_date, responsible: row.responsible } }],
          {
            at: now,
            kind: 'rules',
            organisation: null,
            account: null,
          },
        );
      if (clock !== undefined && clock !== 'arbitrate')
        await deps.outbox.append(
          tx,
          requestOverdue,
          `sharing-request:${row.id}`,
          { requestId: row.id, provider: row.responsible ?? request.provider, clock, days: over },
          trace,
        );
    }
    deps.live.publish({ topic: 'sharing', data: { requestId: row.id, stage } });
  }
  return rows.length;
}

const kept = (row: RequestRow): Deadline => ({
  at: row.due_at as Date,
  date: row.due_date as string,
  amberFrom: row.amber_from as Date,
  redFrom: row.red_from as Date,
  provisional: row.provisional,
});

async function endRunOut(deps: Own, acting: Acting): Promise<number> {
  const grants = await runOut(acting.tx, shanghaiDate(acting.now), BATCH);
  for (const grant of grants) {
    await changeGrant(deps, acting, grant, { state: 'ended', reason: inBoth(RUN_OUT) });
    const row = await lockRequest(acting.tx, grant.request_id);
    if (row?.state !== 'in-use') continue;
    const by = { as: 'rules' as const, organisation: '', account: '' };
    await take(deps, acting, row, { do: 'end', reason: RUN_OUT }, { by, actor: SYSTEM });
  }
  return grants.length;
}

/** What was given to another node stands in nodes, which knows its last day; the request it came from is over with it here. */
async function endRunOutAcross(deps: Own, tx: Tx, trace: string): Promise<number> {
  const now = deps.clock.now();
  const rows = await runOutAcross(tx, shanghaiDate(now), BATCH);
  const by = { as: 'rules' as const, organisation: '', account: '' };
  const acting = { tx, now, trace, touched: new Set<string>() };
  for (const row of rows) await take(deps, acting, row, { do: 'end', reason: RUN_OUT }, { by, actor: SYSTEM });
  return rows.length;
}

/**
 * Works out anew when each running clock runs out: a notice of the city or the State Council may have moved working days since. What changed
 * stands in the timeline. Before the first request, since calendars come with packs.
 */
export async function recomputeClocks(deps: Own): Promise<number> {
  let changed = 0;
  for (let after: string | undefined; ; ) {
    const last: string | undefined = await deps.database.transaction(async (tx) => {
      const now = deps.clock.now();
      const rows = await lockRunning(tx, after, BATCH);
      for (const row of rows) {
        const deadline = row.document.clock && deadlineOf(row.document.clock, deps.calendar);
        if (!deadline || (deadline.at.getTime() === row.due_at?.getTime() && deadline.provisional === row.provisional))
          continue;
        changed += 1;
        await setDeadline(tx, row.id, deadline, stageOf(deadline, now));
        if (deadline.date !== row.due_date)
          await addSteps(tx, row.id, [{ kind: 'recomputed', detail: { from: row.due_date, to: deadline.date } }], {
            at: now,
            kind: 'rules',
            organisation: null,
            account: null,
          });
        // The node that asked counts by the day it was told.
        if (row.document.origin)
          await tellAcross(deps, { tx, trace: 'sharing.recompute' }, await raiseRevision(tx, row), row.responsible, '');
      }
      return rows.length < BATCH ? undefined : rows.at(-1)?.id;
    });
    if (last === undefined) return changed + (await recomputeObjections(deps)) + (await recomputeDisputes(deps));
    after = last;
  }
}

/** The authority's time for open objections moves with working days as well. */
async function recomputeObjections(deps: Own): Promise<number> {
  return deps.database.transaction(async (tx) => {
    let changed = 0;
    for (const { id, document, objection_due_at: kept } of await lockOpenObjections(tx)) {
      const at = document.objection && deadlineOf(document.objection.clock, deps.calendar)?.at;
      if (at?.getTime() === kept?.getTime()) continue;
      changed += 1;
      await setObjectionDeadline(tx, id, at ?? null);
    }
    return changed;
  });
}

/** The authority's time for disputes moves with working days as well; the node that a disputed request came from is told the new day. */
async function recomputeDisputes(deps: Own): Promise<number> {
  return deps.database.transaction(async (tx) => {
    let changed = 0;
    for (const one of await lockRunningDisputes(tx)) {
      const deadline = deadlineOf(disputeClock(one), deps.calendar);
      if (!deadline || (deadline.at.getTime() === one.due_at?.getTime() && deadline.provisional === one.provisional))
        continue;
      changed += 1;
      await setDisputeDeadline(tx, one.id, deadline);
      const row = one.far ? await lockRequest(tx, one.about_id) : undefined;
      if (row)
        await tellAcross(deps, { tx, trace: 'sharing.recompute' }, await raiseRevision(tx, row), row.responsible, '');
    }
    return changed;
  });
}
