import { useMutation, useQuery } from '@tanstack/react-query';
import { DatePicker, Select } from 'antd';
import { useState } from 'react';
import { addSubstitute, colleaguesQuery } from '../../api/work-substitutes.ts';
import { usePermission, useSession } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { useText } from '../../texts/index.ts';

const DAY_MS = 86_400_000;

/** Names who stands in: for oneself; a head or window lead for colleagues too. */
export function NameSubstitute({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const t = useText();
  const may = usePermission();
  const { staff } = useSession();
  const [account, setAccount] = useState('');
  const [forAccount, setFor] = useState('');
  const [span, setSpan] = useState<readonly [string, string]>(['', '']);
  const [complain, setComplain] = useState(false);
  const colleagues = useQuery(colleaguesQuery);
  const all = colleagues.data?.items ?? [];
  const absent = all.find((one) => one.account === forAccount);
  const home = absent?.organisation ?? staff?.organisation;
  const candidates = all.filter((one) => one.organisation === home && one.account !== forAccount);
  const options = (some: typeof all) => some.map(({ account: value, name }) => ({ value, label: name }));
  const send = useMutation({
    mutationFn: () => addSubstitute({ account, ...(forAccount ? { forAccount } : {}), from: span[0], until: span[1] }),
    onSuccess: onDone,
  });
  const lacks = { account: account === '', span: span[0] === '' || span[1] === '' };
  return (
    <Confirm
      open
      title={t('substitutes.name')}
      act={t('substitutes.save')}
      busy={send.isPending}
      error={send.error}
      onAct={() => (lacks.account || lacks.span ? setComplain(true) : send.mutate())}
      onClose={onClose}
    >
      <p className="quiet">{t('substitutes.explain')}</p>
      <NotLoaded query={colleagues} />
      {may('cases.supervise') ? (
        <Field label={t('substitutes.absent')}>
          {(described) => (
            <Select
              {...described}
              value={forAccount}
              onChange={(value: string) => {
                setFor(value);
                setAccount('');
              }}
              options={[{ value: '', label: t('substitutes.myself') }, ...options(all)]}
            />
          )}
        </Field>
      ) : null}
      <Field
        label={t('substitutes.by')}
        required
        fault={complain && lacks.account ? t('substitutes.missing.account') : undefined}
      >
        {(described) => (
          <Select
            {...described}
            showSearch={{ optionFilterProp: 'label' }}
            loading={colleagues.isPending}
            value={account || null}
            onChange={(value: string | null) => setAccount(value ?? '')}
            options={options(candidates)}
            notFoundContent={t('substitutes.nobody')}
          />
        )}
      </Field>
      <Field
        label={t('substitutes.span')}
        required
        fault={complain && lacks.span ? t('substitutes.missing.span') : undefined}
      >
        {(described) => (
          <DatePicker.RangePicker
            {...described}
            id={{ start: described.id, end: `${described.id}-end` }}
            style={{ width: '100%' }}
            disabledDate={(day) => day.valueOf() < Date.now() - DAY_MS}
            onChange={(_, days) => setSpan([days?.[0] ?? '', days?.[1] ?? ''])}
          />
        )}
      </Field>
    </Confirm>
  );
}
