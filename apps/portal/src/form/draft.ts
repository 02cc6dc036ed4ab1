import { saveDraft } from '@yiwang/ui';
import { useCallback, useEffect, useRef, useState } from 'react';

export type DraftState = { kind: 'clean' } | { kind: 'saving' } | { kind: 'saved'; at: string } | { kind: 'local' };
type Form = Record<string, unknown>;

const PAUSE_MS = 900;
const RETRY_MS = 15_000;
const keyOf = (caseId: string) => `yiwang.draft.${caseId}`;

/** What was typed in this tab and never reached the server; undefined when nothing is waiting. */
export function readLocalDraft(caseId: string): Form | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(caseId));
    return text === null ? undefined : (JSON.parse(text) as Form);
  } catch {
    return undefined;
  }
}

function keep(caseId: string, form: Form | undefined): void {
  try {
    if (form === undefined) sessionStorage.removeItem(keyOf(caseId));
    else sessionStorage.setItem(keyOf(caseId), JSON.stringify(form));
  } catch {
    // A device that keeps nothing: the server's copy is all there is.
  }
}

/**
 * Saves a draft a moment after the last change. Until the server has it, a copy stays in this tab (not on the device for good:
 * others may use it), so that a broken network or an ended sign-in loses nothing. `pause` holds saving back while the form is
 * handed in, `done` forgets the copy.
 */
export function useDraft(caseId: string): {
  state: DraftState;
  changed: (form: Form) => void;
  pause: () => void;
  done: () => void;
} {
  const [state, setState] = useState<DraftState>({ kind: 'clean' });
  const pending = useRef<Form | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const save = useCallback(async () => {
    const form = pending.current;
    if (form === undefined) return;
    setState({ kind: 'saving' });
    try {
      const { savedAt } = await saveDraft(caseId, form);
      if (pending.current !== form) return;
      pending.current = undefined;
      keep(caseId, undefined);
      setState({ kind: 'saved', at: savedAt });
    } catch {
      setState({ kind: 'local' });
      if (pending.current === form) timer.current = setTimeout(() => void save(), RETRY_MS);
    }
  }, [caseId]);

  const changed = useCallback(
    (form: Form) => {
      pending.current = form;
      keep(caseId, form);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    [caseId, save],
  );

  const pause = useCallback(() => clearTimeout(timer.current), []);
  const done = useCallback(() => {
    clearTimeout(timer.current);
    pending.current = undefined;
    keep(caseId, undefined);
  }, [caseId]);

  useEffect(() => {
    const online = () => void save();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      clearTimeout(timer.current);
      // Leaving the page within the pause: the last words still go to the server.
      if (pending.current !== undefined) void save();
    };
  }, [save]);

  return { state, changed, pause, done };
}
