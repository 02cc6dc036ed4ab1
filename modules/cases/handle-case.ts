import { actorLabel, type Actor } from '@platform/access';
import type { LocalText } from '@platform/kernel';
import type { Tx } from '@platform/database';
import type { Matter } from '@modules/matters/contract';
import { factsOf, planAct, writeActs, type Act, type Planned } from './carry-out.ts';
import { taskDone } from './contract/index.ts';
import { endedUndecided, TERMINAL, type CaseCommand, type CaseStep } from './domain/case.ts';
import type { Notice, Trace } from './domain/contents.ts';
import { lawOf, resultsOf, RESULT_TITLES, type TaskResult } from './domain/links.ts';
import { caseErrors } from './errors.ts';
import { noticeOfFee, tellFeeDue } from './fees.ts';
import { Flow } from './flow/flow.ts';
import { delivers } from './flow/process-models.ts';
import { judge } from './judge-case.ts';
import type { CaseTools } from './module.ts';
import { settleDelivery } from './settle-delivery.ts';
import { settleProcedures } from './settle-procedures.ts';
import type { CaseRecord } from './store/case-record.ts';
import { saveCase } from './store/cases.ts';
import { noticesOf, writeNotices, type NewNotice } from './write-notices.ts';
import { saveFlow, type FlowRows } from './store/flow-rows.ts';
import type { TaskRecord } from './store/task-record.ts';

/** How a task ends. */
export type Finish = {
  result: TaskResult;
  /** Stays inside. */
  opinion?: string;
  /** What the applicant is told in writing. */
  notice?: Partial<Notice>;
  /** Written into the history beside a step. */
  note?: [CaseStep, string | LocalText];
  /** For the process: codes, never personal data. */
  variables?: Readonly<Record<string, unknown>>;
  /** Under which a department's own system sent it. */
  key?: string;
};

/**
 * One act on one locked case: law's machine and the matter's process go on together in memory, and are written together by
 * {@link commitHandling}; an error before that leaves nothing behind.
 */
export type Handling = {
  record: CaseRecord;
  /** The moment of the act: what ends and what follows carry the same time, by which it is known that nobody went on in between. */
  readonly now: Date;
  readonly wasSuspended: boolean;
  /** The case itself changed without a command of the law. */
  touched: boolean;
  /** The act ends a task of acceptance: a refusal is then a non-acceptance (不予受理). */
  byAcceptance: boolean;
  readonly matter: Matter;
  readonly flow: Flow;
  readonly plans: Planned[];
  readonly finished: TaskRecord[];
  /** Documents to be written under their numbers with the act. */
  readonly notices: NewNotice[];
  readonly actor: Actor;
  readonly trace: string;
};

/** Begins an act on a case that the caller locked and whose open work it loaded. `word`: the rules' word where it was just given. */
export async function openHandling(
  tools: CaseTools,
  record: CaseRecord,
  loaded: FlowRows,
  act: { actor: Actor; trace: string; word?: Trace; form?: Readonly<Record<string, unknown>> },
): Promise<Handling> {
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const process = await tools.models.of(record.matter, record.processVersion);
  let form = act.form;
  const formOf = (): Readonly<Record<string, unknown>> => (form ??= tools.contents.form(record));
  const now = tools.clock.now();
  const atOnce = { ...tools, clock: { now: () => now } };
  const flow = new Flow(atOnce, {
    loaded,
    process,
    matter,
    form: formOf,
    judge: async () =>
      act.word ??
      judge(tools, {
        matter: tools.matters.get(record.matter, record.processVersion),
        caseNo: record.caseNo,
        applicant: tools.contents.applicant(record),
        form: formOf() as Record<string, unknown>,
        data: tools.contents.data(record),
      }),
  });
  const wasSuspended = record.suspendedAt !== null;
  return {
    record,
    now,
    byAcceptance: false,
    touched: false,
    wasSuspended,
    matter,
    flow,
    plans: [],
    finished: [],
    notices: [],
    actor: act.actor,
    trace: act.trace,
  };
}

