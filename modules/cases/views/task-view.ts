import { shanghaiDate, type Clock, type WorkingCalendar } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { lightOf } from '../domain/clock.ts';
import type { CaseFacts } from '../domain/case.ts';
import { applicantShown } from '../domain/contents.ts';
import { LINK_TITLES, resultsNow, RESULT_TITLES, type TaskResult } from '../domain/links.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import type { Contents } from '../sealed-contents.ts';
import type { ListedTask } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { mayFinish } from '../task-access.ts';
import type { CaseTask, TaskItem, TaskOutline } from './task-shape.ts';

export type TaskViewDeps = {
  clock: Clock;
  calendar: WorkingCalendar;
  contents: Contents;
  matters: MattersPort;
  organisations: OrganisationsPort;
};

/** A task without what was thought of it. */
type Shared = TaskOutline;

/** Who looks, and how the case stands: what an officer may do with a task follows from both. */
export type Looking = {
  staff: StaffActor;
  /** Accounts whose substitute they are today. */
  standsInFor: readonly string[];
  facts: CaseFacts;
};

/** Whether the officer may work a task: it is open, and theirs or nobody's. */
export const isMine = (task: TaskRecord, { staff, standsInFor }: Looking): boolean =>
  task.state === 'open' &&
  task.kind === 'user' &&
  staff.permissions.has('cases.decide') &&
  mayFinish(staff, task, standsInFor);

/** The results with which the officer may end a task now. */
export function resultsFor(task: TaskRecord, looking: Looking): TaskResult[] {
  return isMine(task, looking) ? resultsNow(task.link, looking.facts) : [];
}

/** A task with its clock and what the officer may do with it. */
export function taskOutline(deps: TaskViewDeps, task: TaskRecord, looking: Looking): Shared {
  const { staff } = looking;
  const { link, dueAt, amberFrom, statutoryDueAt } = task;
  const now = deps.clock.now();
  const open = task.state === 'open';
  const dueDate = dueAt && shanghaiDate(new Date(dueAt.getTime() - 1));
  return {
    id: task.id,
    ...(task.node === null ? {} : { node: task.node }),
    ...(link === null ? {} : { link, linkTitle: LINK_TITLES[link] }),
    task: { zh: task.titleZh, en: task.titleEn },
    state: task.state,
    organisation: task.organisation,
    organisationName: deps.organisations.find(task.organisation)?.name ?? {
      zh: task.organisation,
      en: task.organisation,
    },
    openedAt: task.openedAt.toISOString(),
    ...(open && dueAt && dueDate
      ? {
          dueDate,
          workdaysLeft: deps.calendar.workdaysBetween(shanghaiDate(now), dueDate),
          light: lightOf({ at: dueAt, amberFrom: amberFrom ?? dueAt }, now, statutoryDueAt && { at: statutoryDueAt }),
        }
      : {}),
    mine: isMine(task, looking),
    results: resultsFor(task, looking).map((result) => ({ result, title: RESULT_TITLES[result] })),
    ...(task.holder === null ? {} : { heldBy: task.holder === staff.accountId ? ('me' as const) : ('other' as const) }),
    urged: task.urged,
    ...(task.askedBy === null ? {} : { askedBy: task.askedBy }),
    ...(task.system === null ? {} : { system: task.system }),
    ...(task.failure === null ? {} : { failure: task.failure }),
    ...(task.result === null ? {} : { result: task.result, resultTitle: RESULT_TITLES[task.result] }),
    ...(task.closedAt === null ? {} : { closedAt: task.closedAt.toISOString() }),
  };
}

export function taskItem(
  deps: TaskViewDeps,
  task: ListedTask,
  staff: StaffActor,
  standsInFor: readonly string[],
): TaskItem {
  return {
    ...taskOutline(deps, task, { staff, standsInFor, facts: task.facts }),
    caseId: task.caseId,
    caseNo: task.caseNo,
    matter: task.matter,
    title: deps.matters.get(task.matter, task.matterVersion).title,
    applicant: applicantShown(deps.contents.applicant({ id: task.caseId, sealedApplicant: task.sealedApplicant })),
    caseState: task.caseState,
    caseStateTitle: STATE_TITLES[task.caseState],
    suspended: task.suspended,
    revision: task.revision,
  };
}

/**
 * The work of a case for an officer of an organisation concerned.
 * @param waits those whom its holder asked to sign have not done so: it cannot end yet
 */
export function caseTask(deps: TaskViewDeps, task: TaskRecord, looking: Looking, waits: boolean): CaseTask {
  const opinion = deps.contents.opinion(task);
  const view = taskOutline(deps, task, looking);
  return { ...view, ...(waits ? { results: [] } : {}), ...(opinion === undefined ? {} : { opinion }) };
}
