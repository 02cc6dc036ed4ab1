import { Type } from 'typebox';
import { DomainError, fillText, isUuid, LocalText, shanghaiDate } from '@platform/kernel';
import { asStaff, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { commitmentBroken } from '../contract/index.ts';
import { deadlineFrom } from '../domain/clock.ts';
import type { Notice } from '../domain/contents.ts';
import { TASK_RESULTS, type TaskResult } from '../domain/links.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import { caseErrors } from '../errors.ts';
import { endHandling, finishTask, openHandling, type Finish, type Handling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { lockCaseOfTask } from '../store/cases.ts';
import { loadFlowOfTask } from '../store/flow-rows.ts';
import { substitutedBy } from '../store/substitutes.ts';
import { findTask } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { mayFinish, seesTask } from '../task-access.ts';
import { State } from '../views/shapes.ts';

const Opinion = Type.String({ minLength: 1, maxLength: 2000 });
const Result = Type.Enum([...TASK_RESULTS]);

const Body = Type.Object({
  result: Result,
  /** Stays inside, the applicant never sees it. Needed to approve, to agree or not. */
  opinion: Type.Optional(Opinion),
  /** `correct`: everything that must be corrected, told once. */
  items: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.Optional(Type.String({ maxLength: 100 })),
        text: Type.String({ minLength: 1, maxLength: 500 }),
      }),
      { minItems: 1, maxItems: 30 },
    ),
  ),
  note: Type.Optional(Opinion),
  /** `refuse`, and a commitment found untrue: what the applicant is told, and the law it stands on. */
  reason: Type.Optional(Opinion),
  basis: Type.Optional(Opinion),
  /** Of the case as it was looked at; an act on an older one is refused. */
  revision: Type.Optional(Type.Integer({ minimum: 0 })),
});
type Body = Type.Static<typeof Body>;

const Done = Type.Object({
  id: Type.String(),
  result: Result,
  caseId: Type.String(),
  caseState: State,
  caseStateTitle: LocalText,
  revision: Type.Integer(),
});
type Done = Type.Static<typeof Done>;

/** Ends a task with its result: law's machine and process go on together. A repeat is answered the same. */
export function completeTask(tools: CaseTools): Feature {
  return feature({
    name: 'cases.complete-task',
    method: 'POST',
    path: '/api/work/tasks/:id/complete',
    summary: { zh: '办结任务', en: 'Complete a task' },
    access: { permission: 'cases.decide' },
    params: Type.Object({ id: Type.String() }),
    body: Body,
    response: Done,
    handle: (context, { params, body }) => complete(tools, asStaff(context.actor), context.trace, params.id, body),
  });
}

/** The same result and opinion for many tasks, each in its own transaction; what cannot be done is told, task by task. */
export function completeTasks(tools: CaseTools): Feature {
  return feature({
    name: 'cases.complete-tasks',
    method: 'POST',
    path: '/api/work/tasks/batch',
    summary: { zh: '批量办结任务', en: 'Complete several tasks' },
    access: { permission: 'cases.decide' },
    body: Type.Object({
      ids: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
      result: Type.Enum(['accept', 'agree', 'approve', 'done']),
      opinion: Type.Optional(Opinion),
    }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          done: Type.Boolean(),
          error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
        }),
      ),
    }),
    async handle(context, { body }) {
      const staff = asStaff(context.actor);
      const { ids, ...given } = body;
      const items: { id: string; done: boolean; error?: { code: string; message: string } }[] = [];
      for (const id of new Set(ids)) {
        try {
          await complete(tools, staff, context.trace, id, given);
          items.push({ id, done: true });
        } catch (error) {
          if (!(error instanceof DomainError) || error.status >= 500) throw error;
          const message = fillText(error.text, context.language, error.params);
          items.push({ id, done: false, error: { code: error.code, message } });
        }
      }
      return { items };
    },
  });
}

