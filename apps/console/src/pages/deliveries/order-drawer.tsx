import { EmptyState, ErrorNotice, formatCount, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { DELIVERIES, grantsQuery, orderPackage, type UsableGrant } from '../../api/deliveries.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { faultsIn } from '../connections/schema-values.ts';
import { complete, FilterRows, type Drafted } from './filter-rows.tsx';

const MOST_ROWS = 1_000_000;
type Props = { onClose: () => void; onOrdered: (id: string) => void };

/** Orders a file under a grant: which fields, under which conditions, how many rows, what for. */
export function OrderDrawer({ onClose, onOrdered }: Props) {
  const t = useText();
  const query = useQuery(grantsQuery);
  const grants = query.data?.items.filter(({ delivery }) => delivery === 'file');
  return (
    <DetailDrawer
      detail={{ id: 'order', shown: grants, error: query.error, onRetry: () => void query.refetch(), onClose }}
      title={t('deliveries.order')}
    >
      {(usable) =>
        usable.length === 0 ? (
          <EmptyState title={t('deliveries.form.noGrants')} text={t('deliveries.form.noGrantsText')} />
        ) : (
          <OrderForm grants={usable} onOrdered={onOrdered} />
        )
      }
    </DetailDrawer>
  );
}

function OrderForm({ grants, onOrdered }: { grants: readonly UsableGrant[]; onOrdered: (id: string) => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [grantId, setGrantId] = useState(grants[0]?.id ?? '');
  const grant = grants.find(({ id }) => id === grantId) ?? (grants[0] as UsableGrant);
  const [chosen, setChosen] = useState<readonly string[]>(grant.fields.map(({ name }) => name));
  const [drafts, setDrafts] = useState<readonly Drafted[]>([]);
  const [limit, setLimit] = useState<number | null>(Math.min(grant.rowsPerDay ?? 10_000, 10_000));
  const [format, setFormat] = useState<'csv' | 'xlsx'>('xlsx');
  const [purpose, setPurpose] = useState(grant.purposes[0]?.id ?? '');
  const [caseNo, setCaseNo] = useState('');
  const filters = complete(drafts);
  const send = useMutation({
    mutationFn: () =>
      orderPackage({
        grant: grant.id,
        fields: grant.fields.map(({ name }) => name).filter((name) => chosen.includes(name)),
        filters: filters.map(({ field, operator, values }) => ({ field, operator, values })),
        limit: limit ?? 1,
        format,
        purpose,
        ...(caseNo.trim() ? { caseNo: caseNo.trim() } : {}),
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [DELIVERIES] });
      onOrdered(id);
    },
  });
  const faults = faultsIn(send.error);
  const take = (id: string) => {
    const next = grants.find((one) => one.id === id);
    if (!next) return;
    setGrantId(id);
    setChosen(next.fields.map(({ name }) => name));
    setDrafts([]);
    setPurpose(next.purposes[0]?.id ?? '');
    setLimit(Math.min(next.rowsPerDay ?? 10_000, 10_000));
  };
  const terms = [
    ...(grant.until ? [t('deliveries.form.until', { date: grant.until })] : []),
    ...(grant.rowsPerDay ? [t('deliveries.form.perDay', { rows: formatCount(grant.rowsPerDay) })] : []),
    local(grant.legalBasis),
  ];
  return (
    <form
      className="stack fits"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Field label={t('deliveries.form.grant')} hint={terms.join(' · ')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('deliveries.form.grant')}
            value={grant.id}
            width="100%"
            search
            onChange={take}
            options={grants.map((one) => ({
              value: one.id,
              label: t('deliveries.form.grantOption', {
                title: local(one.title),
                provider: local(one.providerName),
                application: local(one.applicationTitle),
              }),
            }))}
          />
        )}
      </Field>
      <fieldset className="plain-fieldset">
        <legend>{t('deliveries.form.fields')}</legend>
        <Checkbox
          checked={chosen.length === grant.fields.length}
          indeterminate={chosen.length > 0 && chosen.length < grant.fields.length}
          onChange={({ target }) => setChosen(target.checked ? grant.fields.map(({ name }) => name) : [])}
        >
          {t('deliveries.form.all')}
        </Checkbox>
        <div className="field-grid">
          {grant.fields.map((field) => (
            <Checkbox
              key={field.name}
              checked={chosen.includes(field.name)}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, field.name] : chosen.filter((name) => name !== field.name))
              }
            >
              {local(field.title)}{' '}
              {field.mask === 'none' ? null : <Tag tone="amber">{t('deliveries.form.masked')}</Tag>}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <fieldset className="plain-fieldset">
        <legend>{t('deliveries.form.filters')}</legend>
        <FilterRows
          fields={grant.fields.map((field) => ({ ...field, label: local(field.title) }))}
          drafts={drafts}
          faultAt={(index) => {
            const place = filters.findIndex(({ id }) => id === drafts[index]?.id);
            return [...faults].find(([pointer]) => place >= 0 && pointer.startsWith(`/filters/${place}/`))?.[1];
          }}
          onChange={setDrafts}
        />
      </fieldset>
      <div className="two">
        <Field label={t('deliveries.form.limit')} required fault={faults.get('/limit')}>
          {(described) => (
            <InputNumber
              {...described}
              style={{ width: '100%' }}
              min={1}
              max={MOST_ROWS}
              precision={0}
              value={limit}
              onChange={setLimit}
            />
          )}
        </Field>
        <Field label={t('deliveries.form.caseNo')}>
          {(described) => (
            <Input {...described} value={caseNo} maxLength={64} onChange={(event) => setCaseNo(event.target.value)} />
          )}
        </Field>
      </div>
      <Field label={t('deliveries.form.purpose')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('deliveries.form.purpose')}
            value={purpose}
            width="100%"
            onChange={setPurpose}
            options={grant.purposes.map((one) => ({ value: one.id, label: local(one.title) }))}
          />
        )}
      </Field>
      <Radio.Group
        aria-label={t('deliveries.form.format')}
        value={format}
        onChange={(event) => setFormat(event.target.value as 'csv' | 'xlsx')}
        options={[
          { value: 'xlsx', label: t('deliveries.form.formats.xlsx') },
          { value: 'csv', label: t('deliveries.form.formats.csv') },
        ]}
      />
      <small>{t('deliveries.form.note')}</small>
      {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
      <div>
        <Button
          type="primary"
          htmlType="submit"
          loading={send.isPending}
          disabled={chosen.length === 0 || !limit || !purpose}
        >
          {t('deliveries.form.submit')}
        </Button>
      </div>
    </form>
  );
}
