import { mergeDrafts } from '@platform/forms';
import { ApiProblem } from '../index.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { draftQuery, fetchDraft, saveDraft, type Draft } from './draft-query.ts';
import { keepLocalDraft, type LocalDraft } from './local-drafts.ts';

type Form = Record<string, unknown>;
export type DraftState =
  | { kind: 'clean' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: string }
  | { kind: 'local' }
  /** The server does not take it as it is; trying again would not help until something is changed. */
  | { kind: 'refused'; error: ApiProblem };
/** Both devices changed these fields; each side's answers whole. */
export type Conflict = { fields: string[]; base: Form; mine: Form; theirs: Draft };

const PAUSE_MS = 900;
const RETRY_MS = 15_000;
const ELSEWHERE = 'cases.draft-elsewhere';

/** Whether the server has answered for good, not for the time being (408, 429), and not only that another device was first. */
export const isRefusal = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem &&
  error.status >= 400 &&
  error.status < 500 &&
  error.status !== 408 &&
  error.status !== 429 &&
  error.code !== ELSEWHERE;

/**
 * Saves a draft a moment after the last change, one save at a time, so that an older one never lands on a newer. Until the server has
 * it, a copy stays in this tab, so that a broken network or an ended sign-in loses nothing; `waiting` is such a copy from before.
 * What the server refuses stays here and is told; it is tried again when something is changed.
 * Where another device saved meanwhile, what only one of them changed is put together (`onMerged`); what both changed is a `conflict`,
 * which the person `resolve`s. `pause` holds saving back while the form is handed in, `resume` lets it go on when that was refused,
 * `done` forgets the copy.
 */
export function useDraft(
  caseId: string,
  start: {
    base: { revision: number; form: Form };
    waiting: LocalDraft | undefined;
    page: string | undefined;
    /** Answers without what data filled in, which no device writes. */
    own: (form: Form) => Form;
  },
  onMerged: (form: Form, theirs: Draft) => void,
) {
  const client = useQueryClient();
  const [state, setState] = useState<DraftState>({ kind: 'clean' });
  const [conflict, setConflict] = useState<Conflict>();
  const base = useRef(start.waiting?.base ?? start.base);
  const pending = useRef<Form | undefined>(start.waiting?.form);
  const page = useRef(start.page);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const saving = useRef(false);
  const held = useRef(false);
  const merged = useRef(onMerged);
  merged.current = onMerged;
  const own = useRef(start.own);

  const hold = useCallback(
    (form: Form | undefined) => {
      pending.current = form;
      keepLocalDraft(caseId, form === undefined ? undefined : { form, base: base.current });
    },
    [caseId],
  );

  /** Another device was first: puts both together as far as that loses nothing. */
  const meet = useCallback(
    async (mine: Form) => {
      const found = await fetchDraft(caseId);
      const theirs = { ...found, form: own.current(found.form) };
      const { merged: both, both: fields } = mergeDrafts(base.current.form, mine, theirs.form);
      if (fields.length > 0) {
        held.current = true;
        setConflict({ fields, base: base.current.form, mine, theirs });
        return;
      }
      base.current = { revision: theirs.revision, form: theirs.form };
      hold(both);
      merged.current(both, theirs);
    },
    [caseId, hold],
  );

  const save = useCallback(async () => {
    clearTimeout(timer.current);
    const form = pending.current;
    if (form === undefined || saving.current || held.current) return;
    saving.current = true;
    setState({ kind: 'saving' });
    let next: number | undefined = PAUSE_MS;
    try {
      const { savedAt, revision } = await saveDraft(caseId, form, { base: base.current.revision, page: page.current });
      base.current = { revision, form };
      // What was typed meanwhile is now written on this.
      hold(pending.current === form ? undefined : pending.current);
      if (pending.current === undefined) {
        setState({ kind: 'saved', at: savedAt });
        // Who comes back to the form on this page finds what was typed, not what was there when it was opened.
        client.setQueryData<Draft>(
          draftQuery(caseId).queryKey,
          (before) =>
            before && {
              ...before,
              form: { ...before.form, ...form },
              revision,
              ...(page.current ? { page: page.current } : {}),
            },
        );
      }
    } catch (error) {
      const elsewhere = error instanceof ApiProblem && error.code === ELSEWHERE;
      const left: unknown = elsewhere
        ? await meet(form).then(
            () => undefined,
            (again: unknown) => again,
          )
        : error;
      // What was typed meanwhile may be taken; the same once more is not.
      if (left !== undefined && pending.current === form) next = isRefusal(left) ? undefined : RETRY_MS;
      if (pending.current !== undefined)
        setState(isRefusal(left) ? { kind: 'refused', error: left } : { kind: 'local' });
    }
    saving.current = false;
    clearTimeout(timer.current);
    if (pending.current !== undefined && !held.current && next !== undefined)
      timer.current = setTimeout(() => void save(), next);
  }, [caseId, client, hold, meet]);

  const changed = useCallback(
    (form: Form) => {
      hold(form);
      clearTimeout(timer.current);
      if (!held.current) timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    [hold, save],
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
    hold(undefined);
  }, [hold]);
  const resolve = useCallback(
    (form: Form, theirs: Draft) => {
      base.current = { revision: theirs.revision, form: theirs.form };
      setConflict(undefined);
      hold(form);
      resume();
    },
    [hold, resume],
  );
  /** The step one has come to, so that any device opens there. */
  const onPage = useCallback(
    (key: string, form: Form) => {
      page.current = key;
      changed(form);
    },
    [changed],
  );

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

  return { state, conflict, changed, pause, resume, done, resolve, onPage };
}
