import { ApiProblem, newIdempotencyKey, resubmitCase, submitCase, useLanguage, type MyCase } from '@yiwang/ui';
import { validateForm, type FormSchema } from '@platform/forms';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { caseQuery } from '../../data/queries.ts';
import { readLocalDraft, useDraft, type DraftState } from '../../form/draft.ts';
import { handedIn, withDefaults } from '../../form/questions.ts';
import { withoutUndefined } from '../../form/validator.ts';
import { useGo } from '../../shell/link.tsx';
import type { Fault } from './apply-parts.tsx';
import { keepSeconds } from './submitted.ts';

type Form = Record<string, unknown>;

export type Answers = {
  form: Form;
  faults: Fault[];
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

/** The answers to a form: what was typed, kept and checked, and handing them in exactly once. */
export function useAnswers(one: MyCase, schema: FormSchema, fields: readonly string[]): Answers {
  const language = useLanguage();
  const go = useGo();
  const client = useQueryClient();
  const [kept] = useState(() => readLocalDraft(one.id));
  const [form, setForm] = useState<Form>(() => withDefaults(schema, fields, { ...one.form, ...kept }));
  const [faults, setFaults] = useState<Fault[]>([]);
  const draft = useDraft(one.id);
  const attempt = useRef({ content: '', key: '' });

  const submit = useMutation({
    mutationFn: async () => {
      const clean = handedIn(schema, fields, withoutUndefined(form) as Form);
      const content = JSON.stringify(clean);
      // The same content keeps its key: pressing again after a broken network submits once.
      if (attempt.current.content !== content) attempt.current = { content, key: newIdempotencyKey() };
      const begun = performance.now();
      const answer = await (one.state === 'correction' ? resubmitCase : submitCase)(one.id, clean, attempt.current.key);
      return { answer, seconds: (performance.now() - begun) / 1000 };
    },
    onMutate: () => draft.pause(),
    onSuccess: ({ answer, seconds }) => {
      draft.done();
      client.setQueryData(caseQuery(one.id).queryKey, answer);
      keepSeconds(one.id, seconds);
      for (const key of ['cases', 'licences', 'reads', 'reads-summary'])
        void client.invalidateQueries({ queryKey: [key] });
      go({ to: '/apply/$caseId/result', params: { caseId: one.id }, replace: true });
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return;
      setFaults(error.errors.map((fault) => ({ field: fieldOf(fault.pointer), text: fault.detail })));
    },
  });

  const check = (which: readonly string[]): boolean => {
    const answersSoFar = handedIn(schema, fields, withoutUndefined(form) as Form);
    const found = validateForm(schema, answersSoFar)
      .map((fault) => ({ field: fieldOf(fault.path), text: fault.message[language] }))
      .filter((fault) => which.includes(fault.field));
    setFaults(found);
    return found.length === 0;
  };
  return {
    form,
    faults,
    draft: draft.state,
    restored: kept !== undefined,
    sending: submit.isPending,
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
      if (check(asked)) submit.mutate();
    },
  };
}

/** The field at the head of a JSON Pointer; the server's may begin with `/form`. */
function fieldOf(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return (steps[0] === 'form' && steps.length > 1 ? steps[1] : steps[0]) ?? '';
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
