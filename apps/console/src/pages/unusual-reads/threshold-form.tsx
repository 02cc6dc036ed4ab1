import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, InputNumber } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { SECURITY_KEY, setRule, type RuleSetting, type Thresholds } from '../../api/data-security.ts';
import { Written } from '../../form/written.tsx';
import { useGuardText } from '../../texts/guard.ts';

const SHORTEST = 4;

/** Sets one rule's floors, and of the rule about hours the office's; with a reason. */
export function ThresholdForm({ rule, onDone }: { rule: RuleSetting; onDone: () => void }) {
  const t = useGuardText();
  const local = useLocal();
  const client = useQueryClient();
  const [values, write] = useState<Thresholds>({
    ...(rule.floor === undefined ? {} : { floorStaff: rule.floor }),
    ...(rule.floorSystem === undefined ? {} : { floorSystem: rule.floorSystem }),
    ...(rule.office === undefined ? {} : { fromHour: rule.office.from, toHour: rule.office.to }),
  });
  const [reason, say] = useState('');
  const [checked, check] = useState(false);
  const send = useMutation({
    mutationFn: (set: Thresholds) => setRule(rule.rule, { ...set, reason: reason.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [SECURITY_KEY, 'rules'] });
      onDone();
    },
  });
  const short = reason.trim().length < SHORTEST;
  const go = (set: Thresholds) => {
    check(true);
    if (!short) send.mutate(set);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(values);
  };
  return (
    <form className="stack-s answer" aria-label={t('alerts.setOf', { rule: local(rule.title) })} onSubmit={submit}>
      <h3>{t('alerts.setOf', { rule: local(rule.title) })}</h3>
      <div className="row">
        {(Object.keys(values) as (keyof Thresholds)[]).map((name) => (
          <Whole
            key={name}
            label={t(`alerts.${name}`)}
            value={values[name]}
            onChange={(value) => write({ ...values, [name]: value })}
          />
        ))}
      </div>
      <Written
        label={t('alerts.whySet')}
        hint={t('alerts.whySetHint')}
        value={reason}
        onChange={say}
        fault={checked && short ? t('alerts.whySetMissing') : undefined}
      />
      {send.error ? <ErrorNotice error={send.error} level={3} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('alerts.save')}
        </Button>
        <Button disabled={send.isPending || !rule.set} onClick={() => go({})}>
          {t('alerts.restore')}
        </Button>
        <Button onClick={onDone}>{t('alerts.cancel')}</Button>
      </div>
    </form>
  );
}

function Whole({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number | undefined;
  onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <span className="row">
      <label htmlFor={id}>{label}</label>
      <InputNumber
        id={id}
        min={0}
        precision={0}
        value={value ?? null}
        onChange={(next) => next !== null && onChange(Number(next))}
      />
    </span>
  );
}
