import { formatInstant, useLanguage, useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import { useText } from '../../texts/index.ts';
import { fieldTitle } from './field-value.ts';

/** What the applicant was told in writing: corrections, the decision, a refusal with its basis and remedies. */
export function CaseOutcome({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const { correction, decision, refusal, referral } = file;
  const decided = decision && decision.outcome !== 'routed' ? decision : undefined;
  if (!correction && !decided && !refusal && !referral) return null;
  return (
    <section className="card pad stack-s">
      <h2>{t('case.told')}</h2>
      {decided ? (
        <p>
          {t(decided.instant ? 'case.decidedAtOnce' : 'case.decided', {
            outcome: t(`case.outcome.${decided.outcome}`),
            at: formatInstant(decided.at),
          })}
          {decided.reason && !refusal ? (
            <>
              <br />
              {local(decided.reason)}
            </>
          ) : null}
        </p>
      ) : null}
      {refusal ? (
        <dl className="facts">
          <dt>{t('decision.reason')}</dt>
          <dd>{refusal.reason}</dd>
          <dt>{t('decision.basis')}</dt>
          <dd>{refusal.basis}</dd>
          <dt>{t('case.remedies')}</dt>
          <dd>
            {refusal.remedies.map((remedy) => (
              <p key={remedy.en}>{local(remedy)}</p>
            ))}
          </dd>
        </dl>
      ) : null}
      {referral ? (
        <dl className="facts">
          <dt>{t('case.referredTo')}</dt>
          <dd>{local(referral.to)}</dd>
          <dt>{t('decision.reason')}</dt>
          <dd>{referral.reason}</dd>
          <dt>{t('acts.advice')}</dt>
          <dd>{referral.advice}</dd>
        </dl>
      ) : null}
      {correction ? (
        <>
          <p>{t('case.correctionUntil', { until: correction.until })}</p>
          <ol className="told-items">
            {correction.items.map(({ field, text }) => (
              <li key={`${field ?? ''} ${text}`}>
                {field ? <b>{fieldTitle(file.formSchema, field, language)} </b> : null}
                {text}
              </li>
            ))}
          </ol>
          {correction.note ? <p>{correction.note}</p> : null}
        </>
      ) : null}
    </section>
  );
}
