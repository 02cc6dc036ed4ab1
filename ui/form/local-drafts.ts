type Form = Record<string, unknown>;
/** What this tab has and the server not: the answers, and what they were written on. */
export type LocalDraft = { form: Form; base: { revision: number; form: Form } };

const PREFIX = 'yiwang.draft.';
/** Of what is no draft at any server. */
const OTHER = 'yiwang.typed.';

/** Whether something typed in this tab has not reached the server. */
export function hasLocalDrafts(): boolean {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith(PREFIX));
  } catch {
    return false;
  }
}

/** What was typed in this tab under a name; undefined when nothing is waiting. */
export const readTyped = <T extends object>(name: string): Partial<T> | undefined => read<T>(OTHER + name);

/** Keeps it in this tab alone, which others cannot open; never on the device for good. Signing out, or another's signing in, clears the tab (`ownTab`). */
export const keepTyped = (name: string, typed: object | undefined): void => keep(OTHER + name, typed);

/** What was typed into a case's form and never reached the server. */
export function readLocalDraft(caseId: string): LocalDraft | undefined {
  const kept = read<LocalDraft>(PREFIX + caseId);
  return kept?.form && kept.base ? (kept as LocalDraft) : undefined;
}

/** Keeps it in this tab as {@link keepTyped} does. */
export const keepLocalDraft = (caseId: string, draft: LocalDraft | undefined): void => keep(PREFIX + caseId, draft);

function read<T extends object>(key: string): Partial<T> | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return typeof kept === 'object' && kept !== null ? (kept as Partial<T>) : undefined;
  } catch {
    return undefined;
  }
}

function keep(key: string, typed: object | undefined): void {
  try {
    if (typed === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(typed));
  } catch {
    // A device that keeps nothing: the server's copy is all there is.
  }
}
