import type { CorrectionItem, WorkAct, WorkAction } from '../../../api/work.ts';

/** What an officer has written so far for every way to decide; changing one's mind loses nothing. */
export type Draft = {
  action: WorkAction | undefined;
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

/** Parts of a draft that are missing; keys of texts. `item-<n>` is the nth correction. */
export type Missing = 'action' | 'opinion' | 'reason' | 'basis' | `item-${number}`;

/** What must still be written before the draft can be sent. */
export function missingIn(draft: Draft): Missing[] {
  switch (draft.action) {
    case undefined:
      return ['action'];
    case 'accept':
      return [];
    case 'approve':
      return draft.opinion.trim() ? [] : ['opinion'];
    case 'refuse':
      return (['reason', 'basis'] as const).filter((part) => !draft[part].trim());
    case 'request-correction':
      return draft.items.flatMap(({ text }, index) => (text.trim() ? [] : [`item-${index}` as const]));
  }
}

/** The act that a complete draft stands for; undefined while something is missing. */
export function actOf(draft: Draft): WorkAct | undefined {
  if (missingIn(draft).length > 0) return undefined;
  const opinion = draft.opinion.trim();
  switch (draft.action) {
    case undefined:
      return undefined;
    case 'accept':
      return { action: 'accept', ...(opinion ? { opinion } : {}) };
    case 'approve':
      return { action: 'approve', opinion };
    case 'refuse':
      return { action: 'refuse', reason: draft.reason.trim(), basis: draft.basis.trim() };
    case 'request-correction': {
      const items = draft.items.map(
        ({ field, text }): CorrectionItem => ({ ...(field ? { field } : {}), text: text.trim() }),
      );
      const note = draft.note.trim();
      return { action: 'request-correction', items, ...(note ? { note } : {}) };
    }
  }
}
