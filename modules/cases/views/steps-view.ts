import type { LocalText } from '@platform/kernel';
import type { Matter } from '@modules/matters/contract';
import { endedUndecided } from '../domain/case.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { StepRecord } from '../store/steps.ts';
import type { MyCase } from './shapes.ts';

type Step = MyCase['steps'][number];

const TITLES = {
  submit: { zh: '提交申请', en: 'Application' },
  correct: { zh: '补正', en: 'Corrections' },
  accept: { zh: '受理', en: 'Acceptance' },
  review: { zh: '审核', en: 'Review' },
  decide: { zh: '决定', en: 'Decision' },
  issue: { zh: '制证', en: 'Issuing' },
  close: { zh: '办结', en: 'Completed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  returned: { zh: '已退件', en: 'Returned' },
  referred: { zh: '已转报', en: 'Referred' },
} satisfies Record<string, LocalText>;

/** The way of a case, as its applicant follows it: what is done, where it stands, what is still to come. */
export function stepsView(
  record: CaseRecord,
  history: readonly StepRecord[],
  matter: Matter,
  nameOf: (organisation: string) => LocalText,
): Step[] {
  const at = (kind: string): Date | undefined => history.findLast((step) => step.kind === kind)?.at;
  const way: { key: keyof typeof TITLES; done: Date | undefined; note?: LocalText }[] = [
    { key: 'submit', done: record.submittedAt ?? undefined, ...takenIn(history, 'submitted', nameOf) },
  ];
  if (record.correctionTold)
    way.push({ key: 'correct', done: at('resubmitted'), ...takenIn(history, 'resubmitted', nameOf) });
  const atTheDoor = record.outcome === 'refused' && record.acceptedAt === null;
  if (!atTheDoor) way.push({ key: 'accept', done: record.acceptedAt ?? undefined });
  if (!record.instant && !atTheDoor) way.push({ key: 'review', done: record.decidedAt ?? undefined });
  way.push({ key: 'decide', done: record.decidedAt ?? undefined, ...decisionNote(record) });
  if (record.licenceTemplate !== null && record.outcome !== 'refused')
    way.push({
      key: 'issue',
      done: record.licenceId === null ? undefined : (record.closedAt ?? undefined),
      note: matter.result.name,
    });
  if (record.outcome !== 'refused') way.push({ key: 'close', done: record.closedAt ?? undefined });

  const { state } = record;
  const end = endedUndecided(state) ? state : undefined;
  const shown = end ? [...way.filter(({ done }) => done), { key: end, done: record.updatedAt }] : way;
  const current = shown.findIndex(({ done }) => !done);
  return shown.map(({ key, done, ...more }, index) => ({
    key,
    title: TITLES[key],
    state: done ? 'done' : index === current ? 'current' : 'todo',
    ...(done ? { at: done.toISOString() } : {}),
    ...('note' in more && more.note ? { note: more.note } : {}),
  }));
}

/** At which window it was taken in, where it was. */
function takenIn(
  history: readonly StepRecord[],
  kind: string,
  nameOf: (organisation: string) => LocalText,
): { note?: LocalText } {
  const step = history.findLast((one) => one.kind === kind);
  if (step?.byKind !== 'staff' || step.byOrganisation === null) return {};
  const name = nameOf(step.byOrganisation);
  return { note: { zh: `窗口代收：${name.zh}`, en: `Taken in at the window of ${name.en}` } };
}

function decisionNote({ outcome, instant, acceptedAt }: CaseRecord): { note?: LocalText } {
  if (outcome === null) return {};
  const how = instant ? { zh: '，系统当场作出', en: ', decided at once by the rules' } : { zh: '', en: '' };
  const what =
    outcome === 'approved'
      ? { zh: '准予', en: 'Approved' }
      : acceptedAt === null
        ? { zh: '不予受理', en: 'Not accepted' }
        : { zh: '不予办理', en: 'Refused' };
  return { note: { zh: what.zh + how.zh, en: what.en + how.en } };
}
