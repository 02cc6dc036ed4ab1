import { useLanguage } from '@yiwang/ui';
import type { WorkCase } from '../../../api/work.ts';
import type { Completion } from '../../../api/work-tasks.ts';
import { useText } from '../../../texts/index.ts';
import type { Word } from './decision-draft.ts';
import { fieldTitle } from '../field-value.ts';

/** What is about to be sent, and what happens then. */
export function ConfirmText({ act, word, file }: { act: Completion; word: Word; file: WorkCase }) {
  const t = useText();
  const language = useLanguage();
  return (
    <div className="stack-s">
      <p>
        {file.caseNo} · {file.applicant.name}
      </p>
      {act.reason !== undefined ? (
        <dl className="facts">
          <dt>{t(word === 'broken' ? 'decision.untrue' : 'decision.reason')}</dt>
          <dd>{act.reason}</dd>
          <dt>{t('decision.basis')}</dt>
          <dd>{act.basis}</dd>
        </dl>
      ) : act.result === 'correct' ? (
        <ol className="told-items">
          {(act.items ?? []).map(({ field, text }, index) => (
            <li key={index}>
              {field ? <b>{fieldTitle(file.formSchema, field, language)} </b> : null}
              {text}
            </li>
          ))}
        </ol>
      ) : act.opinion ? (
        <p>{t('decision.opinionIs', { opinion: act.opinion })}</p>
      ) : null}
      <p className="what-next">{t(`decision.next.${word}`)}</p>
    </div>
  );
}
