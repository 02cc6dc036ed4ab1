import './cases.css';
import { AsWritten, useLocal, When, type MyCase } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';

/** Which rule decided or routed, in words, with the version of the rules; while nobody has decided, it says so. */
export function DecisionExplained({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const { decision, refusal } = one;
  if (!decision) return null;
  const office = local(one.organisationName);
  const by = decision.instant ? 'rules' : decision.outcome === 'routed' ? 'nobody' : 'office';
  const words = {
    rules: { heading: t('result.why'), who: t('cases.decidedBy') },
    nobody: { heading: t('result.whyRouted'), who: t('cases.routedTo', { office }) },
    office: { heading: t('result.whyDecided'), who: t('cases.decidedByOffice', { office }) },
  }[by];
  // A refusal says its reason on a card of its own.
  const reason = refusal ? undefined : decision.reason;
  const rules = decision.rules.filter(({ text }) => local(text) !== local(reason));
  return (
    <section className="card">
      <h2>{words.heading}</h2>
      {reason ? <p>{local(reason)}</p> : null}
      {by === 'office' && rules.length > 0 ? <p className="small">{t('result.whyOffice')}</p> : null}
      {rules.length > 0 ? (
        <ul className="rules">
          {rules.map((rule) => (
            <li key={rule.id}>{local(rule.text)}</li>
          ))}
        </ul>
      ) : null}
      <p className="small">
        {words.who} · <When at={decision.at} seconds /> · {t('result.rulesVersion', { version: decision.version })}
      </p>
    </section>
  );
}

/** Why it was refused, on what basis, and what the person can do. */
export function RefusalExplained({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  if (!one.refusal) return null;
  return (
    <section className="card refusal">
      <h2>{t('cases.refusal')}</h2>
      <p>
        <AsWritten said={one.refusal.reason} />
      </p>
      {one.refusal.basis ? (
        <p>
          <b>{t('cases.basis')}</b> <AsWritten said={one.refusal.basis} />
        </p>
      ) : null}
      {one.refusal.remedies.length > 0 ? (
        <>
          <h3>{t('cases.remedies')}</h3>
          <ul className="rules">
            {one.refusal.remedies.map((remedy) => (
              <li key={remedy.zh}>{local(remedy)}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

/** To which authority it was referred, why, and what the person is to do now. */
export function ReferralExplained({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const { referral } = one;
  if (!referral) return null;
  return (
    <section className="card refusal">
      <h2>{t('cases.referral')}</h2>
      <p>
        <b>{local(referral.to)}</b>
      </p>
      <p>
        <b>{t('cases.referralReason')}</b> <AsWritten said={referral.reason} />
      </p>
      <p>
        <b>{t('cases.referralAdvice')}</b> <AsWritten said={referral.advice} />
      </p>
    </section>
  );
}
