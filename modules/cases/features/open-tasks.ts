import { Type } from 'typebox';
import { DomainError, isUuid, LocalText, shanghaiDate } from '@platform/kernel';
import { asApplication, type ApplicationActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { TASK_RESULTS, LINKS } from '../domain/links.ts';
import { caseErrors } from '../errors.ts';
import { endHandling, finishTask, openHandling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findCases, lockCaseOfTask } from '../store/cases.ts';
import { loadFlowOfTask } from '../store/flow-rows.ts';
import { failTask, lendTasks, seeSystem } from '../store/system-tasks.ts';
import { findTask } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { State } from '../views/shapes.ts';

/** How long a task is lent before it is given again. */
const LENT_MS = 5 * 60_000;
const Result = Type.Enum([...TASK_RESULTS]);

const Lent = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  task: LocalText,
  link: Type.Optional(Type.Enum([...LINKS])),
  organisation: Type.String(),
  openedAt: Type.String(),
  dueDate: Type.Optional(Type.String()),
  /** 1 at first; more when it is given again. */
  attempt: Type.Integer(),
  lentUntil: Type.String(),
  applicant: Type.Object({ name: Type.String(), citizenId: Type.String() }),
  form: Type.Record(Type.String(), Type.Unknown()),
});

/** A department's own system takes work (at least once: a task not answered in five minutes is given again). */
export function takeOpenTasks(tools: CaseTools): Feature {
  return feature({
    name: 'cases.take-open-tasks',
    method: 'POST',
    path: '/api/open/tasks/take',
    summary: { zh: '部门系统领取任务', en: "A department's system takes tasks" },
    access: { application: true },
    body: Type.Object({
      max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    }),
    response: Type.Object({ tasks: Type.Array(Lent) }),
    rateLimit: 1_200,
    async handle(context, { body }) {
      const actor = asApplication(context.actor);
      return tools.db.transaction(async (tx) => {
        const now = tools.clock.now();
        const until = new Date(now.getTime() + LENT_MS);
        const { applicationId: system, organisation } = actor;
        // `yw:system` of a process names the application that answers.
        const lent = await lendTasks(tx, { system, organisation, max: body.max ?? 10, now, until });
        await seeSystem(tx, system, organisation, now);
        const cases = new Map(
          (await findCases(tx, [...new Set(lent.map(({ caseId }) => caseId))])).map((one) => [one.id, one]),
        );
        const tasks = lent.map((task) => ({ task, record: cases.get(task.caseId) as CaseRecord }));
        await Promise.all(tasks.map(({ record }) => recordTaken(tools, tx, record, actor, context.trace)));
        return { tasks: tasks.map(({ task, record }) => lentTask(tools, task, record, until)) };
      });
    },
  });
}

const Told = Type.Object({
  id: Type.String(),
  state: Type.Enum(['open', 'done', 'cancelled', 'failed']),
  result: Type.Optional(Result),
  caseNo: Type.String(),
  caseState: State,
});
type Told = Type.Static<typeof Told>;

const Answer = Type.Object({
  /** The sender's own: the same key again is answered the same and changes nothing. */
  key: Type.String({ minLength: 8, maxLength: 100 }),
  result: Type.Optional(Result),
  opinion: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  /** Codes for the process; never personal data. */
  variables: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' }),
      Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]),
      { maxProperties: 20 },
    ),
  ),
  /** Instead of a result: it could not be done; the task goes into the error queue, where people look. */
  failure: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});

/** The result of a task, or that it could not be done. */
export function answerOpenTask(tools: CaseTools): Feature {
  return feature({
    name: 'cases.answer-open-task',
    method: 'POST',
    path: '/api/open/tasks/:id/result',
    summary: { zh: '部门系统返回结果', en: "A department's system returns a result" },
    access: { application: true },
    params: Type.Object({ id: Type.String() }),
    body: Answer,
    response: Told,
    rateLimit: 1_200,
    async handle(context, { params, body }) {
      const actor = asApplication(context.actor);
      const { failure, result } = body;
      if (failure === undefined && result === undefined) throw caseErrors.resultOrFailure();
      try {
        const { told, subject, caseId } = await tools.db.transaction((tx) =>
          answer(tools, tx, context, actor, params.id, body),
        );
        // Of what only stands in the error queue the applicant is not told.
        tools.live.publish({ topic: 'cases', data: { caseId }, ...(subject === undefined ? {} : { subject }) });
        return told;
      } catch (error) {
        // What the law's machine does not take is looked at by people, not sent round and round.
        if (error instanceof DomainError && REFUSED.has(error.code))
          await tools.db.transaction((tx) => failTask(tx, params.id, error.code, null));
        throw error;
      }
    },
  });
}

