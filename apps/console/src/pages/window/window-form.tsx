import type { FormSchema } from '@platform/forms';
import { ErrorNotice, useLanguage, useLocal } from '@yiwang/ui';
import type { Draft } from '@yiwang/ui/form/draft-query.ts';
import { Fields } from '@yiwang/ui/form/fields.tsx';
import { FormProvider, type FormInUse } from '@yiwang/ui/form/form-context.ts';
import { CorrectionAsked, DraftNote, ErrorSummary, focusField } from '@yiwang/ui/form/form-parts.tsx';
import { LockedFacts } from '@yiwang/ui/form/locked-facts.tsx';
import { placeTitle } from '@yiwang/ui/form/prepare.ts';
import { openFields, screensOf } from '@yiwang/ui/form/questions.ts';
import { useAnswers } from '@yiwang/ui/form/use-answers.ts';
import { useUploads } from '@yiwang/ui/form/use-uploads.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { blankFormAddress, windowFormAddress, type WindowCase } from '../../api/window.ts';
import { Page } from '../../shell/page.tsx';
import { useWindowText } from '../../texts/window.ts';
import { AT_WINDOW, windowCaseQuery } from './queries.ts';

const DraftConflict = lazy(() =>
  import('@yiwang/ui/form/draft-conflict.tsx').then((module) => ({ default: module.DraftConflict })),
);

/** Typed, and not at the server yet: the printed form is made from what it has. */
const UNSAVED: ReadonlySet<string> = new Set(['saving', 'local', 'refused']);

type Props = { one: WindowCase; opened: Draft; onDone: (answer: WindowCase) => void };

/** The applicant's own form, all of it on one page: same questions, same rules, same files; the officer types, the applicant agrees. */
export function WindowForm({ one, opened, onDone }: Props) {
  const t = useWindowText();
  const local = useLocal();
  const language = useLanguage();
  const client = useQueryClient();
  const schema = one.formSchema as FormSchema;
  const correcting = one.state === 'correction';
  const fields = useMemo(() => openFields(schema, one.uiOrder, one.locked), [schema, one]);
  const [agreed, setAgreed] = useState(false);
  const [asked, setAsked] = useState(false);
  const answers = useAnswers(one, opened, schema, fields, {
    onFaults: () => undefined,
    onDone(answer) {
      client.removeQueries({ queryKey: windowCaseQuery(one.id).queryKey });
      void client.invalidateQueries({ queryKey: [AT_WINDOW] });
      onDone({ ...answer, ...(one.applicant ? { applicant: one.applicant } : {}) });
    },
    agreed: true,
  });
  const uploads = useUploads(one.id, opened.files);
  const unsaved = UNSAVED.has(answers.draft.kind);
  // Another page of the console finds it again; a closed tab would not.
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: unsaved || uploads.busy });
  const { settled, faults } = answers;
  const screens = screensOf(schema, fields, settled, false).filter(({ review }) => !review);
  const body = useRef<HTMLFormElement>(null);
  useEffect(
    () => body.current?.querySelector<HTMLElement>('.questions input, .questions select, textarea')?.focus(),
    [],
  );
  const send = () => {
    setAsked(true);
    if (agreed && !uploads.busy) answers.send();
  };
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
  const title = local(one.title);
  return (
    <Page
      title={t(correcting ? 'form.correct' : 'form.title', { matter: title })}
      lead={
        <span className="row">
          {one.applicant ? (
            <span>
              {t('for')} <b>{one.applicant.name}</b> {one.applicant.number}
            </span>
          ) : null}
          <span>{one.caseNo}</span>
          <span>{local(one.organisationName)}</span>
        </span>
      }
      actions={
        <Link to="/window" className="yw-button" data-quiet="">
          {t('next')}
        </Link>
      }
    >
      <FormProvider value={form}>
        <form
          ref={body}
          className="window-form stack"
          noValidate
          onSubmit={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            send();
          }}
        >
          <ErrorSummary
            faults={faults.map((fault) => ({
              ...fault,
              title: fault.at === '' ? '' : placeTitle(schema, fault.at, settled.data, language),
            }))}
            round={answers.round}
            onGo={focusField}
          />
          <CorrectionAsked one={one} />
          <div className="window-columns">
            <div className="card pad stack">
              {screens.map((screen) => (
                <section key={screen.key} className="stack-s">
                  {screen.title ? <h2>{local(screen.title)}</h2> : null}
                  {screen.description ? <p className="hint">{local(screen.description)}</p> : null}
                  <Fields group={schema} at="" names={[...screen.fields, ...screen.extra]} />
                </section>
              ))}
            </div>
            <div className="stack">
              <div className="card pad stack-s known-facts">
                <LockedFacts one={one} form={settled.data} heading={t('facts')} />
                <Papers one={one} />
              </div>
              <div className="card pad stack-s send-box">
                <Checkbox checked={agreed} onChange={({ target }) => setAgreed(target.checked)}>
                  {t('agree')}
                </Checkbox>
                {asked && !agreed ? (
                  <span className="fault" role="alert">
                    {t('agreeFault')}
                  </span>
                ) : null}
                {answers.error !== undefined && faults.length === 0 ? (
                  <ErrorNotice error={answers.error} kept={t('kept')} onRetry={send} level={3} />
                ) : null}
                <div className="row">
                  <Button type="primary" loading={answers.sending} disabled={uploads.busy} onClick={send}>
                    {answers.sending ? t('sending') : t(correcting ? 'sendCorrected' : 'send')}
                  </Button>
                  <small>{t('sendKeys')}</small>
                </div>
                <DraftNote state={answers.draft} />
                <a href={blankFormAddress(one.matter)} target="_blank" rel="noreferrer">
                  {t('blankForm')}
                </a>
                {unsaved ? null : (
                  <a href={windowFormAddress(one.id)} target="_blank" rel="noreferrer">
                    {t('printToSign')}
                  </a>
                )}
              </div>
            </div>
          </div>
        </form>
      </FormProvider>
      {answers.conflict ? (
        <Suspense fallback={null}>
          <DraftConflict schema={schema} conflict={answers.conflict} onChoose={answers.resolve} />
        </Suspense>
      ) : null}
    </Page>
  );
}

/** What need not be handed in, and what is. */
function Papers({ one }: { one: WindowCase }) {
  const local = useLocal();
  if (one.materials.length === 0) return null;
  return (
    <ul className="window-papers">
      {one.materials.map((paper) => (
        <li key={paper.id} data-avoided={paper.avoided || undefined}>
          {paper.avoided ? <s>{local(paper.title)}</s> : <span>{local(paper.title)}</span>}
          {paper.replacedBy && paper.avoided ? <small>{local(paper.replacedBy)}</small> : null}
        </li>
      ))}
    </ul>
  );
}
