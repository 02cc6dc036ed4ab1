import { formatInstant, useLanguage, useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { fieldAt, fieldTitle, valueText } from './field-value.ts';

const TONES = { approve: 'green', route: 'amber', refuse: 'red' } as const;

/** What the matter's rules said: verdict, reason, rules that matched, the facts they looked at, and their version. */
export function CaseRules({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const { trace } = file;
  if (!trace) {
    return (
      <section className="card pad stack-s">
        <h2>{t('case.rules')}</h2>
        <p className="quiet">{t('case.noRules')}</p>
      </section>
    );
  }
  const inputs = Object.entries(trace.inputs);
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('case.rules')}</h2>
        <Tag tone={TONES[trace.decision]}>{t(`case.verdict.${trace.decision}`)}</Tag>
      </div>
      {trace.reason ? <p>{local(trace.reason)}</p> : null}
      {trace.rulesHit.length > 0 ? (
        <ol className="rules">
          {trace.rulesHit.map(({ index, id, text }) => (
            <li key={`${id} ${index}`}>
              <span>{local(text)}</span>
              <small>{t('case.rule', { index })}</small>
            </li>
          ))}
        </ol>
      ) : (
        <p className="quiet">{t('case.noRuleHit')}</p>
      )}
      {inputs.length > 0 ? (
        <details className="inputs-fold">
          <summary>{t('case.inputs', { count: inputs.length })}</summary>
          <dl className="facts inputs">
            {inputs.map(([name, value]) => (
              <div key={name}>
                <dt>{fieldTitle(file.formSchema, name, language)}</dt>
                <dd>
                  {valueText(fieldAt(file.formSchema, name), value, { language, yes: t('yes'), no: t('no') }) ??
                    t('case.unknown')}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
      <small>{t('case.ruleVersion', { version: trace.version, at: formatInstant(trace.at) })}</small>
    </section>
  );
}
