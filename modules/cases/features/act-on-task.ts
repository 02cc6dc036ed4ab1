import { Type } from 'typebox';
import { isUuid, shanghaiDate } from '@platform/kernel';
import { asStaff, permissionsOf, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { lawOf } from '../domain/links.ts';
import { TERMINAL } from '../domain/case.ts';
import { caseErrors } from '../errors.ts';
import { returnTo, takeBack } from '../flow/move-case.ts';
import { commitHandling, openHandling, type Handling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { lockCaseOfTask } from '../store/cases.ts';
import { loadFlowOfTask } from '../store/flow-rows.ts';
import { substitutedBy } from '../store/substitutes.ts';
import { insertTaskAct, tasksHeldBy, type TaskAct, type TaskActKind } from '../store/task-acts.ts';
import { findTask } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { mayFinish, seesTask } from '../task-access.ts';

const Reason = Type.String({ minLength: 1, maxLength: 1000 });
const Account = Type.String({ minLength: 1, maxLength: 100 });
const Organisation = Type.String({ minLength: 1, maxLength: 64 });
const Acted = Type.Object({ caseId: Type.String(), tasks: Type.Array(Type.String()) });
type Acted = Type.Static<typeof Acted>;

const shape = {
  method: 'POST',
  params: Type.Object({ id: Type.String() }),
  response: Acted,
} as const;
const DECIDE = { permission: 'cases.decide' } as const;

/** Says that one does the task oneself (认领), so that nobody else does it too. */
export function claimTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.claim-task',
    path: '/api/work/tasks/:id/claim',
    summary: { zh: '认领任务', en: 'Claim a task' },
    body: Type.Object({}),
    handle: (context, { params }) =>
      act(tools, context, params.id, 'claim', '认领', async ({ handling, task, staff }) => {
        handling.flow.put({ ...task, holder: staff.accountId });
        return {};
      }),
  });
}

/** Gives a claimed task back to the office. */
export function releaseTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.release-task',
    path: '/api/work/tasks/:id/release',
    summary: { zh: '放回任务', en: 'Give a claimed task back' },
    body: Type.Object({}),
    handle: (context, { params }) =>
      act(tools, context, params.id, 'release', '放回', async ({ handling, task }) => {
        handling.flow.put({ ...task, holder: null });
        return {};
      }),
  });
}

/** Passes a task on (转办): to a colleague, or to another organisation. */
export function passOnTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.pass-on-task',
    path: '/api/work/tasks/:id/pass-on',
    summary: { zh: '转办', en: 'Pass a task on' },
    body: Type.Object({ reason: Reason, account: Type.Optional(Account), organisation: Type.Optional(Organisation) }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'pass-on', body.reason, async ({ handling, task }) => {
        const organisation = await receiver(tools, body, task);
        demandOwnOffice(tools, handling, task, organisation);
        handling.flow.put({ ...task, organisation, holder: body.account ?? null });
        return { toOrganisation: organisation, ...(body.account ? { toAccount: body.account } : {}) };
      }),
  });
}

/** Asks one more person or office to sign first (加签). */
export function addSigner(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.add-signer',
    path: '/api/work/tasks/:id/add-signer',
    summary: { zh: '加签', en: 'Add a signer' },
    body: Type.Object({ reason: Reason, account: Type.Optional(Account), organisation: Type.Optional(Organisation) }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'add-signer', body.reason, async ({ handling, task }) => {
        const organisation = await receiver(tools, body, { role: null });
        ask(handling, task, '加签', 'Signature', organisation, body.account);
        return { toOrganisation: organisation, ...(body.account ? { toAccount: body.account } : {}) };
      }),
  });
}

/** Asks several offices to sign at the same time (会签); the task waits for all of them. */
export function countersignTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.countersign-task',
    path: '/api/work/tasks/:id/countersign',
    summary: { zh: '会签', en: 'Have a task counter-signed' },
    body: Type.Object({ reason: Reason, organisations: Type.Array(Organisation, { minItems: 1, maxItems: 20 }) }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'countersign', body.reason, async ({ handling, task }) => {
        const all = [...new Set(body.organisations)];
        for (const organisation of all)
          ask(handling, task, '会签', 'Counter-signature', await receiver(tools, { organisation }, { role: null }));
        return { toOrganisation: all.join(',') };
      }),
  });
}

/** Urges whoever has to act (催办). */
export function urgeTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: { permission: 'cases.supervise' },
    name: 'cases.urge-task',
    path: '/api/work/tasks/:id/urge',
    summary: { zh: '催办', en: 'Urge a task' },
    body: Type.Object({ reason: Reason }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'urge', body.reason, async ({ handling, task }) => {
        handling.flow.put({ ...task, urged: task.urged + 1 });
        return {};
      }),
  });
}

