import { ErrorNotice, useElderMode, useLanguage, useLocal, type MyCase } from '@yiwang/ui';
import type { FormSchema } from '@platform/forms';
import { useLayoutEffect, useRef, useState } from 'react';
import { fieldTitle } from '../../form/prepare.ts';
import { askedFields, missingFields, openFields, questionGroups, requiredFields } from '../../form/questions.ts';
import { useNarrow } from '../../shell/media.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { CorrectionAsked, DraftNote, ErrorSummary, SavedPapers, type Fault } from './apply-parts.tsx';
import { LockedFacts } from './locked-facts.tsx';
import { Questions } from './questions.tsx';
import { useAnswers } from './use-answers.ts';

/** Check what is known, answer what is not, submit. On phones and in elder mode one group of questions a screen. */
export function ApplyForm({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const [elder] = useElderMode();
  const narrow = useNarrow() || elder;
  const schema = one.formSchema as FormSchema;
  const correcting = one.state === 'correction';
  const fields = openFields(schema, one.uiOrder, one.locked);
  const groups = questionGroups(schema, fields);
  const screens = groups.filter((group) => !group.extra).map((group) => group.fields);
  const extra = groups.filter((group) => group.extra).flatMap((group) => group.fields);
  const stepwise = narrow && fields.length > 1;
  const [screen, setScreen] = useState(0);
  const screenOf = (field: string) =>
    one.locked.includes(field) ? 0 : screens.findIndex((members) => members.includes(field));
  // A fault may lie on an earlier screen: that screen is shown, and its summary takes the focus.
  const answers = useAnswers(one, schema, fields, (faulty) => {
    const first = faulty.find((field) => screenOf(field) >= 0);
    if (first !== undefined) setScreen(screenOf(first));
  });
  const { form, faults } = answers;
  const asked = askedFields(schema, fields, form);
  const required = requiredFields(schema, form);
  const last = Math.max(screens.length, 1) - 1;
  const at = stepwise ? Math.min(screen, last) : 0;
  const atEnd = !stepwise || at === last;
  const onScreen = (stepwise ? (screens[at] ?? []) : fields).filter((field) => asked.includes(field));
  const extraShown = stepwise && atEnd ? extra.filter((field) => asked.includes(field)) : [];
  const hasFault = extraShown.some((field) => faults.some((fault) => fault.field === field));

  const top = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  // Together with the new screen, so that the focus never leaves a field people are quick to type in.
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: 'start' });
  }, [at]);
  const goTo = (next: number) => {
    moved.current = true;
    setScreen(next);
  };

  const forward = () => {
    if (atEnd) answers.send(asked);
    else if (answers.check(onScreen)) goTo(at + 1);
  };
  const missing = missingFields(schema, asked, form).length;
  const heading = correcting
    ? t('apply.correct')
    : missing === 0
      ? t('apply.checkNone')
      : t('apply.check', { count: missing });
  const titled = (fault: Fault) => ({
    ...fault,
    title: fault.field === '' ? '' : fieldTitle(schema, fault.field, language),
  });
  const shared = {
    schema,
    required,
    form,
    faults,
    disabled: answers.sending,
    onChange: answers.change,
    onSubmit: forward,
  };
  return (
    <Page
      title={local(one.title)}
      heading={heading}
      back={{
        to: '/matters/$matterId',
        params: { matterId: one.matter },
        label: `${local(one.title)} · ${local(one.organisationName)}`,
      }}
      className="apply"
    >
      <div ref={top} tabIndex={-1} className="apply-body">
        {stepwise && last > 0 ? <p className="small">{t('apply.step', { step: at + 1, total: last + 1 })}</p> : null}
        {answers.restored && at === 0 ? <p className="restored">{t('apply.restored')}</p> : null}
        <ErrorSummary faults={faults.map(titled)} round={answers.round} />
        {at === 0 ? (
          <>
            <CorrectionAsked one={one} />
            <SavedPapers one={one} />
            <LockedFacts one={one} form={form} />
          </>
        ) : null}
        {onScreen.length > 0 ? (
          <section>
            {at === 0 && one.locked.length > 0 ? <h2 className="questions-head">{t('apply.questions')}</h2> : null}
            <Questions {...shared} fields={onScreen} />
          </section>
        ) : null}
        {extraShown.length > 0 ? (
          <details className="fold" open={hasFault || undefined}>
            <summary>{t('apply.extra')}</summary>
            <div className="fold-body">
              <Questions {...shared} fields={extraShown} />
            </div>
          </details>
        ) : null}
        {answers.error !== undefined && faults.length === 0 ? (
          <ErrorNotice error={answers.error} kept={t('apply.draftKept')} onRetry={forward} />
        ) : null}
        {atEnd ? <p className="small">{t('apply.hint')}</p> : null}
      </div>
      <div className="bar apply-bar">
        <DraftNote state={answers.draft} />
        <div className="apply-buttons">
          {at > 0 ? (
            <button type="button" className="yw-button" data-quiet="" onClick={() => goTo(at - 1)}>
              {t('apply.previous')}
            </button>
          ) : null}
          <button type="button" className="yw-button" disabled={answers.sending} onClick={forward}>
            {answers.sending
              ? t('apply.submitting')
              : !atEnd
                ? t('apply.next')
                : correcting
                  ? t('apply.resubmit')
                  : t('apply.submit')}
          </button>
        </div>
      </div>
    </Page>
  );
}
