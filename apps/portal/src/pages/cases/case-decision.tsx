import './cases.css';
import { useLocal, When, type MyCase } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';

/** Which rule decided or routed, in words, with the version of the rules. */
export function DecisionExplained({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const decision = one.decision;
  if (!decision) return null;
  const rules =
    decision.rules.length > 0 ? decision.rules : decision.reason ? [{ id: 'reason', text: decision.reason }] : [];
  return (
    <section className="card">
      <h2>{t('result.why')}</h2>
      {decision.reason && decision.rules.length > 0 ? <p>{local(decision.reason)}</p> : null}
      <ul className="rules">
        {rules.map((rule) => (
          <li key={rule.id}>{local(rule.text)}</li>
        ))}
      </ul>
      <p className="small">
        {decision.instant ? t('cases.decidedBy') : t('cases.decidedByOffice', { office: local(one.organisationName) })}{' '}
        · <When at={decision.at} seconds /> · {t('result.rulesVersion', { version: decision.version })}
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
      <p>{one.refusal.reason}</p>
      {one.refusal.basis ? (
        <p>
          <b>{t('cases.basis')}</b> {one.refusal.basis}
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
