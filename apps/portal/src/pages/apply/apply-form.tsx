import { ApiProblem, ErrorNotice, newIdempotencyKey, resubmitCase, submitCase, useElderMode, useLanguage, useLocal, type MyCase } from '@yiwang/ui';
import { validateForm, type FormSchema } from '@platform/forms';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { caseQuery } from '../../data/queries.ts';
import { readLocalDraft, useDraft } from '../../form/draft.ts';
import { fieldTitle, openFields, questionGroups } from '../../form/prepare.ts';
import { withoutUndefined } from '../../form/validator.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { keepSeconds } from './submitted.ts';
import { CorrectionAsked, DraftNote, ErrorSummary, SavedPapers, type Fault } from './apply-parts.tsx';
import { Answers } from './answers.tsx';
import { LockedFacts } from './locked-facts.tsx';
import { Questions } from './questions.tsx';
import { useNarrow } from './narrow.ts';
import { useGo } from '../../shell/link.tsx';

type Form = Record<string, unknown>;

/** Check what is known, answer what is not, submit. On phones and in elder mode one group of questions a screen. */
export function ApplyForm({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const go = useGo();
  const client = useQueryClient();
  const [elder] = useElderMode();
  const narrow = useNarrow() || elder;
  const schema = one.formSchema as FormSchema;
  const correcting = one.state === 'correction';

  const [waiting] = useState(() => readLocalDraft(one.id));
  const [form, setForm] = useState<Form>(() => ({ ...one.form, ...waiting }));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [screen, setScreen] = useState(0);
  const draft = useDraft(one.id, !correcting);
  const attempt = useRef({ content: '', key: '' });

  const fields = openFields(schema, one.uiOrder, one.locked);
  const groups = questionGroups(schema, fields);
  const stepwise = narrow && fields.length > 1 && groups.length > 1;
  const last = groups.length + 1;
  const at = stepwise ? screen : 0;
  const asked = stepwise ? (groups[at - 1]?.fields ?? []) : fields;

  const top = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (!moved.current) return;
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: 'start' });
  }, [at]);
  const goTo = (next: number) => {
    moved.current = true;
    setFaults([]);
    setScreen(next);
  };

  const submit = useMutation({
    mutationFn: async () => {
      const clean = withoutUndefined(form) as Form;
      const content = JSON.stringify(clean);
      // The same content keeps its key: pressing again after a broken network submits once.
      if (attempt.current.content !== content) attempt.current = { content, key: newIdempotencyKey() };
      const begun = performance.now();
      const answer = await (correcting ? resubmitCase : submitCase)(one.id, clean, attempt.current.key);
      return { answer, seconds: (performance.now() - begun) / 1000 };
    },
    onSuccess: ({ answer, seconds }) => {
      draft.done();
      client.setQueryData(caseQuery(one.id).queryKey, answer);
      keepSeconds(one.id, seconds);
      for (const key of ['cases', 'licences', 'reads', 'reads-summary']) void client.invalidateQueries({ queryKey: [key] });
      go({ to: '/apply/$caseId/result', params: { caseId: one.id }, replace: true });
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem) || error.errors.length === 0) return;
      show(error.errors.map((fault) => ({ field: fieldOf(fault.pointer), text: fault.detail })));
    },
  });

  /** Shows faults, and on phones the screen of the first of them. */
  const show = (found: Fault[]) => {
    const screenOf = groups.findIndex((group) => group.fields.includes(found[0]?.field ?? ''));
    if (stepwise && screenOf >= 0 && screenOf + 1 !== at) {
      moved.current = true;
      setScreen(screenOf + 1);
    }
    setFaults(found);
  };
  const check = (which: readonly string[]): boolean => {
    const found = validateForm(schema, withoutUndefined(form))
      .map((fault) => ({ field: fieldOf(fault.path), text: fault.message[language] }))
      .filter((fault) => which.includes(fault.field) || (fault.field === '' && which.length === fields.length));
    show(found);
    return found.length === 0;
  };
  const onAnswer = (next: Form) => {
    setForm(next);
    draft.changed(withoutUndefined(next) as Form);
    if (faults.length > 0) setFaults(faults.filter((fault) => same(form[fault.field], next[fault.field])));
    if (submit.isError) submit.reset();
  };
  const send = () => {
    if (check(fields)) submit.mutate();
  };

  const open = fields.filter((field) => form[field] === undefined).length;
  const heading = correcting ? t('apply.correct') : open === 0 ? t('apply.checkNone') : t('apply.check', { count: open });
  const showFacts = !stepwise || at === 0;
  const showQuestions = asked.length > 0 && (!stepwise || (at > 0 && at < last));
  const atEnd = !stepwise || at === last;
  const titled = faults.map((fault) => ({ ...fault, title: fault.field === '' ? '' : fieldTitle(schema, fault.field, language) }));
  return (
    <Page
      title={local(one.title)}
      heading={heading}
      back={{ to: '/matters/$matterId', params: { matterId: one.matter }, label: `${local(one.title)} · ${local(one.organisationName)}` }}
      className="apply"
    >
      <div ref={top} tabIndex={-1} className="apply-body">
        {stepwise ? <p className="small">{t('apply.step', { step: at + 1, total: last + 1 })}</p> : null}
        {waiting && at === 0 ? <p className="restored">{t('apply.restored')}</p> : null}
        <ErrorSummary faults={titled} />
        {one.correction && showFacts ? <CorrectionAsked one={one} /> : null}
        {showFacts ? <SavedPapers one={one} /> : null}
        {showFacts ? <LockedFacts one={one} form={form} /> : null}
        {showQuestions ? (
          <Questions
            schema={schema}
            fields={asked}
            form={form}
            faults={faults}
            disabled={submit.isPending}
            onChange={onAnswer}
            onSubmit={() => (atEnd ? send() : check(asked) && goTo(at + 1))}
          />
        ) : null}
        {stepwise && at === last ? (
          <Answers schema={schema} fields={fields} form={form} onChange={(field) => goTo(groups.findIndex((group) => group.fields.includes(field)) + 1)} />
        ) : null}
        {submit.isError && faults.length === 0 ? (
          <ErrorNotice error={submit.error} kept={t('apply.draftKept')} onRetry={send} />
        ) : null}
        {atEnd ? <p className="small">{t('apply.hint')}</p> : null}
      </div>
      <div className="bar apply-bar">
        <DraftNote state={draft.state} />
        <div className="apply-buttons">
          {at > 0 ? (
            <button type="button" className="yw-button" data-quiet="" onClick={() => goTo(at - 1)}>
              {t('apply.previous')}
            </button>
          ) : null}
          {atEnd ? (
            <button type="button" className="yw-button" disabled={submit.isPending} onClick={send}>
              {submit.isPending ? t('apply.submitting') : correcting ? t('apply.resubmit') : t('apply.submit')}
            </button>
          ) : (
            <button type="button" className="yw-button" onClick={() => (at === 0 || check(asked)) && goTo(at + 1)}>
              {t('apply.next')}
            </button>
          )}
        </div>
      </div>
    </Page>
  );
}

/** The field at the head of a JSON Pointer; the server's may begin with `/form`. */
function fieldOf(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return (steps[0] === 'form' && steps.length > 1 ? steps[1] : steps[0]) ?? '';
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
