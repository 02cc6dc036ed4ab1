import type { WorkCase } from '../../../api/work.ts';
import type { Act, CaseAct, Given, TaskAct } from '../../../api/work-acts.ts';
import type { CaseTask } from '../../../api/work-tasks.ts';
import { isDecided } from '../case-over.ts';

/** Something the officer may do with a case beside ending their own task. */
export type Offer = { act: TaskAct; task: CaseTask } | { act: CaseAct; task?: undefined };

type Who = { may: (permission: string) => boolean; organisation: string | undefined };

/** Tasks that the signed-in officer may work: end, pass on, have signed. */
export const ownTasks = (tasks: readonly CaseTask[]): CaseTask[] => tasks.filter(({ mine }) => mine);
/** Those of them that they may end now. */
export const endableTasks = (tasks: readonly CaseTask[]): CaseTask[] =>
  tasks.filter(({ results }) => results.length > 0);
/** Where a case may be returned from a task. */
export const placesFor = (file: Pick<WorkCase, 'returnTo'>, task: CaseTask | undefined): WorkCase['returnTo'] =>
  file.returnTo.filter(({ from }) => task !== undefined && from.includes(task.id));

/** Which acts stand open, in the order of the menu. The server has the last word. */
export function offersOf(file: WorkCase, who: Who): Offer[] {
  const over = isDecided(file);
  const offers: Offer[] = [];
  const add = (act: TaskAct, task: CaseTask) => offers.push({ act, task });
  for (const task of ownTasks(file.tasks)) {
    if (task.heldBy === undefined) add('claim', task);
    if (task.heldBy === 'me') add('release', task);
    add('pass-on', task);
    add('add-signer', task);
    add('countersign', task);
    if (!over && placesFor(file, task).length > 0) add('return', task);
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
    for (const task of file.tasks.filter(({ state, system }) => state === 'open' && system === undefined))
      add('urge', task);
  return [...offers, ...caseActs(file, who, over).map((act) => ({ act }))];
}

/** What the law was told is not taken back in silence (features/act-on-task.ts). */
const mayBeTakenBack = ({ state, result }: CaseTask): boolean =>
  state === 'done' && (result === 'agree' || result === 'disagree' || result === 'done');

function caseActs(file: WorkCase, { may, organisation }: Who, over: boolean): CaseAct[] {
  const { clocks } = file;
  // Only the office that answers for the case, or one above it, moves its time.
  const answers = organisation === file.organisation || may('cases.supervise');
  const acts: CaseAct[] = [];
  if (over || !answers) return acts;
  if (may('cases.decide')) {
    const accepts = endableTasks(file.tasks).some(({ link }) => link === 'accept');
    if (accepts && papersToFollow(file).length > 0) acts.push('accept-incomplete');
    if (file.missing) acts.push('papers-received');
    if (clocks) acts.push(clocks.suspended ? 'resume' : 'suspend');
  }
  if (file.mayExtend) acts.push(file.mayExtend.byGovernment ? 'extend-jointly' : 'extend');
  if (file.allowed.includes('refer')) acts.push('refer');
  const { extension } = file;
  if (may('cases.approve-extension') && extension && !extension.byGovernment && extension.approved === undefined)
    acts.push('approve-extension', 'refuse-extension');
  return acts;
}

/** Papers that the matter lets follow (容缺). */
export const papersToFollow = (file: Pick<WorkCase, 'materials'>): WorkCase['materials'] =>
  file.materials.filter(({ necessity, avoided }) => necessity === 'later' && !avoided);

export type Need =
  | 'reason'
  | 'to'
  | 'offices'
  | 'node'
  | 'kind'
  | 'days'
  | 'expected'
  | 'papers'
  | 'until'
  | 'authority'
  | 'advice';
/** What has to be written for an act, in the order of its fields. */
export const NEEDS: Record<Act, readonly Need[]> = {
  'accept-incomplete': ['papers', 'until'],
  'papers-received': [],
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
  'extend-jointly': ['days', 'reason'],
  refer: ['authority', 'reason', 'advice'],
  'approve-extension': [],
  'refuse-extension': [],
};
type Missing = 'reason' | 'to' | 'authority' | 'node' | 'kind' | 'papers' | 'advice' | 'days' | 'date';
/** Which words say that a need is not met; nothing where it is. */
export const LACKS: Record<Need, (given: Given) => Missing | false> = {
  reason: ({ reason }) => reason.trim() === '' && 'reason',
  to: ({ organisation }) => organisation === '' && 'to',
  offices: ({ organisations }) => organisations.length === 0 && 'to',
  authority: ({ organisation, outside }) => organisation === '' && outside.trim() === '' && 'authority',
  advice: ({ advice }) => advice.trim() === '' && 'advice',
  node: ({ node }) => node === '' && 'node',
  kind: ({ kind }) => kind === '' && 'kind',
  papers: ({ papers }) => papers.length === 0 && 'papers',
  days: ({ days }) => days === null && 'days',
  expected: ({ expectedUntil }) => expectedUntil === '' && 'date',
  until: () => false,
};
/** Acts whose reason the applicant reads. */
export const TOLD: readonly Act[] = ['suspend', 'extend', 'extend-jointly', 'refer'];
