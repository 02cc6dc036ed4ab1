import type { Definition, MatterWork } from '../../api/matters.ts';

/** What is being written of a draft in this page, beside what the server has. */
export type WorkDraft = {
  definition: Definition;
  files: Record<string, string>;
  note: string;
  /** The revision this is written on. */
  known: number;
  /** Something is written that was not saved. */
  touched: boolean;
  /** Why a part cannot be read as it is written now. It is not in the draft yet: until it can be read, it stands in its editor only. */
  broken: string | undefined;
  /** Counts what came from outside: editors of text begin anew with each. */
  round: number;
};

export const draftOf = ({ view, definition, files }: MatterWork, round = 0): WorkDraft => ({
  definition,
  files,
  note: view.note ?? '',
  known: view.revision,
  touched: false,
  broken: undefined,
  round,
});

/**
 * The draft when the server's answer is `work`. What somebody else saved is shown, unless one writes oneself: then saving says that it
 * was changed meanwhile. An answer older than one's own last save changes nothing.
 */
export function meet(draft: WorkDraft, work: MatterWork): WorkDraft {
  return work.view.revision > draft.known && !draft.touched ? draftOf(work, draft.round + 1) : draft;
}

export const write = (
  draft: WorkDraft,
  part: Partial<Pick<WorkDraft, 'definition' | 'files' | 'note'>>,
): WorkDraft => ({
  ...draft,
  ...part,
  touched: true,
});

/** `reason` says why what is written cannot be read; undefined when it can again. */
export const breakOff = (draft: WorkDraft, reason: string | undefined): WorkDraft => ({
  ...draft,
  broken: reason,
  touched: draft.touched || reason !== undefined,
});

/** After `sent` was saved as `revision`. What was written meanwhile is still to be saved. */
export function savedAs(draft: WorkDraft, sent: WorkDraft, revision: number): WorkDraft {
  const same = draft.definition === sent.definition && draft.files === sent.files && draft.note === sent.note;
  return { ...draft, known: revision, touched: !same || draft.broken !== undefined };
}
