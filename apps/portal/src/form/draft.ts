import { saveDraft, type MyCase } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { caseQuery } from '../data/queries.ts';

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
 * Saves a draft a moment after the last change, one save at a time, so that an older one never lands on a newer. Until the server
 * has it, a copy stays in this tab (not on the device for good: others may use it), so that a broken network or an ended sign-in
 * loses nothing; `waiting` is such a copy from before. `pause` holds saving back while the form is handed in, `resume` lets it go
 * on when that was refused, `done` forgets the copy.
 */
export function useDraft(
  caseId: string,
  waiting: Form | undefined,
): {
  state: DraftState;
  changed: (form: Form) => void;
  pause: () => void;
  resume: () => void;
  done: () => void;
} {
  const client = useQueryClient();
  const [state, setState] = useState<DraftState>({ kind: 'clean' });
  const pending = useRef(waiting);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const saving = useRef(false);
  const held = useRef(false);

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    const form = pending.current;
    if (form === undefined || saving.current || held.current) return;
    saving.current = true;
    setState({ kind: 'saving' });
    let next = PAUSE_MS;
    try {
      const { savedAt } = await saveDraft(caseId, form);
      if (pending.current === form) {
        pending.current = undefined;
        keep(caseId, undefined);
        setState({ kind: 'saved', at: savedAt });
        // Who comes back to the form on this page finds what was typed, not what was there when it was opened.
        client.setQueryData<MyCase>(caseQuery(caseId).queryKey, (before) => before && { ...before, form });
      }
    } catch {
      if (pending.current !== undefined) setState({ kind: 'local' });
      if (pending.current === form) next = RETRY_MS;
    }
    saving.current = false;
    clearTimeout(timer.current);
    if (pending.current !== undefined && !held.current) timer.current = setTimeout(() => void save(), next);
  }, [caseId, client]);

  const changed = useCallback(
    (form: Form) => {
      pending.current = form;
      keep(caseId, form);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    [caseId, save],
  );

  const pause = useCallback(() => {
    held.current = true;
    clearTimeout(timer.current);
  }, []);
  const resume = useCallback(() => {
    held.current = false;
    if (pending.current !== undefined) timer.current = setTimeout(() => void save(), PAUSE_MS);
  }, [save]);
  const done = useCallback(() => {
    clearTimeout(timer.current);
    pending.current = undefined;
    keep(caseId, undefined);
  }, [caseId]);

  useEffect(() => {
    const online = () => void save();
    window.addEventListener('online', online);
    // What an earlier page could not save is tried again at once.
    void save();
    return () => {
      window.removeEventListener('online', online);
      clearTimeout(timer.current);
      // Leaving the page within the pause: the last words still go to the server.
      void save();
    };
  }, [save]);

  return { state, changed, pause, resume, done };
}
