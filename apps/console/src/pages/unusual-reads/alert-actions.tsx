import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Radio } from 'antd';
import { useState } from 'react';
import { FINDINGS, handleAlert, SECURITY_KEY, type AlertPage, type Finding } from '../../api/data-security.ts';
import { usePermission } from '../../data/session.ts';
import { Written } from '../../form/written.tsx';
import { useGuardText } from '../../texts/guard.ts';

type Step = 'ask' | 'explain' | 'close';

/** What may be done now: the guard asks or closes, the office explains; nobody handles what is about themselves. */
export function AlertActions({ shown }: { shown: AlertPage }) {
  const t = useGuardText();
  const may = usePermission();
  const handles = may('data-security.handle');
  const steps: Step[] = [
    ...(handles && shown.state === 'open' ? (['ask'] as const) : []),
    ...(!handles && may('data-security.explain') && (shown.state === 'asked' || shown.state === 'explained')
      ? (['explain'] as const)
      : []),
    ...(handles && shown.state !== 'closed' ? (['close'] as const) : []),
  ];
  const [step, choose] = useState<Step | undefined>(steps.length === 1 ? steps[0] : undefined);
  if (steps.length === 0) return null;
  if (shown.mine) return <p className="quiet">{t('alerts.mine')}</p>;
  return (
    <section className="stack-s answer">
      {steps.length > 1 ? (
        <div className="row">
          {steps.map((one) => (
            <Button key={one} type={one === step ? 'primary' : 'default'} onClick={() => choose(one)}>
              {t(`alerts.${one}`)}
            </Button>
          ))}
        </div>
      ) : null}
      {step ? <StepForm key={step} shown={shown} step={step} /> : null}
    </section>
  );
}

function StepForm({ shown, step }: { shown: AlertPage; step: Step }) {
  const t = useGuardText();
  const client = useQueryClient();
  const [text, write] = useState('');
  const [finding, find] = useState<Finding>();
  const [checked, check] = useState(false);
  const send = useMutation({
    mutationFn: () => handleAlert(shown.id, step, { text: text.trim(), ...(finding ? { finding } : {}) }),
    onSuccess: (after) => {
      client.setQueryData([SECURITY_KEY, 'one', shown.id], after);
      for (const part of ['alerts', 'explanations', 'rules'])
        void client.invalidateQueries({ queryKey: [SECURITY_KEY, part] });
    },
  });
  const faults = {
    text: text.trim().length >= 5 ? undefined : t('alerts.textMissing'),
    finding: step === 'close' && !finding ? t('alerts.findingMissing') : undefined,
  };
  return (
    <form
      className="stack-s"
      aria-label={t(`alerts.${step}`)}
      onSubmit={(event) => {
        event.preventDefault();
        check(true);
        if (!faults.text && !faults.finding) send.mutate();
      }}
    >
      <h3>{t(`alerts.${step}`)}</h3>
      {step === 'close' ? (
        <>
          <Radio.Group
            className="ways"
            aria-label={t('alerts.finding')}
            value={finding}
            onChange={(event) => find(event.target.value as Finding)}
            options={FINDINGS.map((value) => ({ value, label: t(`alerts.findings.${value}`) }))}
          />
          {checked && faults.finding ? <p className="fault">{faults.finding}</p> : null}
        </>
      ) : null}
      <Written
        label={t('alerts.text')}
        hint={t(`alerts.${step}Hint`)}
        value={text}
        onChange={write}
        fault={checked ? faults.text : undefined}
      />
      {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t(`alerts.${step}`)}
        </Button>
      </div>
    </form>
  );
}
