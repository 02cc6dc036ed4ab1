import { asStaff, type Actor } from '@platform/access';
import type { PackFault } from '@platform/packs';
import type { Static } from 'typebox';
import type { LocalText } from '@platform/kernel';
import type { Matter } from './contract/index.ts';
import type { Own } from './deps.ts';
import { onlineAble } from './domain/figures.ts';
import type { Work } from './domain/work.ts';
import { fieldFault, matterErrors } from './errors.ts';
import type { Fault, StepName, Summary, WorkView } from './features/schemas.ts';
import type { WorkSummary } from './store/work.ts';
import { mayEdit } from './works.ts';

/** Whether the actor sees what is not published yet: those who may edit it, and reviewers. */
export function seesWork(actor: Actor, organisation: string): boolean {
  const seen = workSeenOf(actor);
  return seen === 'all' || seen.includes(organisation);
}

/** The organisations of which the actor sees what is not published yet. */
export function workSeenOf(actor: Actor): 'all' | readonly string[] {
  const { permissions, organisations } = asStaff(actor);
  return permissions.has('matters.review') ? 'all' : permissions.has('matters.edit') ? organisations : [];
}

/** @throws matters.unknown-matter where the actor may not see what is in work */
export function demandSeen(actor: Actor, { organisation }: Pick<Work, 'organisation'>): void {
  if (!seesWork(actor, organisation)) throw matterErrors.unknownMatter();
}

export function workView(work: Omit<Work, 'definition' | 'files'>): Static<typeof WorkView> {
  return {
    id: work.id,
    no: work.no,
    state: work.state,
    origin: work.origin,
    revision: work.revision,
    updatedAt: work.updatedAt.toISOString(),
    ...(work.note ? { note: work.note } : {}),
    ...(work.basedOn ? { basedOn: work.basedOn } : {}),
    ...(work.version ? { version: work.version } : {}),
    ...(work.submittedAt ? { submittedAt: work.submittedAt.toISOString() } : {}),
    ...(work.reviewedAt ? { reviewedAt: work.reviewedAt.toISOString() } : {}),
    ...(work.publishOn ? { publishOn: work.publishOn } : {}),
    ...(work.publishedAt ? { publishedAt: work.publishedAt.toISOString() } : {}),
    ...(work.returnedReason ? { returnedReason: work.returnedReason } : {}),
  };
}

export function faultView(fault: PackFault): Static<typeof Fault> {
  const { path, code, message } = fieldFault(fault);
  return { path, code, message, ...(fault.path === undefined ? { file: fault.file, line: fault.line } : {}) };
}

/** What may be done now with a matter and its version in work. */
export function stepsFor(
  own: Own,
  actor: Actor,
  matter: string,
  organisation: string,
  work: Work | undefined,
): StepName[] {
  const staff = asStaff(actor);
  const edits = mayEdit(staff, organisation);
  const reviews = staff.permissions.has('matters.review');
  const mine = work !== undefined && (work.editors.includes(staff.accountId) || work.submittedBy === staff.accountId);
  const steps: StepName[] = [];
  const inUse = own.book.find(matter) !== undefined;
  if (!work && edits && own.register.source(matter)) steps.push('revise');
  if (work?.state === 'draft' && edits) steps.push('edit', 'submit', 'discard');
  if ((work?.state === 'submitted' || work?.state === 'approved') && edits) steps.push('withdraw');
  if (work?.state === 'submitted' && reviews && !mine) steps.push('approve');
  if ((work?.state === 'submitted' || work?.state === 'approved') && reviews && !mine) steps.push('return');
  if (inUse && !work && reviews) steps.push('retire');
  const home = own.packs.find('organisations', staff.organisation)?.value;
  if (inUse && staff.permissions.has('matters.edit') && (edits || home?.parent === organisation)) steps.push('inherit');
  return steps;
}

const UNKNOWN: LocalText = { zh: '（未填）', en: '(not given)' };
const textOf = (value: unknown): LocalText | undefined =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as LocalText).zh === 'string' &&
  (value as LocalText).zh !== ''
    ? { zh: (value as LocalText).zh, en: (value as LocalText).en || (value as LocalText).zh }
    : undefined;

/** One line of the list: the matter in use, or what is known of one that is new. */
export function summaryOf(
  own: Own,
  id: string,
  matter: Matter | undefined,
  work: WorkSummary | undefined,
): Static<typeof Summary> {
  const organisation = matter?.organisation ?? work?.organisation ?? '';
  const draft = work?.definition ?? {};
  const above = typeof draft['inherits'] === 'string' ? own.book.find(draft['inherits']) : undefined;
  const source = own.register.effective(id)?.value;
  const known = matter ?? source;
  const retired = own.register.retired().has(id);
  return {
    id,
    title: known?.title ?? textOf(draft['title']) ?? above?.title ?? UNKNOWN,
    organisation,
    organisationName: own.organisations.find(organisation)?.name ?? UNKNOWN,
    useLevel: known?.useLevel ?? String(draft['useLevel'] ?? ''),
    taskType: known?.taskType ?? above?.taskType ?? String(draft['taskType'] ?? ''),
    taskCode: known?.codes.taskCode ?? '',
    projectType: known?.projectType ?? above?.projectType ?? String(draft['projectType'] ?? ''),
    ...(known ? { promise: known.limits.promise, statutory: known.limits.statutory, visits: known.visits.count } : {}),
    online: matter ? onlineAble(matter) : false,
    ...(known?.inherits === undefined ? {} : { inherits: known.inherits }),
    heirs: own.register.heirsOf(id).length,
    state: matter ? 'in-use' : retired ? 'retired' : source ? 'not-yet' : 'new',
    ...(matter ? { version: matter.version } : {}),
    ...(work ? { work: workView(work) } : {}),
    conflict: own.register.conflicts().some((one) => one.matter === id),
  };
}
