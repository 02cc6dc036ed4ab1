import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { DatePicker, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import type { WorkCase } from '../../../api/work.ts';
import { PROCEDURES, type Given } from '../../../api/work-acts.ts';
import { colleaguesQuery } from '../../../api/work-substitutes.ts';
import { organisationsQuery } from '../../../data/queries.ts';
import { Written } from '../../../form/written.tsx';
import { Field, type Described } from '../../../rail/field.tsx';
import { NotLoaded } from '../../../rail/not-loaded.tsx';
import { useText } from '../../../texts/index.ts';
import { papersToFollow, placesFor, TOLD, type Need, type Offer } from './act-list.ts';

/** What the fields read of the case that is acted on. */
export type ActedOn = Pick<WorkCase, 'caseNo' | 'organisation' | 'returnTo' | 'materials' | 'mayExtend'>;
export type FieldProps = {
  file: ActedOn;
  offer: Offer;
  given: Given;
  set: (part: Partial<Given>) => void;
  /** What is wrong with what was given, once it was to be sent. */
  fault: string | undefined;
};

const SEARCH = { showSearch: { optionFilterProp: 'label' } } as const;

/** The field of each thing that an act may need. */
export const FIELDS: Record<Need, (props: FieldProps) => ReactNode> = {
  to: ToOffice,
  offices: Offices,
  authority: Authority,
  node: Place,
  kind: Kind,
  expected: Expected,
  papers: Papers,
  until: PapersUntil,
  days: Days,
  reason: Reason,
  advice: Advice,
};

/** The city's organisations to choose from, and what stands there where they did not come. */
function useOffices() {
  const local = useLocal();
  const query = useQuery(organisationsQuery);
  return {
    loading: query.isPending,
    options: (query.data?.items ?? []).map(({ id, name }) => ({ value: id, label: local(name) })),
    lost: <NotLoaded query={query} />,
  };
}

function ToOffice({ given, set, fault }: FieldProps) {
  const t = useText();
  const { loading, options, lost } = useOffices();
  const colleagues = useQuery(colleaguesQuery);
  const there = (colleagues.data?.items ?? []).filter(({ organisation }) => organisation === given.organisation);
  return (
    <>
      {lost}
      <NotLoaded query={colleagues} />
      <Field label={t('acts.toOffice')} required fault={fault}>
        {(described) => (
          <Select
            {...described}
            {...SEARCH}
            loading={loading}
            value={given.organisation || null}
            onChange={(organisation: string | null) => set({ organisation: organisation ?? '', account: '' })}
            options={options}
          />
        )}
      </Field>
      {there.length > 0 ? (
        <Field label={t('acts.toColleague')}>
          {(described) => (
            <Select
              {...described}
              {...SEARCH}
              value={given.account}
              onChange={(account: string) => set({ account })}
              options={[
                { value: '', label: t('acts.anyone') },
                ...there.map(({ account, name }) => ({ value: account, label: name })),
              ]}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

/** One of the city's, or else the name of another. */
function Authority({ file, given, set, fault }: FieldProps) {
  const t = useText();
  const { loading, options, lost } = useOffices();
  return (
    <>
      {lost}
      <Field label={t('acts.authority')} hint={t('acts.authorityHint')} fault={fault}>
        {(described) => (
          <Select
            {...described}
            {...SEARCH}
            allowClear
            loading={loading}
            value={given.organisation || null}
            onChange={(organisation: string | null) => set({ organisation: organisation ?? '', outside: '' })}
            options={options.filter(({ value }) => value !== file.organisation)}
          />
        )}
      </Field>
      {given.organisation === '' ? (
        <Field label={t('acts.outside')}>
          {(described) => (
            <Input
              {...described}
              maxLength={100}
              value={given.outside}
              onChange={({ target }) => set({ outside: target.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

function Offices({ given, set, fault }: FieldProps) {
  const t = useText();
  const { loading, options, lost } = useOffices();
  return (
    <>
      {lost}
      <Field label={t('acts.toOffices')} required fault={fault}>
        {(described) => (
          <Select
            {...described}
            {...SEARCH}
            mode="multiple"
            loading={loading}
            value={[...given.organisations]}
            onChange={(organisations: string[]) => set({ organisations })}
            options={options}
          />
        )}
      </Field>
    </>
  );
}

function Place({ file, offer, given, set, fault }: FieldProps) {
  const t = useText();
  const local = useLocal();
  return (
    <Field label={t('acts.node')} required fault={fault}>
      {(described) => (
        <Select
          {...described}
          value={given.node || null}
          onChange={(node: string | null) => set({ node: node ?? '' })}
          options={placesFor(file, offer.task).map(({ node, title }) => ({ value: node, label: local(title) }))}
        />
      )}
    </Field>
  );
}

function Kind({ given, set, fault }: FieldProps) {
  const t = useText();
  return (
    <Field label={t('acts.kind')} hint={t('acts.kindHint')} required fault={fault}>
      {(described) => (
        <Select
          {...described}
          value={given.kind || null}
          onChange={(kind: Given['kind'] | null) => set({ kind: kind ?? '' })}
          options={PROCEDURES.map((value) => ({ value, label: t(`acts.kinds.${value}`) }))}
        />
      )}
    </Field>
  );
}

function Expected({ set, fault }: FieldProps) {
  const t = useText();
  return (
    <Field label={t('acts.expected')} required fault={fault}>
      {(described) => <LaterDay described={described} set={set} />}
    </Field>
  );
}

function PapersUntil({ set }: FieldProps) {
  const t = useText();
  return (
    <Field label={t('acts.papersUntil')} hint={t('acts.papersUntilHint')}>
      {(described) => <LaterDay described={described} set={set} />}
    </Field>
  );
}

function LaterDay({ described, set }: { described: Described; set: FieldProps['set'] }) {
  return (
    <DatePicker
      {...described}
      style={{ width: '100%' }}
      onChange={(_, day) => set({ expectedUntil: typeof day === 'string' ? day : '' })}
      disabledDate={(day) => day.valueOf() <= Date.now()}
    />
  );
}

function Papers({ file, given, set, fault }: FieldProps) {
  const t = useText();
  const local = useLocal();
  return (
    <Field label={t('acts.papers')} required fault={fault}>
      {(described) => (
        <Select
          {...described}
          mode="multiple"
          value={[...given.papers]}
          onChange={(papers: string[]) => set({ papers })}
          options={papersToFollow(file).map(({ id, title }) => ({ value: id, label: local(title) }))}
        />
      )}
    </Field>
  );
}

function Days({ file, given, set, fault }: FieldProps) {
  const t = useText();
  const most = file.mayExtend?.most ?? 1;
  return (
    <Field label={t('acts.days')} hint={t('acts.daysHint', { most })} required fault={fault}>
      {(described) => (
        <InputNumber
          {...described}
          min={1}
          max={most}
          precision={0}
          value={given.days}
          onChange={(days) => set({ days })}
        />
      )}
    </Field>
  );
}

function Reason({ offer, given, set, fault }: FieldProps) {
  const t = useText();
  return (
    <Written
      label={t('acts.reason')}
      hint={t(TOLD.includes(offer.act) ? 'acts.reasonTold' : 'acts.reasonInside')}
      max={1000}
      value={given.reason}
      onChange={(reason) => set({ reason })}
      fault={fault}
    />
  );
}

function Advice({ given, set, fault }: FieldProps) {
  const t = useText();
  return (
    <Written
      label={t('acts.advice')}
      hint={t('acts.adviceHint')}
      max={1000}
      value={given.advice}
      onChange={(advice) => set({ advice })}
      fault={fault}
    />
  );
}