/** A command of the law's machine. @throws the coded error of `decide` where it may not be */
export function command(tools: CaseTools, handling: Handling, given: CaseCommand, more: Partial<Act> = {}): void {
  const { actor, trace, matter } = handling;
  const planned = planAct(tools, handling.record, matter, given, {
    actor,
    trace,
    delivers: handling.flow.running && delivers(handling.flow.process),
    ...more,
  });
  handling.plans.push(planned);
  handling.notices.push(...noticesOf(tools, planned, matter, handling.byAcceptance));
  handling.record = planned.record;
}

/**
 * Ends a task: its result names the law's command, and both go on.
 * @throws cases.task-over, cases.wrong-result, cases.signers-first, and what `decide` says
 */
export async function finishTask(
  tools: CaseTools,
  handling: Handling,
  task: TaskRecord,
  finish: Finish,
): Promise<void> {
  const { flow } = handling;
  if (task.state !== 'open') throw caseErrors.taskOver();
  const may = resultsOf(task.link);
  if (!may.includes(finish.result)) throw wrongResult(task, finish.result, may);
  if (flow.open.some((other) => other.askedBy === task.id)) throw caseErrors.signersFirst();
  if (finish.notice) {
    const told = { ...tools.contents.notice(handling.record), ...finish.notice };
    handling.record = { ...handling.record, sealedNotice: tools.contents.sealNotice(handling.record.id, told) };
  }
  handling.byAcceptance = task.link === 'accept' || task.link === 'receive';
  if (finish.result === 'approve') demandApprovable(tools, handling.record);
  const law = lawOf(task.link, finish.result, factsOf(handling.record));
  if (law) command(tools, handling, law, finish.note ? { notes: { [finish.note[0]]: finish.note[1] } } : {});
  const label = actorLabel(handling.actor);
  const ended: TaskRecord = {
    ...task,
    state: 'done',
    closedAt: handling.now,
    result: finish.result,
    sealedOpinion: finish.opinion === undefined ? null : tools.contents.sealOpinion(task.id, finish.opinion),
    byAccount: label.id,
    byOrganisation: label.organisation,
    resultKey: finish.key ?? null,
    failure: null,
    takenUntil: null,
    job: null,
  };
  await flow.complete(handling.record, task, ended, finish.variables ?? {});
  handling.finished.push(ended);
  settleLaw(handling);
}

/** What the law's state means for the process: none goes on for a case that is over, and a case that is not has somebody to act. */
export function settleLaw({ record, flow, matter }: Handling): void {
  if (record.state === 'refused' && !flow.decidable) flow.cancel();
  else if (endedUndecided(record.state)) flow.cancel();
  else if (record.state === 'correction') {
    // A process that does not wait for corrections begins anew with them.
    if (flow.open.length > 0 || !flow.tasks.some(({ kind, state }) => kind === 'message' && state === 'open'))
      flow.cancel();
  } else if (
    !TERMINAL.includes(record.state) &&
    record.outcome === null &&
    record.submittedAt &&
    flow.tasks.every(({ state }) => state !== 'open') &&
    !flow.running
  ) {
    // The process ended, or never was, and nobody decided: a person must.
    flow.addTask(record, {
      titleZh: '审核决定',
      titleEn: 'Review and decision',
      link: 'decide',
      organisation: matter.decision.routeTo,
    });
  }
}

/** What is approved is closed when it was handed over, or its process ends without: where there is a licence, not before that is issued. */
function closeDelivered(tools: CaseTools, handling: Handling): void {
  const { record, flow, finished } = handling;
  if (record.state !== 'approved' || (record.licenceTemplate !== null && record.licenceId === null)) return;
  const handsOver = ({ link, node }: TaskRecord): boolean => link === 'deliver' && node !== null;
  if (flow.running && (!finished.some(handsOver) || flow.open.some(handsOver))) return;
  command(tools, handling, { action: 'close' });
}

