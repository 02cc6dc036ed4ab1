import {
  ApiProblem,
  newIdempotencyKey,
  resubmitCase,
  submitCase,
  useLanguage,
  type LocalText,
  type MyCase,
} from '@yiwang/ui';
import { validateForm, type FormSchema } from '@platform/forms';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { caseQuery, showAnswer } from '../../data/queries.ts';
import { readLocalDraft, useDraft, type DraftState } from '../../form/draft.ts';
import { handedIn, withDefaults } from '../../form/questions.ts';
import { withoutUndefined } from '../../form/validator.ts';
import { useGo } from '../../shell/link.tsx';
import type { Fault } from './apply-parts.tsx';
import { keepSeconds } from './submitted.ts';

type Form = Record<string, unknown>;
/** Kept in both languages, so that it turns with the page. */
type Found = { field: string; text: LocalText };

export type Answers = {
  form: Form;
  faults: Fault[];
  /** Counts the checks that found faults: each tells them anew. */
  round: number;
  draft: DraftState;
  /** Whether answers came back that this device had kept. */
  restored: boolean;
  sending: boolean;
  error: unknown;
  change: (form: Form) => void;
  /** Whether these fields are as they must be; shows what is not. */
  check: (fields: readonly string[]) => boolean;
  /** Hands in, if everything asked is as it must be; goes on to the result. */
  send: (asked: readonly string[]) => void;
};

/**
 * The answers to a form: what was typed, kept and checked, and handing them in exactly once. `onFaults` is told of faults, in order,
 * together with showing them.
 */
export function useAnswers(
  one: MyCase,
  schema: FormSchema,
  fields: readonly string[],
  onFaults: (fields: readonly string[]) => void,
): Answers {
  const language = useLanguage();
  const go = useGo();
  const client = useQueryClient();
  const [kept] = useState(() => readLocalDraft(one.id));
  const [form, setForm] = useState<Form>(() => withDefaults(schema, fields, kept ? restore(one, kept) : one.form));
  const [faults, setFaults] = useState<Found[]>([]);
  const [round, setRound] = useState(0);
  const draft = useDraft(one.id, kept);
  const attempt = useRef({ content: '', key: '' });
  // A second press can come before the page shows that the first is under way.
  const busy = useRef(false);

  const show = (found: Found[]) => {
    setFaults(found);
    if (found.length === 0) return;
    setRound((before) => before + 1);
    onFaults(found.map(({ field }) => field));
  };

  const submit = useMutation({
    mutationFn: async (clean: Form) => {
      const content = JSON.stringify(clean);
      // The same content keeps its key: pressing again after a broken network submits once.
      if (attempt.current.content !== content) attempt.current = { content, key: newIdempotencyKey() };
      const begun = performance.now();
      const answer = await (one.state === 'correction' ? resubmitCase : submitCase)(one.id, clean, attempt.current.key);
      return { answer, seconds: (performance.now() - begun) / 1000 };
    },
    onMutate: () => draft.pause(),
    onSuccess: async ({ answer, seconds }) => {
      draft.done();
      await showAnswer(client, caseQuery(one.id).queryKey, answer);
      keepSeconds(one.id, seconds);
      for (const key of ['cases', 'licences', 'reads', 'reads-summary'])
        void client.invalidateQueries({ queryKey: [key] });
      go({ to: '/apply/$caseId/result', params: { caseId: one.id }, replace: true });
    },
    onError: (error) => {
      busy.current = false;
      draft.resume();
      if (!(error instanceof ApiProblem)) return;
      // The server speaks one language at a time.
      show(error.errors.map(({ pointer, detail }) => ({ field: fieldOf(pointer), text: { zh: detail, en: detail } })));
    },
  });

  const clean = () => handedIn(schema, fields, withoutUndefined(form) as Form);
  const check = (which: readonly string[]): boolean => {
    const found = validateForm(schema, clean())
      .map((fault) => ({ field: fieldOf(fault.path), text: fault.message }))
      .filter((fault) => which.includes(fault.field));
    show(found);
    return found.length === 0;
  };
  return {
    form,
    faults: faults.map(({ field, text }) => ({ field, text: text[language] })),
    round,
    draft: draft.state,
    restored: kept !== undefined,
    // Handed in, it stays so until the result is here.
    sending: submit.isPending || submit.isSuccess,
    error: submit.error ?? undefined,
    change(next) {
      setForm(next);
      draft.changed(withoutUndefined(next) as Form);
      // A fault goes as soon as its field is changed; the check on the way on finds it again if it is still there.
      if (faults.length > 0) setFaults(faults.filter((fault) => same(form[fault.field], next[fault.field])));
      if (submit.isError) submit.reset();
    },
    check,
    send(asked) {
      if (busy.current || !check(asked)) return;
      busy.current = true;
      submit.mutate(clean());
    },
  };
}

/** What this device had kept; what data fill in is not typed, and may be newer. */
function restore(one: MyCase, kept: Form): Form {
  return { ...kept, ...Object.fromEntries(one.locked.map((field) => [field, one.form[field]])) };
}

/** The field at the head of a JSON Pointer; the server's may begin with `/form`. */
function fieldOf(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return (steps[0] === 'form' && steps.length > 1 ? steps[1] : steps[0]) ?? '';
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