async function complete(tools: CaseTools, staff: StaffActor, trace: string, id: string, body: Body): Promise<Done> {
  if (!isUuid(id)) throw caseErrors.taskNotFound();
  const finish = finishOf(tools, body);
  const { done, subject } = await tools.db.transaction(async (tx) => {
    const [record, loaded] = await Promise.all([lockCaseOfTask(tx, id), loadFlowOfTask(tx, id, tools.contents)]);
    const task = loaded.tasks.find((one) => one.id === id) ?? (record && (await findTask(tx, id)));
    if (!record || !task || task.kind !== 'user' || !seesTask(staff, task)) throw caseErrors.taskNotFound();
    const answer = (state: typeof record): Done => ({
      id,
      result: body.result,
      caseId: state.id,
      caseState: state.state,
      caseStateTitle: STATE_TITLES[state.state],
      revision: state.revision,
    });
    if (isRepeat(task, staff, body.result)) return { done: answer(record), subject: undefined };
    if (task.state !== 'open') throw caseErrors.taskOver();
    // Only what somebody else holds needs to know for whom the officer stands in.
    if (!mayFinish(staff, task)) {
      const standsInFor = await substitutedBy(tx, staff.accountId, shanghaiDate(tools.clock.now()));
      if (!mayFinish(staff, task, standsInFor)) throw caseErrors.taskHeld();
    }
    if (body.revision !== undefined && body.revision !== record.revision) throw caseErrors.changedMeanwhile();
    const handling = await openHandling(tools, record, loaded, { actor: staff, trace });
    const isBroken = task.link === 'check' && body.result === 'disagree';
    const broken = isBroken ? brokenOf(tools, body) : undefined;
    await finishTask(tools, handling, task, broken ? { ...finish, notice: { broken } } : finish);
    if (broken) await breakCommitment(tools, tx, handling, broken);
    return { done: answer(await endHandling(tools, tx, handling)), subject: record.subject };
  });
  if (subject !== undefined) tools.live.publish({ topic: 'cases', data: { caseId: done.caseId }, subject });
  return done;
}

/** What a commitment found untrue stands on where the officer names no other clause. */
const UNTRUE_BASIS = '《中华人民共和国行政许可法》第六十九条';

function brokenOf(tools: CaseTools, { reason, basis }: Body): NonNullable<Notice['broken']> {
  if (reason === undefined) throw caseErrors.brokenHow();
  const now = tools.clock.now();
  const until = tools.calendar.dueAt(now, tools.limits.missingPapersDays).date;
  return { finding: reason, basis: basis ?? UNTRUE_BASIS, until, at: now.toISOString() };
}

/** What was promised is not so: the applicant is told to put it right and may speak first; others are told by an event. */
async function breakCommitment(
  tools: CaseTools,
  tx: Tx,
  handling: Handling,
  { finding: reason, basis, until }: NonNullable<Notice['broken']>,
): Promise<void> {
  handling.notices.push({ id: tools.ids.next(), kind: 'rectification', more: { reason, basis, until } });
  const { id: caseId, caseNo, matter, organisation, subject } = handling.record;
  const event = { caseId, caseNo, matter, organisation, subject, until };
  await tools.outbox.append(tx, commitmentBroken, `case:${caseId}`, event, handling.trace);
}

function isRepeat(task: TaskRecord, staff: StaffActor, result: TaskResult): boolean {
  return task.state === 'done' && task.byAccount === staff.accountId && task.result === result;
}

/** What each result needs beside itself. @throws cases.opinion-needed */
export function finishOf(tools: Pick<CaseTools, 'clock' | 'limits' | 'calendar'>, body: Body): Finish {
  const { result, opinion } = body;
  const inside = opinion === undefined ? {} : { opinion };
  if (result === 'correct') {
    if (!body.items) throw caseErrors.opinionNeeded();
    const limit = { days: tools.limits.correctionDays, unit: 'workday' } as const;
    const until = deadlineFrom(tools.clock.now(), limit, tools.calendar).date;
    const correction = { items: body.items, ...(body.note ? { note: body.note } : {}), until };
    const note = body.items.map(({ text }) => text).join('；');
    return { result, ...inside, notice: { correction }, note: ['correction-requested', note] };
  }
  if (result === 'refuse') {
    if (!body.reason || !body.basis) throw caseErrors.opinionNeeded();
    const refusal = { reason: { zh: body.reason, en: body.reason }, basis: { zh: body.basis, en: body.basis } };
    return { result, ...inside, notice: { refusal }, note: ['refused', body.reason] };
  }
  if (opinion === undefined && result !== 'accept' && result !== 'done') throw caseErrors.opinionNeeded();
  if (result === 'approve') return { result, ...inside, note: ['approved', opinion as string] };
  return {
    result,
    ...inside,
    ...(result === 'accept' && opinion ? { note: ['accepted', opinion] as const } : {}),
  } as Finish;
}
