import { shanghaiDate, type Clock, type WorkingCalendar } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { lightOf } from '../domain/clock.ts';
import { applicantShown } from '../domain/contents.ts';
import { LINK_TITLES, resultsOf, RESULT_TITLES } from '../domain/links.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import type { Contents } from '../sealed-contents.ts';
import type { ListedTask } from '../store/task-lists.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { mayFinish } from '../task-access.ts';
import type { CaseTask, TaskItem } from './task-shape.ts';

export type TaskViewDeps = {
  clock: Clock;
  calendar: WorkingCalendar;
  contents: Contents;
  matters: MattersPort;
  organisations: OrganisationsPort;
};

type Shared = Omit<CaseTask, 'opinion'>;

function sharedView(deps: TaskViewDeps, task: TaskRecord, staff: StaffActor, standsInFor: readonly string[]): Shared {
  const { link, dueAt, amberFrom, statutoryDueAt } = task;
  const now = deps.clock.now();
  const open = task.state === 'open';
  const dueDate = dueAt && shanghaiDate(new Date(dueAt.getTime() - 1));
  const may =
    open && task.kind === 'user' && staff.permissions.has('cases.decide') && mayFinish(staff, task, standsInFor);
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
    results: may ? resultsOf(link).map((result) => ({ result, title: RESULT_TITLES[result] })) : [],
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
    ...sharedView(deps, task, staff, standsInFor),
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

/** The work of a case for an officer of an organisation concerned. */
export function caseTask(
  deps: TaskViewDeps,
  task: TaskRecord,
  staff: StaffActor,
  standsInFor: readonly string[],
): CaseTask {
  const opinion = deps.contents.opinion(task);
  return { ...sharedView(deps, task, staff, standsInFor), ...(opinion === undefined ? {} : { opinion }) };
}
