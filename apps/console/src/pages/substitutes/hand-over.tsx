import { useMutation, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { colleaguesQuery, handOver } from '../../api/work-substitutes.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { useText } from '../../texts/index.ts';

type Props = { onClose: () => void; onDone: (tasks: number) => void };

/** Hands over all open tasks that one colleague holds to another (工作交接), when somebody leaves their post. */
export function HandOver({ onClose, onDone }: Props) {
  const t = useText();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const colleagues = useQuery(colleaguesQuery);
  const all = colleagues.data?.items ?? [];
  const home = all.find(({ account }) => account === from)?.organisation;
  const options = (some: typeof all) => some.map(({ account, name }) => ({ value: account, label: name }));
  const send = useMutation({
    mutationFn: () => handOver({ from, to, reason: reason.trim() }),
    onSuccess: ({ tasks }) => onDone(tasks),
  });
  const lacks = { from: from === '', to: to === '', reason: reason.trim() === '' };
  const search = { showSearch: { optionFilterProp: 'label' } } as const;
  return (
    <Confirm
      open
      title={t('substitutes.handOver')}
      act={t('substitutes.handOver')}
      busy={send.isPending}
      error={send.error}
      onAct={() => (Object.values(lacks).some(Boolean) ? setComplain(true) : send.mutate())}
      onClose={onClose}
    >
      <p className="quiet">{t('substitutes.handOverText')}</p>
      <NotLoaded query={colleagues} />
      <Field
        label={t('substitutes.handOverFrom')}
        required
        fault={complain && lacks.from ? t('substitutes.missing.account') : undefined}
      >
        {(described) => (
          <Select
            {...described}
            {...search}
            loading={colleagues.isPending}
            value={from || null}
            onChange={(value: string | null) => {
              setFrom(value ?? '');
              setTo('');
            }}
            options={options(all)}
            notFoundContent={t('substitutes.nobody')}
          />
        )}
      </Field>
      <Field
        label={t('substitutes.handOverTo')}
        required
        fault={complain && lacks.to ? t('substitutes.missing.account') : undefined}
      >
        {(described) => (
          <Select
            {...described}
            {...search}
            value={to || null}
            onChange={(value: string | null) => setTo(value ?? '')}
            options={options(all.filter((one) => one.organisation === home && one.account !== from))}
            notFoundContent={t('substitutes.nobody')}
          />
        )}
      </Field>
      <Written
        label={t('acts.reason')}
        hint={t('acts.reasonInside')}
        max={1000}
        value={reason}
        onChange={setReason}
        fault={complain && lacks.reason ? t('acts.missing.reason') : undefined}
      />
    </Confirm>
  );
}
