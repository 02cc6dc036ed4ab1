import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import {
  ACROSS,
  agreeToShare,
  fetchShares,
  refuseShare,
  SHARES_PAGE,
  withdrawShare,
  type Share,
} from '../../api/nodes.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import type { TableProps } from './across-page.tsx';

const TONES = { sending: 'grey', asked: 'amber', agreed: 'green', refused: 'red', withdrawn: 'grey' } as const;

export function ShareTable({ open, change }: TableProps) {
  const t = useLevelsText();
  const local = useLocal();
  const paged = usePaged([ACROSS, 'shares'], SHARES_PAGE, fetchShares);
  const columns: Column<Share>[] = [
    {
      key: 'title',
      title: t('across.resource'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => change({ open: id })}>{local(title)}</OpenButton>,
      always: true,
    },
    { key: 'direction', title: t('across.direction'), text: ({ direction }) => t(`across.directions.${direction}`) },
    { key: 'node', title: t('across.node'), text: ({ peerName }) => local(peerName) },
    { key: 'organisation', title: t('across.organisation'), text: ({ organisationName }) => local(organisationName) },
    { key: 'interface', title: t('across.interface'), text: ({ interfaceTitle }) => local(interfaceTitle) },
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`across.states.${state}`),
      show: ({ state, light }) => (
        <>
          <Tag tone={TONES[state]}>{t(`across.states.${state}`)}</Tag>{' '}
          {light ? <Tag tone={light}>{t(`across.lights.${light}`)}</Tag> : null}
        </>
      ),
    },
    { key: 'due', title: t('across.dueAt'), text: ({ dueAt }) => formatInstant(dueAt) },
  ];
  return (
    <>
      <DataTable
        name="shares"
        label={t('across.tabs.shares')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('across.emptyShares'), text: t('across.emptySharesText') }}
        onOpen={({ id }) => change({ open: id })}
        open={open}
      />
      <DetailDrawer
        detail={{
          id: open,
          shown: paged.items?.find(({ id }) => id === open),
          error: paged.error,
          onRetry: paged.again,
          onClose: () => change({ open: '' }),
        }}
        title={t('across.tabs.shares')}
      >
        {(share) => <Facts key={share.id} share={share} />}
      </DetailDrawer>
    </>
  );
}

function Facts({ share }: { share: Share }) {
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => withdrawShare(share.id),
    onSettled: () => client.invalidateQueries({ queryKey: [ACROSS] }),
  });
  const pending = share.state === 'asked' || share.state === 'sending';
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('state')}</dt>
        <dd>
          <Tag tone={TONES[share.state]}>{t(`across.states.${share.state}`)}</Tag>{' '}
          {share.light ? <Tag tone={share.light}>{t(`across.lights.${share.light}`)}</Tag> : null}
        </dd>
        <dt>{t('across.direction')}</dt>
        <dd>
          {t(`across.directions.${share.direction}`)} · {local(share.peerName)}
        </dd>
        <dt>{t('across.resource')}</dt>
        <dd>
          {local(share.title)} · {local(share.interfaceTitle)}
        </dd>
        <dt>{t('across.organisation')}</dt>
        <dd>
          {local(share.organisationName)} · {local(share.applicationTitle)}
        </dd>
        <dt>{t('across.fields')}</dt>
        <dd>{share.fields.join(' · ') || '–'}</dd>
        <dt>{t('across.purposes')}</dt>
        <dd>{share.purposes.map(({ title }) => local(title)).join(' · ')}</dd>
        <dt>{t('across.basis')}</dt>
        <dd>{share.basis}</dd>
        <dt>{t('across.period')}</dt>
        <dd>
          {share.from} – {share.until}
        </dd>
        <dt>{t('across.callsPerDay')}</dt>
        <dd>{share.callsPerDay}</dd>
        <dt>{t('across.dueAt')}</dt>
        <dd>{formatInstant(share.dueAt)}</dd>
        {share.reason ? (
          <>
            <dt>{t('reason')}</dt>
            <dd>{share.reason}</dd>
          </>
        ) : null}
        {share.law ? (
          <>
            <dt>{t('across.law')}</dt>
            <dd>{share.law}</dd>
          </>
        ) : null}
      </dl>
      {share.answerable ? <Answer share={share} /> : null}
      {share.direction === 'out' && pending && may('sharing.apply') ? (
        <div>
          <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('across.withdraw')}
          </Button>
        </div>
      ) : null}
      {withdraw.error ? <ErrorNotice error={withdraw.error} level={3} /> : null}
    </div>
  );
}

function Answer({ share }: { share: Share }) {
  const t = useLevelsText();
  const client = useQueryClient();
  const [fields, setFields] = useState<string[]>(share.fields);
  const [until, setUntil] = useState(share.until);
  const [callsPerDay, setCalls] = useState(share.callsPerDay);
  const [reason, setReason] = useState('');
  const [law, setLaw] = useState('');
  const again = () => client.invalidateQueries({ queryKey: [ACROSS] });
  const agree = useMutation({
    mutationFn: () => agreeToShare(share.id, { fields, until, callsPerDay }),
    onSuccess: again,
  });
  const refuse = useMutation({
    mutationFn: () => refuseShare(share.id, { reason: reason.trim(), law: law.trim() }),
    onSuccess: again,
  });
  return (
    <>
      <form
        className="flow"
        onSubmit={(event) => {
          event.preventDefault();
          agree.mutate();
        }}
      >
        <h3>{t('across.agreeTitle')}</h3>
        <fieldset className="plain">
          <legend>{t('across.fields')}</legend>
          <Checkbox.Group options={share.fields} value={fields} onChange={(chosen) => setFields(chosen)} />
        </fieldset>
        <div className="two">
          <Field label={t('across.until')} required>
            {(described) => (
              <Input
                {...described}
                type="date"
                value={until}
                max={share.until}
                onChange={(event) => setUntil(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('across.callsPerDay')} required>
            {(described) => (
              <InputNumber
                {...described}
                min={1}
                max={share.callsPerDay}
                value={callsPerDay}
                onChange={(value) => setCalls(value ?? 1)}
              />
            )}
          </Field>
        </div>
        {agree.error ? <ErrorNotice error={agree.error} level={3} kept={t('kept')} /> : null}
        <div>
          <Button type="primary" htmlType="submit" loading={agree.isPending}>
            {t('across.agree')}
          </Button>
        </div>
      </form>
      <form
        className="flow"
        onSubmit={(event) => {
          event.preventDefault();
          refuse.mutate();
        }}
      >
        <h3>{t('across.refuseTitle')}</h3>
        <Field label={t('reason')} required>
          {(described) => (
            <Input {...described} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <Field label={t('across.law')} hint={t('across.lawHint')} required>
          {(described) => (
            <Input {...described} value={law} maxLength={300} onChange={(event) => setLaw(event.target.value)} />
          )}
        </Field>
        {refuse.error ? <ErrorNotice error={refuse.error} level={3} kept={t('kept')} /> : null}
        <div>
          <Button
            danger
            htmlType="submit"
            loading={refuse.isPending}
            disabled={reason.trim().length < 2 || law.trim().length < 2}
          >
            {t('across.refuse')}
          </Button>
        </div>
      </form>
    </>
  );
}
