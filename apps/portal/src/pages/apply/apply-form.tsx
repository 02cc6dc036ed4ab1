import { ErrorNotice, useElderMode, useLanguage, useLocal, type FieldSource, type MyCase } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import type { FormSchema } from '@platform/forms';
import { lazy, Suspense, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Draft } from '@yiwang/ui/form/draft-query.ts';
import { Fields } from '@yiwang/ui/form/fields.tsx';
import { FormProvider, type FormInUse } from '@yiwang/ui/form/form-context.ts';
import { stepsOf } from '@yiwang/ui/form/pointers.ts';
import { placeTitle } from '@yiwang/ui/form/prepare.ts';
import { missingFields, openFields, screensOf } from '@yiwang/ui/form/questions.ts';
import { CorrectionAsked, DraftNote, ErrorSummary, focusField, SavedPapers } from '@yiwang/ui/form/form-parts.tsx';
import { LockedFacts } from '@yiwang/ui/form/locked-facts.tsx';
import { useAnswers } from '@yiwang/ui/form/use-answers.ts';
import { useUploads } from '@yiwang/ui/form/use-uploads.ts';
import { useNarrow } from '@yiwang/ui/hooks/media.ts';
import { caseQuery, showAnswer } from '../../data/queries.ts';
import { useGo } from '../../shell/link.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { Progress } from './apply-progress.tsx';
import { Review } from './review.tsx';
import { keepSeconds } from './submitted.ts';

const WrongDialog = lazy(() => import('./wrong-dialog.tsx').then((module) => ({ default: module.WrongDialog })));
const DraftConflict = lazy(() =>
  import('@yiwang/ui/form/draft-conflict.tsx').then((module) => ({ default: module.DraftConflict })),
);

