import { ApiProblem, newIdempotencyKey, useLanguage, type LocalText, type MyCase } from '../index.ts';
import { settleForm, validateForm, type FormFacts, type FormSchema, type Settled } from '@platform/forms';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useDraft, type Conflict, type DraftState } from './draft.ts';
import { draftQuery, handIn, type Draft } from './draft-query.ts';
import { readLocalDraft } from './local-drafts.ts';
import { stepsOf, valueAt, withoutEntry, withValueAt } from './pointers.ts';
import { withDefaults } from './questions.ts';
import { adopt, withoutLocked } from './own-answers.ts';

type Form = Record<string, unknown>;
/** Something to change, by JSON Pointer (empty for the form as a whole). Kept in both languages, so that it turns with the page. */
type Found = { at: string; text: LocalText };
export type Fault = { at: string; text: string };

export type Answers = {
  settled: Settled;
  faults: Fault[];
  /** Counts the checks that found faults: each tells them anew. */
  round: number;
  draft: DraftState;
  conflict: Conflict | undefined;
  resolve: (form: Form, theirs: Draft) => void;
  /** What came back by itself: answers this device had kept, or another device's. */
  restored: 'here' | 'elsewhere' | undefined;
  sending: boolean;
  error: unknown;
  change: (pointer: string, value: unknown) => void;
  dropFile: (id: string) => void;
  onPage: (key: string) => void;
  /** Whether these fields of the top are as they must be; shows what is not. */
  check: (fields: readonly string[]) => boolean;
  /** Hands in, if everything asked is as it must be; goes on to the result. */
  send: () => void;
};

/** What the page around a form is told. */
export type Told = {
  /** Faulty fields of the top, in order, together with showing them. */
  onFaults: (fields: readonly string[]) => void;
  /** The case is handed in, and this is the answer; how long it took, from pressing. */
  onDone: (answer: MyCase, seconds: number) => Promise<void> | void;
  /** At a window: the applicant agreed to what is handed in for them. */
  agreed?: true;
};

/** The answers to a form: what was typed, kept and checked, and handing them in exactly once. */
export function useAnswers(
  one: MyCase,
  opened: Draft,
  schema: FormSchema,
  fields: readonly string[],
  { onFaults, onDone, agreed }: Told,
): Answers {
  const language = useLanguage();
  const client = useQueryClient();
  const [kept] = useState(() => readLocalDraft(one.id));
  const [form, setForm] = useState<Form>(() =>
    withDefaults(schema, fields, adopt(schema, kept ? withKnown(one, kept.form) : opened.form, opened.files)),
  );
  const [faults, setFaults] = useState<Found[]>([]);
  const [round, setRound] = useState(0);
  const [elsewhere, setElsewhere] = useState(false);
  const facts = useMemo<FormFacts>(
    () => ({ without: one.materials.filter(({ avoided }) => avoided).map(({ id }) => id) }),
    [one.materials],
  );
  const settled = useMemo(() => settleForm(schema, form, facts), [schema, form, facts]);
  const own = (answers: Form): Form => withoutLocked(answers, one.locked);
  const draft = useDraft(
    one.id,
    { base: { revision: opened.revision, form: own(opened.form) }, waiting: kept, page: opened.page, own },
    (merged) => {
      setForm(withKnown(one, merged));
      setElsewhere(true);
    },
  );
  const latest = useRef(form);
  latest.current = form;
  const attempt = useRef({ content: '', key: '' });
  // A second press can come before the page shows that the first is under way.
  const busy = useRef(false);

  const show = (found: Found[]) => {
    setFaults(found);
    if (found.length === 0) return;
    setRound((before) => before + 1);
    onFaults(found.map(({ at }) => stepsOf(at)[0] ?? ''));
  };

  const submit = useMutation({
    mutationFn: async (clean: Form) => {
      const content = JSON.stringify(clean);
      // The same content keeps its key: pressing again after a broken network submits once.
      if (attempt.current.content !== content) attempt.current = { content, key: newIdempotencyKey() };
      const begun = performance.now();
      const answer = await handIn(
        one.id,
        one.state === 'correction' ? 'resubmit' : 'submit',
        { form: clean, ...(agreed ? { agreed } : {}) },
        attempt.current.key,
      );
      return { answer, seconds: (performance.now() - begun) / 1000 };
    },
    onMutate: () => draft.pause(),
    onSuccess: async ({ answer, seconds }) => {
      draft.done();
      client.removeQueries({ queryKey: draftQuery(one.id).queryKey });
      await onDone(answer, seconds);
    },
    onError: (error) => {
      busy.current = false;
      draft.resume();
      if (!(error instanceof ApiProblem)) return;
      // The server speaks one language at a time.
      show(error.errors.map(({ pointer, detail }) => ({ at: inForm(pointer), text: { zh: detail, en: detail } })));
    },
  });

  const take = (next: Form) => {
    // A change may come on the heels of another, before the page is drawn anew.
    const before = latest.current;
    latest.current = next;
    setForm(next);
    draft.changed(own(settleForm(schema, next, facts).answers));
    // A fault goes as soon as its field is changed; the check on the way on finds it again if it is still there.
    setFaults((found) => found.filter(({ at }) => at === '' || same(valueAt(before, at), valueAt(next, at))));
    if (submit.isError) submit.reset();
  };
  const find = (which?: readonly string[]): boolean => {
    const found = validateForm(schema, latest.current, facts)
      .map((fault) => ({ at: fault.path, text: fault.message }))
      .filter(({ at }) => which === undefined || which.includes(stepsOf(at)[0] ?? ''));
    show(found);
    return found.length === 0;
  };
  return {
    settled,
    faults: faults.map(({ at, text }) => ({ at, text: text[language] })),
    round,
    draft: draft.state,
    conflict: draft.conflict,
    resolve(chosen, theirs) {
      draft.resolve(chosen, theirs);
      const next = withKnown(one, chosen);
      latest.current = next;
      setForm(next);
    },
    restored: elsewhere ? 'elsewhere' : kept ? 'here' : undefined,
    // Handed in, it stays so until the result is here.
    sending: submit.isPending || submit.isSuccess,
    error: submit.error ?? undefined,
    change(pointer, value) {
      const before = valueAt(latest.current, pointer);
      take(
        withValueAt(
          latest.current,
          pointer,
          typeof value === 'function' ? (value as (was: unknown) => unknown)(before) : value,
        ),
      );
    },
    dropFile: (id) => take(withoutEntry(latest.current, id) as Form),
    onPage: (key) => draft.onPage(key, own(settleForm(schema, latest.current, facts).answers)),
    check: find,
    send() {
      if (busy.current || !find()) return;
      busy.current = true;
      submit.mutate(settleForm(schema, latest.current, facts).answers);
    },
  };
}

/** What this device had kept, with what data fill in, which is not typed and may be newer. */
function withKnown(one: MyCase, typed: Form): Form {
  return one.locked.reduce<Form>((form, field) => {
    const pointer = `/${field.replaceAll('.', '/')}`;
    return withValueAt(form, pointer, valueAt(one.form, pointer));
  }, typed);
}

/** The server's pointers may begin with `/form`. */
const inForm = (pointer: string): string => pointer.replace(/^\/form(?=\/)/, '');
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
