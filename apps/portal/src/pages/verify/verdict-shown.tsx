import { formatDate, formatInstant, useLocal, type Verdict, type VerdictKind } from '@yiwang/ui';
import { Icon, type IconName } from '../../shell/icons.tsx';
import { useText } from '../../texts/index.ts';

const SIGN: Record<VerdictKind, IconName> = {
  valid: 'check',
  suspended: 'pause',
  revoked: 'cross',
  expired: 'clock',
  forged: 'cross',
  unknown: 'question',
};
const TONE: Record<VerdictKind, 'green' | 'amber' | 'red'> = {
  valid: 'green',
  suspended: 'amber',
  revoked: 'red',
  expired: 'amber',
  forged: 'red',
  unknown: 'amber',
};

/** The verdict, readable across a counter: one word, one colour, one sign, then why and of what. */
export function VerdictShown({ verdict }: { verdict: Verdict }) {
  const t = useText();
  const local = useLocal();
  const { licence } = verdict;
  return (
    <section className="shown" data-tone={TONE[verdict.verdict]}>
      <div className="shown-head">
        <Icon name={SIGN[verdict.verdict]} size={56} />
        <h2>{t(`verify.${verdict.verdict}`)}</h2>
        <p>{local(verdict.reason)}</p>
        <p className="small">{t('verify.at', { time: formatInstant(verdict.checkedAt, { seconds: true }) })}</p>
      </div>
      {licence ? (
        <dl className="fields">
          <div>
            <dt>{local(licence.title)}</dt>
            <dd>{licence.identifier}</dd>
          </div>
          <div>
            <dt>{t('verify.holder')}</dt>
            <dd>{licence.holder}</dd>
          </div>
          {licence.fields.map((field) => (
            <div key={field.title.zh}>
              <dt>{local(field.title)}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
          <div>
            <dt>{t('verify.issuer')}</dt>
            <dd>{local(licence.issuerName)}</dd>
          </div>
          <div>
            <dt>{t('licences.issued')}</dt>
            <dd>{formatDate(licence.issuedAt)}</dd>
          </div>
          <div>
            <dt>{t('licences.until')}</dt>
            <dd>{licence.validUntil ? formatDate(licence.validUntil) : t('licences.forever')}</dd>
          </div>
        </dl>
      ) : null}
      {licence ? <p className="small shown-foot">{t('verify.masked')}</p> : null}
    </section>
  );
}
