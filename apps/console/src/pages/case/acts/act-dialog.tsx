import { useLocal } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { DatePicker, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { WorkCase } from '../../../api/work.ts';
import { actOnCase, actOnTask, PROCEDURES, type Given } from '../../../api/work-acts.ts';
import { colleaguesQuery } from '../../../api/work-substitutes.ts';
import { organisationsQuery } from '../../../data/queries.ts';
import { Written } from '../../../form/written.tsx';
import { Confirm } from '../../../rail/confirm.tsx';
import { Field } from '../../../rail/field.tsx';
import { NotLoaded } from '../../../rail/not-loaded.tsx';
import { useText } from '../../../texts/index.ts';
import { NEEDS, papersToFollow, placesFor, TOLD, type Offer } from './act-list.ts';

const EMPTY: Given = {
  reason: '',
  organisation: '',
  organisations: [],
  account: '',
  node: '',
  kind: '',
  days: null,
  expectedUntil: '',
  papers: [],
  outside: '',
  advice: '',
};
const LONGEST_EXTENSION = 10;

type Props = { file: WorkCase; offer: Offer; onClose: () => void; onDone: (offer: Offer) => void };

/** One act: what it does, what it needs, and what went wrong. */
export function ActDialog({ file, offer, onClose, onDone }: Props) {
  const t = useText();
  const local = useLocal();
  const { act, task } = offer;
  const [given, setGiven] = useState<Given>(EMPTY);
  const [complain, setComplain] = useState(false);
  const set = (part: Partial<Given>) => setGiven({ ...given, ...part });
  const needs = NEEDS[act];
  const organisations = useQuery({
    ...organisationsQuery,
    enabled: ['to', 'offices', 'authority'].some((need) => needs.includes(need as (typeof needs)[number])),
  });
  const colleagues = useQuery({ ...colleaguesQuery, enabled: needs.includes('to') });
  const there = (colleagues.data?.items ?? []).filter(({ organisation }) => organisation === given.organisation);
  const offices = (organisations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: local(name) }));
  const lacks = {
    reason: needs.includes('reason') && given.reason.trim() === '',
    to: needs.includes('to') && given.organisation === '',
    offices: needs.includes('offices') && given.organisations.length === 0,
    node: needs.includes('node') && given.node === '',
    kind: needs.includes('kind') && given.kind === '',
    papers: needs.includes('papers') && given.papers.length === 0,
    authority: needs.includes('authority') && given.organisation === '' && given.outside.trim() === '',
    advice: needs.includes('authority') && given.advice.trim() === '',
    days: needs.includes('days') && given.days === null,
    expected: needs.includes('expected') && given.expectedUntil === '',
  };
  const fault = (part: keyof typeof lacks, words: Parameters<typeof t>[0]) =>
    complain && lacks[part] ? t(words) : undefined;
  const send = useMutation({
    mutationFn: async () => {
      const written = { ...given, reason: given.reason.trim() };
      if (offer.task) await actOnTask(offer.task.id, offer.act, written);
      else await actOnCase(file.id, file.revision, offer.act, written);
    },
    onSuccess: () => onDone(offer),
  });
  const ok = () => (Object.values(lacks).some(Boolean) ? setComplain(true) : send.mutate());
  const search = { showSearch: { optionFilterProp: 'label' } } as const;
  return (
    <Confirm
      open
      title={t(`acts.does.${act}`)}
      act={t(`acts.does.${act}`)}
      busy={send.isPending}
      error={send.error}
      kept={t('decision.kept')}
      onAct={ok}
      onClose={onClose}
    >
      <div>
        <p>
          <b>{file.caseNo}</b>
          {task ? ` · ${local(task.organisationName)} · ${local(task.task)}` : null}
        </p>
        <p className="quiet">{t(`acts.explain.${act}`)}</p>
      </div>
      <NotLoaded query={organisations} />
      <NotLoaded query={colleagues} />
      {needs.includes('to') ? (
        <Field label={t('acts.toOffice')} required fault={fault('to', 'acts.missing.to')}>
          {(described) => (
            <Select
              {...described}
              {...search}
              loading={organisations.isPending}
              value={given.organisation || null}
              onChange={(organisation: string | null) => set({ organisation: organisation ?? '', account: '' })}
              options={offices}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('authority') ? (
        <>
          <Field
            label={t('acts.authority')}
            hint={t('acts.authorityHint')}
            fault={fault('authority', 'acts.missing.to')}
          >
            {(described) => (
              <Select
                {...described}
                {...search}
                allowClear
                loading={organisations.isPending}
                value={given.organisation || null}
                onChange={(organisation: string | null) => set({ organisation: organisation ?? '', outside: '' })}
                options={offices.filter(({ value }) => value !== file.organisation)}
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
      ) : null}
      {there.length > 0 && needs.includes('to') ? (
        <Field label={t('acts.toColleague')}>
          {(described) => (
            <Select
              {...described}
              {...search}
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
      {needs.includes('offices') ? (
        <Field label={t('acts.toOffices')} required fault={fault('offices', 'acts.missing.to')}>
          {(described) => (
            <Select
              {...described}
              {...search}
              mode="multiple"
              loading={organisations.isPending}
              value={[...given.organisations]}
              onChange={(all: string[]) => set({ organisations: all })}
              options={offices}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('node') ? (
        <Field label={t('acts.node')} required fault={fault('node', 'acts.missing.node')}>
          {(described) => (
            <Select
              {...described}
              value={given.node || null}
              onChange={(node: string | null) => set({ node: node ?? '' })}
              options={placesFor(file, task).map(({ node, title }) => ({ value: node, label: title }))}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('kind') ? (
        <Field label={t('acts.kind')} hint={t('acts.kindHint')} required fault={fault('kind', 'acts.missing.kind')}>
          {(described) => (
            <Select
              {...described}
              value={given.kind || null}
              onChange={(kind: Given['kind'] | null) => set({ kind: kind ?? '' })}
              options={PROCEDURES.map((value) => ({ value, label: t(`acts.kinds.${value}`) }))}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('expected') ? (
        <Field label={t('acts.expected')} required fault={fault('expected', 'acts.missing.date')}>
          {(described) => (
            <DatePicker
              {...described}
              style={{ width: '100%' }}
              onChange={(_, day) => set({ expectedUntil: typeof day === 'string' ? day : '' })}
              disabledDate={(day) => day.valueOf() <= Date.now()}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('papers') ? (
        <Field label={t('acts.papers')} required fault={fault('papers', 'acts.missing.papers')}>
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
      ) : null}
      {needs.includes('until') ? (
        <Field label={t('acts.papersUntil')} hint={t('acts.papersUntilHint')}>
          {(described) => (
            <DatePicker
              {...described}
              style={{ width: '100%' }}
              onChange={(_, day) => set({ expectedUntil: typeof day === 'string' ? day : '' })}
              disabledDate={(day) => day.valueOf() <= Date.now()}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('days') ? (
        <Field label={t('acts.days')} hint={t('acts.daysHint')} required fault={fault('days', 'acts.missing.days')}>
          {(described) => (
            <InputNumber
              {...described}
              min={1}
              max={LONGEST_EXTENSION}
              precision={0}
              value={given.days}
              onChange={(days) => set({ days })}
            />
          )}
        </Field>
      ) : null}
      {needs.includes('reason') ? (
        <Written
          label={t('acts.reason')}
          hint={t(TOLD.includes(act) ? 'acts.reasonTold' : 'acts.reasonInside')}
          max={1000}
          value={given.reason}
          onChange={(reason) => set({ reason })}
          fault={fault('reason', 'acts.missing.reason')}
        />
      ) : null}
      {needs.includes('authority') ? (
        <Written
          label={t('acts.advice')}
          hint={t('acts.adviceHint')}
          max={1000}
          value={given.advice}
          onChange={(advice) => set({ advice })}
          fault={fault('advice', 'acts.missing.advice')}
        />
      ) : null}
    </Confirm>
  );
}