/** Writes all that the act came to, in one message to the database. */
export async function commitHandling(tools: CaseTools, tx: Tx, handling: Handling): Promise<CaseRecord> {
  await prepareToWrite(tools, tx, handling);
  return write(tools, tx, handling);
}

/** The same as the last thing of its transaction, which ends with it: the case and the counters of numbers are held no longer than it takes to commit. */
export async function endHandling(tools: CaseTools, tx: Tx, handling: Handling): Promise<CaseRecord> {
  await prepareToWrite(tools, tx, handling);
  return tx.closing(() => write(tools, tx, handling));
}

async function prepareToWrite(tools: CaseTools, tx: Tx, handling: Handling): Promise<void> {
  closeDelivered(tools, handling);
  settleDelivery(tools, handling);
  await settleProcedures(tools, tx, handling);
}

async function write(tools: CaseTools, tx: Tx, handling: Handling): Promise<CaseRecord> {
  const fee = noticeOfFee(tools, handling);
  const { flow, plans, finished, actor, trace } = handling;
  const over = flow.state !== undefined && !flow.running && handling.record.passed === null;
  if (over) handling.record = { ...handling.record, passed: flow.passed };
  const { record } = handling;
  flow.date(record);
  const { id, caseNo, matter, organisation, subject } = record;
  const last = plans.at(-1);
  if (last) plans[plans.length - 1] = { ...last, record };
  const [saved] = await Promise.all([
    isNotEmpty(plans)
      ? writeActs(tools, tx, plans, { actor, trace })
      : over || handling.touched
        ? saveCase(tx, record)
        : record,
    saveFlow(tx, record, flow.loaded, { state: flow.state, tasks: flow.tasks }, tools),
    ...finished.map((task) =>
      tools.outbox.append(
        tx,
        taskDone,
        `case:${id}`,
        {
          caseId: id,
          caseNo,
          matter,
          organisation,
          subject,
          taskId: task.id,
          ...(task.link === null ? {} : { link: task.link }),
          title: { zh: task.titleZh, en: task.titleEn },
          result: task.result ?? 'done',
          ...(task.byOrganisation === null ? {} : { byOrganisation: task.byOrganisation }),
          openedAt: task.openedAt.toISOString(),
          at: (task.closedAt as Date).toISOString(),
        },
        trace,
      ),
    ),
    ...finished.map((task) =>
      tools.audit.append(tx, {
        actor,
        action: 'cases.finish-task',
        subject: `case:${id}`,
        detail: { caseNo, task: task.id, node: task.node, link: task.link, result: task.result },
        trace,
      }),
    ),
    ...(fee === undefined ? [] : [tellFeeDue(tools, tx, handling, fee)]),
    // Last: the counters of numbers are held as short as can be.
    ...(handling.notices.length > 0 ? [writeNotices(tools, tx, handling, handling.notices)] : []),
  ]);
  return saved;
}

/** What stands against an approval beside the law's machine. @throws cases.papers-first, cases.credit-blocks */
export function demandApprovable(tools: Pick<CaseTools, 'contents'>, record: CaseRecord): void {
  if (record.papersUntil !== null) throw caseErrors.papersFirst({ until: record.papersUntil });
  const measure = tools.contents.credit(record)?.records.find((one) => one.measure)?.measure;
  if (record.credit === 'block' && measure)
    throw caseErrors.creditBlocks({
      measure: measure.title.zh,
      measureEn: measure.title.en,
      basis: measure.basis.zh,
      basisEn: measure.basis.en,
    });
}

function isNotEmpty(plans: Planned[]): plans is [Planned, ...Planned[]] {
  return plans.length > 0;
}

function wrongResult(task: TaskRecord, result: TaskResult, may: readonly TaskResult[]) {
  return caseErrors.wrongResult({
    task: task.titleZh,
    taskEn: task.titleEn,
    result: RESULT_TITLES[result].zh,
    resultEn: RESULT_TITLES[result].en,
    may: may.map((one) => RESULT_TITLES[one].zh).join('、'),
    mayEn: may.map((one) => RESULT_TITLES[one].en).join(', '),
  });
}