/** Check what is known, answer what is not, look it over, submit: a page at a time, or (on phones, in elder mode) a question at a time. */
export function ApplyForm({ one, opened }: { one: MyCase; opened: Draft }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const [elder] = useElderMode();
  const narrow = useNarrow() || elder;
  const go = useGo();
  const client = useQueryClient();
  const schema = one.formSchema as FormSchema;
  const correcting = one.state === 'correction';
  const fields = useMemo(() => openFields(schema, one.uiOrder, one.locked), [schema, one]);
  // Opens where one left.
  const [place, setPlace] = useState(opened.page ?? '');
  // A fault may lie on an earlier screen: that screen is shown, and its summary takes the focus.
  const answers = useAnswers(one, opened, schema, fields, {
    onFaults(faulty) {
      const first = faulty.find((field) => screenOf(field) !== undefined);
      if (first !== undefined) setPlace(screenOf(first) ?? '');
    },
    async onDone(answer, seconds) {
      await showAnswer(client, caseQuery(one.id).queryKey, answer);
      keepSeconds(one.id, seconds);
      for (const key of ['cases', 'licences', 'reads', 'reads-summary'])
        void client.invalidateQueries({ queryKey: [key] });
      go({ to: '/apply/$caseId/result', params: { caseId: one.id }, replace: true });
    },
  });
  const [wrong, setWrong] = useState<{ title: string; source: FieldSource }>();
  const uploads = useUploads(one.id, opened.files);
  const { settled, faults } = answers;
  const screens = screensOf(schema, fields, settled, narrow);
  const screenOf = (field: string): string | undefined =>
    one.locked.includes(field)
      ? screens[0]?.key
      : screens.find((screen) => screen.fields.includes(field) || screen.extra.includes(field))?.key;
  const last = screens.length - 1;
  const at = Math.max(
    screens.findIndex(({ key }) => key === place),
    0,
  );
  const screen = screens[at] ?? { key: '', fields: [], extra: [], review: false };
  const stepwise = last > 0;
  const atEnd = at === last;
  const hasFault = screen.extra.some((field) => faults.some((fault) => stepsOf(fault.at)[0] === field));

  const top = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const wanted = useRef<string>(undefined);
  // Together with the new screen, so that the focus never leaves a field people are quick to type in.
  useLayoutEffect(() => {
    const field = wanted.current;
    wanted.current = undefined;
    if (field !== undefined && focusField(field)) return;
    if (!moved.current) return;
    moved.current = false;
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: 'start' });
  }, [screen.key]);
  const goTo = (next: number) => {
    const key = screens[next]?.key;
    if (key === undefined) return;
    moved.current = true;
    setPlace(key);
    answers.onPage(key);
  };
  const goToField = (pointer: string) => {
    const key = screenOf(stepsOf(pointer)[0] ?? '') ?? screen.key;
    if (key === screen.key) focusField(pointer);
    else {
      wanted.current = pointer;
      setPlace(key);
    }
  };

  const forward = () => {
    if (atEnd) answers.send();
    else if (answers.check(screen.fields)) goTo(at + 1);
  };
  const missing = missingFields(schema, fields, settled).length;
  const heading = correcting
    ? t('apply.correct')
    : screen.review
      ? t('apply.reviewTitle')
      : screen.title
        ? local(screen.title)
        : at === 0 && one.locked.length > 0
          ? missing === 0
            ? t('apply.checkNone')
            : t('apply.check', { count: missing })
          : missing === 0
            ? t('apply.fillNone')
            : t('apply.fill', { count: missing });
  const form: FormInUse = {
    schema,
    settled,
    faults: new Map(faults.map((fault) => [fault.at, fault.text])),
    locked: one.locked,
    sources: one.sources,
    disabled: answers.sending,
    uploads,
    change: answers.change,
    dropFile: answers.dropFile,
  };
  const knownOnTop = one.locked.some((name) => !name.includes('.'));
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
      <FormProvider value={form}>
        <form
          className="apply-body-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            forward();
          }}
        >
          <div ref={top} tabIndex={-1} className="apply-body">
            {stepwise ? <Progress screens={screens} at={at} onGo={goTo} /> : null}
            {answers.restored === 'elsewhere' ? <p className="restored">{t('apply.merged')}</p> : null}
            {answers.restored === 'here' && at === 0 ? <p className="restored">{t('apply.restored')}</p> : null}
            <ErrorSummary
              faults={faults.map((fault) => ({
                ...fault,
                title: fault.at === '' ? '' : placeTitle(schema, fault.at, settled.data, language),
              }))}
              round={answers.round}
              onGo={goToField}
            />
            {at === 0 ? (
              <>
                <CorrectionAsked one={one} />
                <SavedPapers one={one} />
                <LockedFacts one={one} form={settled.data} onWrong={(title, source) => setWrong({ title, source })} />
              </>
            ) : null}
            {screen.fields.length > 0 ? (
              <section>
                {at === 0 && knownOnTop ? <h2 className="questions-head">{t('apply.questions')}</h2> : null}
                {screen.description ? <p className="hint page-hint">{local(screen.description)}</p> : null}
                <Fields group={schema} at="" names={screen.fields} />
              </section>
            ) : null}
            {screen.extra.length > 0 ? (
              <details className="fold" open={hasFault || undefined}>
                <summary>{t('apply.extra')}</summary>
                <div className="fold-body">
                  <Fields group={schema} at="" names={screen.extra} />
                </div>
              </details>
            ) : null}
            {screen.review ? (
              <Review
                one={one}
                data={settled.data}
                uploads={uploads}
                onChange={(key) => goTo(screens.findIndex((other) => other.key === key))}
              />
            ) : null}
            {answers.error !== undefined && faults.length === 0 ? (
              <ErrorNotice error={answers.error} kept={t('apply.draftKept')} onRetry={forward} />
            ) : null}
            {atEnd ? <p className="small">{t('apply.hint')}</p> : null}
            {/* Enter in a field goes on; the buttons that people see stand in the bar below. */}
            <button type="submit" hidden />
          </div>
        </form>
      </FormProvider>
      <div className="bar apply-bar">
        <DraftNote state={answers.draft} />
        {atEnd && uploads.busy ? (
          <p className="small" role="status">
            {t('upload.wait')}
          </p>
        ) : null}
        <div className="apply-buttons">
          {at > 0 ? (
            <button type="button" className="yw-button" data-quiet="" onClick={() => goTo(at - 1)}>
              {t('apply.previous')}
            </button>
          ) : null}
          <button
            type="button"
            className="yw-button"
            disabled={answers.sending || (atEnd && uploads.busy)}
            onClick={forward}
          >
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
      {wrong ? (
        <Suspense fallback={null}>
          <WrongDialog field={wrong.title} source={wrong.source} one={one} onClose={() => setWrong(undefined)} />
        </Suspense>
      ) : null}
      {answers.conflict ? (
        <Suspense fallback={null}>
          <DraftConflict schema={schema} conflict={answers.conflict} onChoose={answers.resolve} />
        </Suspense>
      ) : null}
    </Page>
  );
}
