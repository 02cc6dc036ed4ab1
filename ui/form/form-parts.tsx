import './form.css';
import './form-parts.css';
import { formatDate, formatInstant, useErrorWords, useLanguage, useLocal, type MyCase } from '../index.ts';
import type { FormSchema } from '@platform/forms';
import { useLayoutEffect, useRef } from 'react';
import type { DraftState } from './draft.ts';
import { idOf } from './pointers.ts';
import { fieldTitle } from './prepare.ts';
import { useText } from './texts/index.ts';
import type { Fault } from './use-answers.ts';

/** Papers that need not be brought, counted and named. */
export function SavedPapers({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const avoided = one.materials.filter((material) => material.avoided);
  if (avoided.length === 0) return null;
  const papers = avoided.map((material) => local(material.title)).join(language === 'zh' ? '、' : ', ');
  return (
    <div className="saved">
      <b>{t('apply.saved', { count: avoided.length })}</b>
      <p>{t('apply.savedText', { papers })}</p>
    </div>
  );
}

/** What the office asked to have corrected, and until when. */
export function CorrectionAsked({ one }: { one: MyCase }) {
  const t = useText();
  const language = useLanguage();
  if (!one.correction) return null;
  return (
    <div className="asked">
      <h2>{t('apply.asked')}</h2>
      <ul>
        {one.correction.items.map((item) => (
          <li key={`${item.field} ${item.text}`}>
            {item.field ? <b>{fieldTitle(one.formSchema as FormSchema, item.field, language)} </b> : null}
            {item.text}
          </li>
        ))}
      </ul>
      {one.correction.note ? <p>{one.correction.note}</p> : null}
      <p>{t('apply.askedUntil', { date: formatDate(one.correction.until) })}</p>
    </div>
  );
}

/** How the draft stands, said quietly. */
export function DraftNote({ state }: { state: DraftState }) {
  const t = useText();
  const errorWords = useErrorWords();
  if (state.kind === 'refused')
    return (
      <p className="draft" role="status" data-kind={state.kind}>
        <b>{t('apply.draftRefused')}</b> {errorWords(state.error).title}{' '}
        {state.error.requestId ? t('apply.draftNumber', { number: state.error.requestId }) : ''}
      </p>
    );
  const words =
    state.kind === 'saving'
      ? t('apply.draftSaving')
      : state.kind === 'saved'
        ? t('apply.draftSaved', { time: formatInstant(state.at).slice(-5) })
        : state.kind === 'local'
          ? t('apply.draftLocal')
          : '';
  return (
    <p className="draft" role="status" data-kind={state.kind}>
      {words}
    </p>
  );
}

/** All faults on top, each a link to its field; takes the focus with each `round` of checking that found some. */
export function ErrorSummary({
  faults,
  round,
  onGo,
}: {
  faults: (Fault & { title: string })[];
  round: number;
  onGo: (at: string) => void;
}) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (round > 0) box.current?.focus();
  }, [round]);
  if (faults.length === 0) return null;
  return (
    <div ref={box} className="yw-error" role="alert" tabIndex={-1}>
      <h2>{t('apply.errors', { count: faults.length })}</h2>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.at} ${fault.text}`}>
            {fault.at === '' ? (
              fault.text
            ) : (
              <a
                href={`#${idOf(fault.at)}`}
                onClick={(event) => {
                  event.preventDefault();
                  onGo(fault.at);
                }}
              >
                {t('apply.fault', { title: fault.title, text: fault.text })}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the focus into the field at a pointer; false when it is not on the page now. */
export function focusField(at: string): boolean {
  const place = document.getElementById(idOf(at)) ?? document.getElementById(`known_${at.slice(1)}`);
  if (!place) return false;
  const control = place.matches('input, select, textarea')
    ? place
    : place.querySelector<HTMLElement>('input, select, textarea');
  (control ?? place).focus();
  place.scrollIntoView({ block: 'center' });
  return true;
}
