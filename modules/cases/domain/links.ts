import type { LocalText } from '@platform/kernel';
import { may, type CaseCommand, type CaseFacts } from './case.ts';

/** What a task is to the law (办理环节), as `yw:link` of the process says. `check`: a commitment looked into after the decision. */
export const LINKS = ['receive', 'accept', 'review', 'opinion', 'decide', 'deliver', 'check'] as const;
export type Link = (typeof LINKS)[number];

export const TASK_RESULTS = ['accept', 'correct', 'agree', 'disagree', 'approve', 'refuse', 'done'] as const;
export type TaskResult = (typeof TASK_RESULTS)[number];

const RESULTS: Record<Link | 'none', readonly TaskResult[]> = {
  receive: ['done', 'correct', 'refuse'],
  accept: ['accept', 'correct', 'refuse'],
  review: ['agree', 'disagree', 'done'],
  opinion: ['agree', 'disagree', 'done'],
  decide: ['approve', 'refuse'],
  deliver: ['done'],
  check: ['agree', 'disagree'],
  none: ['done', 'agree', 'disagree'],
};

/** Whether the case may be referred elsewhere (转报) from this work: at reception, in review, before the decision. */
export const refersFrom = ({ link }: { link: Link | null }): boolean =>
  link === 'receive' || link === 'accept' || link === 'review' || link === 'decide';

/** The results with which a task of this link may end. */
export function resultsOf(link: Link | null): readonly TaskResult[] {
  return RESULTS[link ?? 'none'];
}

export function isLink(value: unknown): value is Link {
  return LINKS.includes(value as Link);
}

/** What the law's machine is told when a task ends so; undefined where the law takes no notice. */
export function lawOf(
  link: Link | null,
  result: TaskResult,
  facts: Pick<CaseFacts, 'accepted'>,
): CaseCommand | undefined {
  switch (result) {
    case 'accept':
      // A case that counts as accepted by silence is not accepted again.
      return facts.accepted ? undefined : { action: 'accept', deemed: false };
    case 'correct':
      return { action: 'request-correction' };
    case 'refuse':
      return link === 'accept' || link === 'receive'
        ? { action: 'refuse', unaccepted: !facts.accepted }
        : { action: 'refuse' };
    case 'approve':
      return { action: 'approve' };
    default:
      return undefined;
  }
}

/** The results with which a task of this link may end as its case stands: what the law would not take now is left out. */
export function resultsNow(link: Link | null, facts: CaseFacts): TaskResult[] {
  return resultsOf(link).filter((result) => {
    const law = lawOf(link, result, facts);
    return law === undefined || may(facts, law.action);
  });
}

/** Whether the case cannot be decided by rules alone while such work is open. */
export function holdsDecision(kind: string, link: Link | null): boolean {
  return kind !== 'timer' && link !== 'deliver' && link !== 'check';
}

export const LINK_TITLES: Record<Link, LocalText> = {
  receive: { zh: '收件', en: 'Receipt' },
  accept: { zh: '受理', en: 'Acceptance' },
  review: { zh: '审核', en: 'Review' },
  opinion: { zh: '征求意见', en: 'Opinion' },
  decide: { zh: '决定', en: 'Decision' },
  deliver: { zh: '制证送达', en: 'Delivery' },
  check: { zh: '事后核查', en: 'Later check' },
};

export const RESULT_TITLES: Record<TaskResult, LocalText> = {
  accept: { zh: '受理', en: 'Accepted' },
  correct: { zh: '一次性告知补正', en: 'To be corrected' },
  agree: { zh: '同意', en: 'Agreed' },
  disagree: { zh: '不同意', en: 'Not agreed' },
  approve: { zh: '准予', en: 'Approved' },
  refuse: { zh: '不予办理', en: 'Refused' },
  done: { zh: '已办', en: 'Done' },
};