const REFUSED = new Set([
  'cases.wrong-result',
  'cases.not-in-this-state',
  'cases.correction-once',
  'cases.suspended',
  'cases.opinion-needed',
]);

async function answer(
  tools: CaseTools,
  tx: Tx,
  { trace }: RequestContext,
  actor: ApplicationActor,
  id: string,
  body: Type.Static<typeof Answer>,
): Promise<{ told: Told; caseId: string; subject?: string }> {
  const { record, task, loaded } = await systemTask(tools, tx, actor, id);
  if (task.resultKey === body.key) return { told: toldOf(task, record), caseId: record.id };
  if (task.state === 'done' || task.state === 'cancelled') throw caseErrors.taskOver();
  if (body.failure !== undefined || body.result === undefined) {
    await failTask(tx, id, body.failure ?? 'no-result', body.key);
    await tools.audit.append(tx, {
      actor,
      action: 'cases.fail-task',
      subject: `case:${record.id}`,
      detail: { task: id, node: task.node, key: body.key },
      trace,
    });
    return { told: toldOf({ ...task, state: 'failed' }, record), caseId: record.id };
  }
  const handling = await openHandling(tools, record, loaded, { actor, trace });
  await finishTask(
    tools,
    handling,
    { ...task, state: 'open' },
    {
      result: body.result,
      key: body.key,
      ...(body.opinion === undefined ? {} : { opinion: body.opinion }),
      ...(body.variables === undefined ? {} : { variables: body.variables }),
    },
  );
  const done = await endHandling(tools, tx, handling);
  return {
    told: toldOf({ ...task, state: 'done', result: body.result }, done),
    caseId: record.id,
    subject: record.subject,
  };
}

/** What became of a task: for a system that lost an answer. */
export function showOpenTask(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-open-task',
    method: 'GET',
    path: '/api/open/tasks/:id',
    summary: { zh: '部门系统查询任务', en: 'The state of a task of a system' },
    access: { application: true },
    params: Type.Object({ id: Type.String() }),
    response: Told,
    async handle(context, { params }) {
      return tools.db.transaction(async (tx) => {
        const { task, record } = await systemTask(tools, tx, asApplication(context.actor), params.id);
        return toldOf(task, record);
      });
    },
  });
}

/** A task for a system of the caller's organisation, its case locked; any other is not found. */
async function systemTask(tools: CaseTools, tx: Tx, actor: ApplicationActor, id: string) {
  if (!isUuid(id)) throw caseErrors.taskNotFound();
  const [record, loaded] = await Promise.all([lockCaseOfTask(tx, id), loadFlowOfTask(tx, id, tools.contents)]);
  const task = loaded.tasks.find((one) => one.id === id) ?? (record && (await findTask(tx, id)));
  if (!record || !task || task.system !== actor.applicationId || task.organisation !== actor.organisation)
    throw caseErrors.taskNotFound();
  return { record, task, loaded };
}

function toldOf(task: TaskRecord, record: CaseRecord): Told {
  return {
    id: task.id,
    state: task.state,
    ...(task.result === null ? {} : { result: task.result }),
    caseNo: record.caseNo,
    caseState: record.state,
  };
}

function lentTask(tools: CaseTools, task: TaskRecord, record: CaseRecord, until: Date): Type.Static<typeof Lent> {
  const { name, citizenId } = tools.contents.applicant(record);
  return {
    id: task.id,
    caseNo: record.caseNo,
    matter: record.matter,
    title: tools.matters.get(record.matter, record.matterVersion).title,
    task: { zh: task.titleZh, en: task.titleEn },
    ...(task.link === null ? {} : { link: task.link }),
    organisation: task.organisation,
    openedAt: task.openedAt.toISOString(),
    ...(task.dueAt ? { dueDate: shanghaiDate(new Date(task.dueAt.getTime() - 1)) } : {}),
    attempt: task.attempts,
    lentUntil: until.toISOString(),
    applicant: { name, citizenId },
    form: tools.contents.form(record),
  };
}

/** The person's data went to a department's system: recorded as any read is. */
async function recordTaken(
  tools: CaseTools,
  tx: Tx,
  record: CaseRecord,
  actor: ApplicationActor,
  trace: string,
): Promise<void> {
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const basis = matter.legalBasis[0];
  await tools.audit.recordRead(tx, {
    actor,
    organisation: actor.organisation,
    subject: record.subject,
    channel: 'interface',
    resource: `matter:${record.matter}`,
    fields: ['name', 'citizenId', ...Object.keys(tools.contents.form(record))],
    purpose: { zh: `办理：${matter.title.zh}`, en: `Handling: ${matter.title.en}` },
    caseNo: record.caseNo,
    ...(basis ? { legalBasis: basis.title } : {}),
    trace,
  });
}
