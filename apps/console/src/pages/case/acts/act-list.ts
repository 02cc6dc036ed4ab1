import type { WorkCase } from '../../../api/work.ts';
import type { Act, CaseAct, TaskAct } from '../../../api/work-acts.ts';
import type { CaseTask } from '../../../api/work-tasks.ts';

/** Something the officer may do with a case beside ending their own task. */
export type Offer = { act: TaskAct; task: CaseTask } | { act: CaseAct; task?: undefined };

type Who = { may: (permission: string) => boolean; organisation: string | undefined };

/** Tasks that the signed-in officer may end now. */
export const ownTasks = (tasks: readonly CaseTask[]): CaseTask[] => tasks.filter(({ results }) => results.length > 0);

/** Which acts stand open, in the order of the menu. The server has the last word. */
export function offersOf(file: WorkCase, who: Who): Offer[] {
  const decided = file.decision !== undefined && file.decision.outcome !== 'routed';
  const over = decided || ['refused', 'closed', 'withdrawn', 'returned', 'approved'].includes(file.state);
  const offers: Offer[] = [];
  const add = (act: TaskAct, task: CaseTask) => offers.push({ act, task });
  for (const task of ownTasks(file.tasks)) {
    if (task.heldBy === undefined) add('claim', task);
    if (task.heldBy === 'me') add('release', task);
    add('pass-on', task);
    add('add-signer', task);
    add('countersign', task);
    if (!over && file.returnTo.length > 0 && task.node !== undefined) add('return', task);
  }
  if (who.may('cases.decide')) {
    const own = file.tasks.filter(({ organisation }) => organisation === who.organisation);
    if (!over) for (const task of own.filter(mayBeTakenBack)) add('take-back', task);
    for (const task of own.filter(({ state, system }) => state === 'failed' && system !== undefined)) {
      add('retry', task);
      add('take-over', task);
    }
  }
  if (who.may('cases.supervise'))
    for (const task of file.tasks.filter(({ state, system }) => state === 'open' && system === undefined)) add('urge', task);
  return [...offers, ...caseActs(file, who, over).map((act) => ({ act }))];
}

/** What the law was told is not taken back in silence (features/act-on-task.ts). */
const mayBeTakenBack = ({ state, result }: CaseTask): boolean =>
  state === 'done' && (result === 'agree' || result === 'disagree' || result === 'done');

function caseActs(file: WorkCase, { may, organisation }: Who, over: boolean): CaseAct[] {
  const { clocks } = file;
  // Only the office that answers for the case, or one above it, moves its time.
  const answers = organisation === file.organisation || may('cases.supervise');
  if (!clocks || over || !answers) return [];
  const acts: CaseAct[] = [];
  if (may('cases.decide')) {
    if (clocks.suspended) acts.push('resume');
    else acts.push('suspend');
    if (clocks.extendedDays === 0) acts.push('extend');
  }
  return acts;
}

/** What has to be written for an act. */
export const NEEDS: Record<Act, readonly ('reason' | 'to' | 'offices' | 'node' | 'kind' | 'days' | 'expected')[]> = {
  claim: [],
  release: [],
  'pass-on': ['to', 'reason'],
  'add-signer': ['to', 'reason'],
  countersign: ['offices', 'reason'],
  return: ['node', 'reason'],
  'take-back': ['reason'],
  urge: ['reason'],
  retry: ['reason'],
  'take-over': ['reason'],
  suspend: ['kind', 'expected', 'reason'],
  resume: ['reason'],
  extend: ['days', 'reason'],
  'approve-extension': [],
  'refuse-extension': [],
};
/** Acts whose reason the applicant reads. */
export const TOLD: readonly Act[] = ['suspend', 'extend'];