/** Takes back what one has finished, as long as nobody has gone on and the law was not told anything (取回). */
export function takeBackTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.take-back-task',
    path: '/api/work/tasks/:id/take-back',
    summary: { zh: '取回', en: 'Take a finished task back' },
    body: Type.Object({ reason: Reason }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'take-back', body.reason, async ({ handling, task, staff }) => {
        if (task.state !== 'done' || task.byAccount !== staff.accountId) throw caseErrors.cannotTakeBack();
        // What the applicant was told in writing is not taken back in silence.
        if (task.result === null || lawOf(task.link, task.result, { accepted: false }))
          throw caseErrors.cannotTakeBack();
        await takeBack(handling, task);
        return task.node === null ? {} : { toNode: task.node };
      }),
  });
}

/** Returns the case to work it has passed (退回), with the reason; what is open meanwhile is cancelled. */
export function returnTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.return-task',
    path: '/api/work/tasks/:id/return',
    summary: { zh: '退回', en: 'Return a case to a node it has passed' },
    body: Type.Object({ node: Type.String({ minLength: 1, maxLength: 200 }), reason: Reason }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'return', body.reason, async ({ handling, task }) => {
        await returnTo(handling, task, body.node);
        return { toNode: body.node };
      }),
  });
}

/** Hands over all open tasks that one account holds to another (交接). */
export function handOver(tools: CaseTools): Feature {
  return feature({
    name: 'cases.hand-over',
    method: 'POST',
    path: '/api/work/hand-over',
    summary: { zh: '工作交接', en: 'Hand over open tasks' },
    access: { permission: 'cases.supervise' },
    body: Type.Object({ from: Account, to: Account, reason: Reason }),
    response: Type.Object({ tasks: Type.Integer() }),
    async handle(context, { body }) {
      const staff = asStaff(context.actor);
      const ids = await tools.db.readOnce((tx) => tasksHeldBy(tx, body.from, staff.organisations, 1_000));
      let tasks = 0;
      for (const id of ids) {
        await act(tools, context, id, 'hand-over', body.reason, async ({ handling, task }) => {
          await receiver(tools, { account: body.to, organisation: task.organisation }, task);
          if (task.holder === body.from) handling.flow.put({ ...task, holder: body.to });
          return { toAccount: body.to };
        });
        tasks += 1;
      }
      return { tasks };
    },
  });
}

/** Gives a task of the error queue to its system again, once the cause is mended. */
export function retryTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.retry-task',
    path: '/api/work/tasks/:id/retry',
    summary: { zh: '重新推送', en: 'Give a failed task to its system again' },
    body: Type.Object({ reason: Reason }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'retry', body.reason, async ({ handling, task }) => {
        handling.flow.put({ ...task, state: 'open', attempts: 0, failure: null, takenUntil: null });
        return {};
      }),
  });
}

/** Does by hand what a system should have done (人工接办). */
export function takeOverTask(tools: CaseTools): Feature {
  return feature({
    ...shape,
    access: DECIDE,
    name: 'cases.take-over-task',
    path: '/api/work/tasks/:id/take-over',
    summary: { zh: '转人工办理', en: 'Take a task over from a system' },
    body: Type.Object({ reason: Reason }),
    handle: (context, { params, body }) =>
      act(tools, context, params.id, 'take-over', body.reason, async ({ handling, task, staff }) => {
        handling.flow.put({
          ...task,
          kind: 'user',
          state: 'open',
          system: null,
          failure: null,
          takenUntil: null,
          holder: staff.accountId,
        });
        return {};
      }),
  });
}

type Given = { handling: Handling; task: TaskRecord; staff: StaffActor };
type To = { toAccount?: string; toOrganisation?: string; toNode?: string };

/** What anyone who may supervise does to a task, whoever holds it. */
const BY_SUPERVISOR: readonly TaskActKind[] = ['urge', 'hand-over'];

