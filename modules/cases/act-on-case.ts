import { DomainError, type LocalText } from '@platform/kernel';
import { inScope } from '@platform/access';
import { factsOf } from './carry-out.ts';
import { decide, type CaseCommand, type CaseStep } from './domain/case.ts';
import { refersFrom, resultsOf, type TaskResult } from './domain/links.ts';
import { ACTION_TITLES, type CaseAction } from './domain/titles.ts';
import { caseErrors } from './errors.ts';
import { command, demandApprovable, finishTask, settleLaw, type Finish, type Handling } from './handle-case.ts';
import type { Acting } from './features/act-and-show.ts';
import type { CaseTools } from './module.ts';
import type { TaskRecord } from './store/task-record.ts';
import { mayFinish } from './task-access.ts';

/** What an officer can make of a case from its page; each is the result of an open task. */
export type CaseResult = Extract<TaskResult, 'accept' | 'correct' | 'approve' | 'refuse'>;

const COMMANDS: Record<CaseResult, CaseCommand> = {
  accept: { action: 'accept', deemed: false },
  correct: { action: 'request-correction' },
  approve: { action: 'approve' },
  refuse: { action: 'refuse' },
};

/** What the officer may end now; work of a department's own system is not. */
const ownTasks = ({ flow }: Handling, { staff, standsInFor }: Acting): readonly TaskRecord[] =>
  flow.open.filter((task) => task.kind === 'user' && mayFinish(staff, task, standsInFor));

const taskFor = (handling: Handling, acting: Acting, result: TaskResult): TaskRecord | undefined =>
  ownTasks(handling, acting).find(({ link }) => resultsOf(link).includes(result));

/** Ends the officer's acceptance, or receipt, that stands before a decision. @returns false where they have none */
async function acceptFirst(tools: CaseTools, handling: Handling, acting: Acting): Promise<boolean> {
  const before = ownTasks(handling, acting).find(({ link }) => link === 'accept' || link === 'receive');
  if (!before) return false;
  await finishTask(tools, handling, before, { result: before.link === 'accept' ? 'accept' : 'done' });
  return true;
}

/** Whether the officer's own decision follows at once when they accept. What is tried on `handling` must not be written. */
export async function approvesAtOnce(tools: CaseTools, handling: Handling, acting: Acting): Promise<boolean> {
  return (await acceptFirst(tools, handling, acting)) && taskFor(handling, acting, 'approve') !== undefined;
}

/**
 * Ends the officer's open task of the case with this result. Approving a case not yet accepted ends both tasks: a decision always
 * stands on acceptance. A case without open work (begun before there were processes) obeys the law alone.
 * @throws what the law's machine says first; cases.others-first where tasks of others come before
 */
export async function actOnCase(
  tools: CaseTools,
  handling: Handling,
  acting: Acting,
  result: CaseResult,
  more: Omit<Finish, 'result'>,
): Promise<void> {
  const { flow } = handling;
  const refused = decide(factsOf(handling.record), COMMANDS[result]);
  if (refused instanceof DomainError) throw refused;
  if (flow.open.length === 0 && !flow.running && inScope(acting.staff, handling.record.organisation)) {
    if (result === 'approve') demandApprovable(tools, handling.record);
    if (more.notice) {
      const told = { ...tools.contents.notice(handling.record), ...more.notice };
      handling.record = { ...handling.record, sealedNotice: tools.contents.sealNotice(handling.record.id, told) };
    }
    command(tools, handling, COMMANDS[result], more.note ? { notes: { [more.note[0]]: more.note[1] } } : {});
    return settleLaw(handling);
  }
  if (result === 'approve' && !taskFor(handling, acting, result)) await acceptFirst(tools, handling, acting);
  const task = taskFor(handling, acting, result);
  if (!task) throw othersFirst(flow.open, COMMANDS[result].action);
  return finishTask(tools, handling, task, { ...more, result });
}

/** Refers the case from the officer's own open work. @throws what the law's machine says first; cases.others-first where they have none */
export function refer(tools: CaseTools, handling: Handling, acting: Acting, note: [CaseStep, LocalText]): void {
  const { flow } = handling;
  const refused = decide(factsOf(handling.record), { action: 'refer' });
  if (refused instanceof DomainError) throw refused;
  const free = ownTasks(handling, acting).filter((task) => !flow.open.some(({ askedBy }) => askedBy === task.id));
  if ((flow.open.length > 0 || flow.running) && !free.some(refersFrom)) throw othersFirst(flow.open, 'refer');
  command(tools, handling, { action: 'refer' }, { notes: { [note[0]]: note[1] } });
  settleLaw(handling);
}

function othersFirst(open: readonly TaskRecord[], what: CaseAction): DomainError {
  const { zh, en } = ACTION_TITLES[what];
  return caseErrors.othersFirst({
    count: open.length,
    open: open.map(({ titleZh }) => titleZh).join('、'),
    openEn: open.map(({ titleEn }) => titleEn).join(', '),
    action: zh,
    actionEn: en,
  });
}
