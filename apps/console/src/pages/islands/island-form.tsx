import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { ISLAND_FIELDS, type Island, type IslandGiven, type ReturnFlow } from '../../api/islands.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Both, filled, NO_TEXT } from '../../rail/both.tsx';
import { useText } from '../../texts/index.ts';

type Props = {
  island: Island | undefined;
  busy: boolean;
  onSave: (given: IslandGiven) => void;
  onCancel?: () => void;
};
/** What is registered of a system. */
export function IslandForm({ island, busy, onSave, onCancel }: Props) {
  const t = useText();
  const local = useLocal();
  const officeList = useQuery(organisationsQuery);
  const offices = officeList.data?.items ?? [];
  const [system, setSystem] = useState(island?.system ?? NO_TEXT);
  const [organisation, setOrganisation] = useState(island?.organisation ?? '');
  const [field, setField] = useState<IslandGiven['field']>(island?.field ?? 'service');
  const [plannedFor, setPlannedFor] = useState(island?.plannedFor ?? '');
  const [vertical, setVertical] = useState(island?.vertical ?? false);
  const [takes, setTakes] = useState(island?.takes ?? NO_TEXT);
  const [returns, setReturns] = useState<readonly ReturnFlow[]>(island?.returns ?? []);
  const [note, setNote] = useState(island?.note ?? '');
  const [checked, setChecked] = useState(false);
  const name = filled(system);
  const flowsReady = returns.every(({ what, askedAt }) => filled(what) && askedAt);
  const required = (there: boolean) => (checked && !there ? t('form.required') : undefined);
  const setFlow = (index: number, flow: ReturnFlow | undefined) =>
    setReturns(returns.flatMap((one, place) => (place === index ? (flow ? [flow] : []) : [one])));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!name || !organisation || !flowsReady) return;
        const taken = filled(takes);
        onSave({
          system: name,
          organisation,
          field,
          vertical,
          plannedFor: plannedFor || null,
          takes: taken && vertical ? taken : null,
          returns: vertical ? returns.map(tidy) : [],
          note: note.trim() || null,
        });
      }}
    >
      <Both label={t('islands.system')} value={system} onChange={setSystem} fault={required(Boolean(name))} required />
      <NotLoaded query={officeList} />
      <Field label={t('islands.organisation')} required fault={required(organisation !== '')}>
        {(described) => (
          <SelectBox
            {...described}
            label={t('islands.organisation')}
            value={organisation}
            width="100%"
            search
            onChange={setOrganisation}
            options={offices.map((office) => ({ value: office.id, label: local(office.name) }))}
          />
        )}
      </Field>
      <div className="two">
        <Field label={t('islands.field')}>
          {(described) => (
            <SelectBox
              {...described}
              label={t('islands.field')}
              value={field}
              width="100%"
              onChange={(value) => setField(value as IslandGiven['field'])}
              options={ISLAND_FIELDS.map((value) => ({ value, label: t(`islands.fields.${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('islands.plannedTitle')}>
          {(described) => (
            <input
              {...described}
              type="date"
              className="day"
              value={plannedFor}
              onChange={(event) => setPlannedFor(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label={t('islands.note')}>
        {(described) => (
          <Input.TextArea
            {...described}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <Checkbox checked={vertical} onChange={(event) => setVertical(event.target.checked)}>
        {t('islands.isVertical')}
      </Checkbox>
      {vertical ? (
        <>
          <Both label={t('islands.takesLabel')} value={takes} onChange={setTakes} />
          <h3>{t('islands.returnsTitle')}</h3>
          {returns.map((flow, index) => (
            // Rows have nothing of their own to be told apart by while they are written.
            // oxlint-disable-next-line react/no-array-index-key
            <fieldset key={index} className="flow">
              <legend>{t('islands.flow', { count: index + 1 })}</legend>
              <Both
                label={t('islands.what')}
                value={flow.what}
                onChange={(what) => setFlow(index, { ...flow, what })}
                fault={required(Boolean(filled(flow.what)))}
                required
              />
              <div className="two">
                <Field label={t('islands.askedAt')} required fault={required(flow.askedAt !== '')}>
                  {(described) => (
                    <input
                      {...described}
                      type="date"
                      className="day"
                      value={flow.askedAt}
                      onChange={(event) => setFlow(index, { ...flow, askedAt: event.target.value })}
                    />
                  )}
                </Field>
                <Field label={t('islands.cameAt')}>
                  {(described) => (
                    <input
                      {...described}
                      type="date"
                      className="day"
                      value={flow.cameAt ?? ''}
                      onChange={(event) => setFlow(index, { ...flow, cameAt: event.target.value })}
                    />
                  )}
                </Field>
              </div>
              <Both
                label={t('islands.missing')}
                value={flow.missing ?? NO_TEXT}
                onChange={(missing) => setFlow(index, { ...flow, missing })}
              />
              <div>
                <Button size="small" onClick={() => setFlow(index, undefined)}>
                  {t('islands.removeFlow')}
                </Button>
              </div>
            </fieldset>
          ))}
          <div>
            <Button onClick={() => setReturns([...returns, { what: NO_TEXT, askedAt: '' }])}>
              {t('islands.addFlow')}
            </Button>
          </div>
        </>
      ) : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('form.save')}
        </Button>
        {onCancel ? <Button onClick={onCancel}>{t('form.cancel')}</Button> : null}
      </div>
    </form>
  );
}

function tidy(flow: ReturnFlow): ReturnFlow {
  const missing = flow.missing ? filled(flow.missing) : undefined;
  return {
    what: filled(flow.what) ?? flow.what,
    askedAt: flow.askedAt,
    ...(flow.cameAt ? { cameAt: flow.cameAt } : {}),
    ...(missing ? { missing } : {}),
  };
}