async function act(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  kind: TaskActKind,
  reason: string,
  work: (given: Given) => Promise<To>,
): Promise<Acted> {
  const staff = asStaff(context.actor);
  if (!isUuid(id)) throw caseErrors.taskNotFound();
  const { acted, subject } = await tools.db.transaction(async (tx) => {
    const [record, loaded, standsInFor] = await Promise.all([
      lockCaseOfTask(tx, id),
      loadFlowOfTask(tx, id, tools.contents),
      substitutedBy(tx, staff.accountId, shanghaiDate(tools.clock.now())),
    ]);
    const task = loaded.tasks.find((one) => one.id === id) ?? (record && (await findTask(tx, id)));
    const ofSystem = kind === 'retry' || kind === 'take-over';
    if (!record || !task || task.kind !== (ofSystem ? 'service' : 'user') || !seesTask(staff, task))
      throw caseErrors.taskNotFound();
    const fits = ofSystem
      ? task.state === 'failed' || (kind === 'take-over' && task.state === 'open')
      : task.state === 'open';
    if (kind !== 'take-back' && !fits) throw caseErrors.taskOver();
    if (kind === 'claim' && task.holder !== null && task.holder !== staff.accountId) throw caseErrors.taskHeld();
    if (!BY_SUPERVISOR.includes(kind) && kind !== 'take-back' && !mayFinish(staff, task, standsInFor))
      throw caseErrors.taskHeld();
    if ((kind === 'return' || kind === 'take-back') && (record.outcome !== null || TERMINAL.includes(record.state)))
      throw caseErrors.cannotReturn();
    const handling = await openHandling(tools, record, loaded, { actor: staff, trace: context.trace });
    const before = new Set(handling.flow.tasks.map((one) => one.id));
    const to = await work({ handling, task, staff });
    await Promise.all([
      note(tools, tx, context, { staff, task, kind, reason, to }),
      commitHandling(tools, tx, handling),
    ]);
    const opened = handling.flow.open.filter((one) => !before.has(one.id)).map((one) => one.id);
    return { acted: { caseId: record.id, tasks: opened.length > 0 ? opened : [task.id] }, subject: record.subject };
  });
  tools.live.publish({ topic: 'cases', data: { caseId: acted.caseId }, subject });
  return acted;
}

async function note(
  tools: CaseTools,
  tx: Tx,
  context: RequestContext,
  { staff, task, kind, reason, to }: { staff: StaffActor; task: TaskRecord; kind: TaskActKind; reason: string; to: To },
): Promise<void> {
  const id = tools.ids.next();
  const row: TaskAct = {
    id,
    taskId: task.id,
    caseId: task.caseId,
    kind,
    at: tools.clock.now(),
    byAccount: staff.accountId,
    byOrganisation: staff.organisation,
    toAccount: to.toAccount ?? null,
    toOrganisation: to.toOrganisation ?? null,
    toNode: to.toNode ?? null,
    sealedReason: tools.contents.sealReason(id, reason),
  };
  await Promise.all([
    insertTaskAct(tx, row),
    tools.audit.append(tx, {
      actor: staff,
      action: `cases.task-${kind}`,
      subject: `case:${task.caseId}`,
      detail: { task: task.id, node: task.node, ...to },
      trace: context.trace,
    }),
  ]);
}

/** What is told to the applicant bears the number and seal of the office that handles the case: no other office gives it (职权法定). @throws cases.office-answers */
function demandOwnOffice(tools: CaseTools, { record }: Handling, { link, organisation }: TaskRecord, to: string): void {
  const outward = link === 'receive' || link === 'accept' || link === 'decide';
  if (!outward || to === organisation || to === record.organisation) return;
  const { zh, en } = tools.organisations.get(record.organisation).name;
  throw caseErrors.officeAnswers({ organisation: zh, organisationEn: en });
}

/**
 * Who gets a task: somebody must be named; the organisation must be known; an account must work there and be able to end the task.
 * @throws cases.no-such-receiver
 */
async function receiver(
  tools: CaseTools,
  to: { account?: string; organisation?: string },
  task: Pick<TaskRecord, 'role'>,
): Promise<string> {
  const staff = to.account === undefined ? undefined : await tools.identity.staffOf(to.account);
  if (to.account !== undefined && !staff) throw caseErrors.noSuchReceiver();
  if (
    staff &&
    !(permissionsOf(staff.roles).has(DECIDE.permission) && (task.role === null || staff.roles.includes(task.role)))
  )
    throw caseErrors.noSuchReceiver();
  const organisation = to.organisation ?? staff?.organisation;
  if (
    organisation === undefined ||
    !tools.organisations.find(organisation) ||
    (staff && staff.organisation !== organisation)
  )
    throw caseErrors.noSuchReceiver();
  return organisation;
}

function ask(
  { record, flow }: Handling,
  task: TaskRecord,
  zh: string,
  en: string,
  organisation: string,
  account?: string,
): void {
  flow.addTask(record, {
    titleZh: `${zh}：${task.titleZh}`,
    titleEn: `${en}: ${task.titleEn}`,
    organisation,
    link: 'review',
    askedBy: task.id,
    holder: account ?? null,
  });
}
