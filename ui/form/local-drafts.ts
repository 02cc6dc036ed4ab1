type Form = Record<string, unknown>;
/** What this tab has and the server not: the answers, and what they were written on. */
export type LocalDraft = { form: Form; base: { revision: number; form: Form } };

const PREFIX = 'yiwang.draft.';

/** What was typed in this tab and never reached the server; undefined when nothing is waiting. */
export function readLocalDraft(caseId: string): LocalDraft | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + caseId);
    const kept = text === null ? undefined : (JSON.parse(text) as Partial<LocalDraft>);
    return kept?.form && kept.base ? (kept as LocalDraft) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it in this tab alone, which others cannot open; never on the device for good. Signing out clears the tab. */
export function keepLocalDraft(caseId: string, draft: LocalDraft | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(PREFIX + caseId);
    else sessionStorage.setItem(PREFIX + caseId, JSON.stringify(draft));
  } catch {
    // A device that keeps nothing: the server's copy is all there is.
  }
}
