import type { CaseTask, Completion, Correction, TaskResult } from '../../../api/work-tasks.ts';

/** What an officer has written so far for every way to decide; changing one's mind loses nothing. */
export type Draft = {
  action: TaskResult | undefined;
  opinion: string;
  items: { field: string; text: string }[];
  note: string;
  reason: string;
  basis: string;
};

export const EMPTY_DRAFT: Draft = {
  action: undefined,
  opinion: '',
  items: [{ field: '', text: '' }],
  note: '',
  reason: '',
  basis: '',
};

/** What a result is called: a later check of a commitment says whether it holds, the end of a delivery that it was handed over. */
export type Word = TaskResult | 'holds' | 'broken' | 'delivered';
export function wordOf(result: TaskResult, link: CaseTask['link']): Word {
  if (link === 'check') return result === 'agree' ? 'holds' : result === 'disagree' ? 'broken' : result;
  return link === 'deliver' && result === 'done' ? 'delivered' : result;
}

/** Parts of a draft that are missing; keys of texts. `item-<n>` is the nth correction. */
export type Missing = 'action' | 'opinion' | 'reason' | 'basis' | `item-${number}`;

/** What must still be written before the draft can be sent. `link`: of the task; a commitment found untrue is told with reason and clause. */
export function missingIn(draft: Draft, link?: CaseTask['link']): Missing[] {
  if (draft.action === 'disagree' && link === 'check')
    return (['reason', 'basis', 'opinion'] as const).filter((part) => !draft[part].trim());
  switch (draft.action) {
    case undefined:
      return ['action'];
    case 'accept':
    case 'done':
      return [];
    case 'approve':
    case 'agree':
    case 'disagree':
      return draft.opinion.trim() ? [] : ['opinion'];
    case 'refuse':
      return (['reason', 'basis'] as const).filter((part) => !draft[part].trim());
    case 'correct':
      return draft.items.flatMap(({ text }, index) => (text.trim() ? [] : [`item-${index}` as const]));
  }
}

/** What a complete draft stands for; undefined while something is missing. */
export function completionOf(draft: Draft, link?: CaseTask['link']): Completion | undefined {
  if (missingIn(draft, link).length > 0) return undefined;
  const opinion = draft.opinion.trim();
  switch (draft.action) {
    case undefined:
      return undefined;
    case 'accept':
    case 'done':
      return { result: draft.action, ...(opinion ? { opinion } : {}) };
    case 'approve':
    case 'agree':
    case 'disagree':
      return {
        result: draft.action,
        opinion,
        ...(draft.action === 'disagree' && link === 'check'
          ? { reason: draft.reason.trim(), basis: draft.basis.trim() }
          : {}),
      };
    case 'refuse':
      return { result: 'refuse', reason: draft.reason.trim(), basis: draft.basis.trim() };
    case 'correct': {
      const items = draft.items.map(
        ({ field, text }): Correction => ({ ...(field ? { field } : {}), text: text.trim() }),
      );
      const note = draft.note.trim();
      return { result: 'correct', items, ...(note ? { note } : {}) };
    }
  }
}
