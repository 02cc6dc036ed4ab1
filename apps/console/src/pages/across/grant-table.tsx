import { ErrorNotice, formatCount, formatInstant } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  ACROSS,
  endShareGrant,
  renewShareGrant,
  fetchShareCalls,
  fetchShareGrants,
  SHARES_PAGE,
  type ShareCall,
  type ShareGrant,
} from '../../api/nodes.ts';
import { usePaged } from '../../data/paged.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import type { TableProps } from './across-page.tsx';
import { Terms, useTermColumns } from './terms.tsx';

const TONES = {
  'in-force': 'green',
  'not-yet': 'blue',
  over: 'grey',
  revoked: 'red',
  returned: 'grey',
  renewed: 'grey',
  'no-trust': 'red',
} as const;

export function GrantTable({ open, change }: TableProps) {
  const t = useLevelsText();
  const terms = useTermColumns<ShareGrant>((id) => change({ open: id }));
  const paged = usePaged([ACROSS, 'grants'], SHARES_PAGE, fetchShareGrants);
  const columns: Column<ShareGrant>[] = [
    terms.title,
    {
      key: 'direction',
      title: t('across.direction'),
      text: ({ direction }) => t(`across.grantDirections.${direction}`),
    },
    terms.node,
    terms.organisation,
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`across.grantStates.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`across.grantStates.${state}`)}</Tag>,
    },
    { key: 'calls', title: t('across.calls'), text: ({ calls }) => formatCount(calls), number: true },
    {
      key: 'compared',
      title: t('across.compared'),
      text: (grant) => String(grant.differing),
      show: (grant) => <Compared grant={grant} />,
    },
    { key: 'until', title: t('across.until'), text: ({ until }) => until },
  ];
  return (
    <>
      <DataTable
        name="share-grants"
        label={t('across.tabs.grants')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('across.emptyGrants'), text: t('across.emptyGrantsText') }}
        onOpen={({ id }) => change({ open: id })}
        open={open}
      />
      <DetailDrawer detail={pagedDetail(paged, open, () => change({ open: '' }))} title={t('across.tabs.grants')} wide>
        {(grant) => <Facts key={grant.id} grant={grant} />}
      </DetailDrawer>
    </>
  );
}

/** Whether the receipts of both sides say the same. */
function Compared({ grant }: { grant: ShareGrant }) {
  const t = useLevelsText();
  const agree = grant.compared - grant.differing - grant.unheard;
  if (grant.compared === 0) return <small>{t('across.notCompared')}</small>;
  return (
    <span className="row">
      {agree > 0 ? <Tag tone="green">{t('across.agrees', { count: agree })}</Tag> : null}
      {grant.differing > 0 ? <Tag tone="red">{t('across.differing', { count: grant.differing })}</Tag> : null}
      {grant.unheard > 0 ? <Tag tone="amber">{t('across.unheard', { count: grant.unheard })}</Tag> : null}
    </span>
  );
}

function Facts({ grant }: { grant: ShareGrant }) {
  const t = useLevelsText();
  return (
    <div className="stack">
      <Terms
        of={grant}
        direction={t(`across.grantDirections.${grant.direction}`)}
        state={
          <>
            <Tag tone={TONES[grant.state]}>{t(`across.grantStates.${grant.state}`)}</Tag> {grant.reason ?? ''}
          </>
        }
      >
        <dt>{t('across.compared')}</dt>
        <dd>
          <Compared grant={grant} />
        </dd>
        {grant.direction === 'held' ? (
          <>
            <dt>{t('across.howTo')}</dt>
            <dd>
              <code>{`POST /api/open/nodes/grants/${grant.id}`}</code>
              <small className="below">{t('across.howToText')}</small>
            </dd>
          </>
        ) : null}
      </Terms>
      {grant.renewedBy ? (
        <Link to="/across" search={{ open: grant.renewedBy }}>
          {t('across.renewed')}
        </Link>
      ) : null}
      {grant.mayRenew ? <Renew grant={grant} /> : null}
      {grant.mayEnd ? <End grant={grant} /> : null}
      <Calls id={grant.id} />
    </div>
  );
}

/** Asked for before the end; the other side answers, and what it gives takes this one's place. */
function Renew({ grant }: { grant: ShareGrant }) {
  const t = useLevelsText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [until, setUntil] = useState('');
  const [basis, setBasis] = useState(grant.basis);
  const renew = useMutation({
    mutationFn: () => renewShareGrant(grant.id, { until, basis: basis.trim() }),
    onSuccess: async ({ id }) => {
      setOpen(false);
      await client.invalidateQueries({ queryKey: [ACROSS] });
      await navigate({ to: '/sharing/requests', search: { view: 'across', open: id } });
    },
  });
  return (
    <div>
      <Button onClick={() => setOpen(true)}>{t('across.renew')}</Button>
      {open ? (
        <Confirm
          open
          title={t('across.renewTitle')}
          act={t('across.renew')}
          busy={renew.isPending}
          error={renew.error}
          disabled={until <= grant.until || basis.trim().length < 2}
          onClose={() => setOpen(false)}
          onAct={() => renew.mutate()}
        >
          <p>{t('across.renewText')}</p>
          <Field label={t('across.renewUntil')} required>
            {(described) => (
              <Input
                {...described}
                type="date"
                min={grant.until}
                value={until}
                onChange={(event) => setUntil(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('across.basis')} required>
            {(described) => (
              <Input {...described} maxLength={300} value={basis} onChange={(event) => setBasis(event.target.value)} />
            )}
          </Field>
        </Confirm>
      ) : null}
    </div>
  );
}

function End({ grant }: { grant: ShareGrant }) {
  const t = useLevelsText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const end = useMutation({
    mutationFn: () => endShareGrant(grant.id, reason.trim()),
    onSuccess: () => client.invalidateQueries({ queryKey: [ACROSS] }),
  });
  if (!asking)
    return (
      <div>
        <Button danger onClick={() => setAsking(true)}>
          {t(`across.end.${grant.direction}`)}
        </Button>
      </div>
    );
  return (
    <form
      className="flow"
      onSubmit={(event) => {
        event.preventDefault();
        end.mutate();
      }}
    >
      <h3>{t('across.endTitle')}</h3>
      <p>{t('across.endText')}</p>
      <Field label={t('reason')} required>
        {(described) => (
          <Input {...described} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {end.error ? <ErrorNotice error={end.error} level={3} kept={t('kept')} /> : null}
      <div>
        <Button danger htmlType="submit" loading={end.isPending} disabled={reason.trim().length < 2}>
          {t(`across.end.${grant.direction}`)}
        </Button>
      </div>
    </form>
  );
}

const CALL_TONES = {
  begun: 'blue',
  answered: 'green',
  refused: 'red',
  unheard: 'amber',
  'never-arrived': 'grey',
} as const;

function Calls({ id }: { id: string }) {
  const t = useLevelsText();
  const paged = usePaged([ACROSS, 'calls', id], 20, (cursor) => fetchShareCalls(id, cursor));
  const sides = ({ agrees, comparedAt }: ShareCall): string =>
    agrees === undefined ? (comparedAt ? '–' : t('across.notCompared')) : t(agrees ? 'across.same' : 'across.differs');
  const columns: Column<ShareCall>[] = [
    { key: 'at', title: t('across.at'), text: ({ at }) => formatInstant(at, { seconds: true }), always: true },
    {
      key: 'outcome',
      title: t('state'),
      text: ({ outcome }) => t(`across.callStates.${outcome}`),
      show: ({ outcome }) => <Tag tone={CALL_TONES[outcome]}>{t(`across.callStates.${outcome}`)}</Tag>,
    },
    { key: 'purpose', title: t('across.purpose'), text: ({ purpose }) => purpose },
    { key: 'case', title: t('across.caseNo'), text: ({ caseNo }) => caseNo },
    {
      key: 'sides',
      title: t('across.sides'),
      text: sides,
      show: (call) => (
        <Tag tone={call.agrees === undefined ? 'grey' : call.agrees ? 'green' : 'red'}>{sides(call)}</Tag>
      ),
    },
    { key: 'trace', title: t('across.trace'), text: ({ trace }) => trace, startsHidden: true },
    { key: 'ms', title: 'ms', text: ({ ms }) => (ms === undefined ? '–' : formatCount(ms)), number: true },
  ];
  return (
    <DataTable
      name="share-calls"
      label={t('across.callsList')}
      columns={columns}
      rowKey={(call) => call.id}
      rows={paged.items}
      error={paged.error}
      onRetry={paged.again}
      paged={paged}
      empty={{ title: t('across.emptyCalls'), text: t('across.howToText') }}
    />
  );
}
