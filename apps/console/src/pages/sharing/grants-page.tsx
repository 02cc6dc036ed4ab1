import { formatInstant, useLocal, When } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { fetchGrants, orderGrant, SHARING, SHARING_PAGE, type Grant } from '../../api/sharing.ts';
import { usePaged } from '../../data/paged.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/form.css';
import { useSharingLive } from './sharing-words.tsx';

const route = getRouteApi('/sharing/grants');
const VIEWS = ['all', 'taken', 'given'] as const;
const STATES = ['active', 'suspended', 'ended', 'revoked'] as const;
const TONES: Record<Grant['state'], Tone> = {
  active: 'green',
  suspended: 'amber',
  ended: 'grey',
  revoked: 'red',
  'not-yet': 'blue',
};
/** Fields named in a row; the detail has all. */
const SHOWN = 3;
type Search = { view?: string; state?: string; q?: string; open?: string };

/** 授权: who may use which data for what until when, and the orders that end it at once. */
export function GrantsPage() {
  const t = useSharingText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useSharingLive();
  const view = VIEWS.find((one) => one === search.view) ?? 'all';
  const { open: opened, ...filter } = search;
  const list = usePaged([SHARING, 'grants', JSON.stringify(filter)], SHARING_PAGE, (cursor) =>
    fetchGrants({ ...filter, view }, cursor),
  );
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const detail = pagedDetail(list, opened, () => change({ open: '' }));
  return (
    <Page title={t('grants.title')} lead={t('grants.lead')}>
      <div>
        <Segmented
          aria-label={t('grants.viewLabel')}
          value={view}
          onChange={(value) => change({ view: value === 'all' ? '' : String(value), open: '' })}
          options={VIEWS.map((value) => ({ value, label: t(`grants.views.${value}`) }))}
        />
      </div>
      <DataTable
        name="sharing-grants"
        label={t('grants.title')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('grants.empty'), text: t('grants.emptyText') }}
        narrowed={Boolean(search.state || search.q)}
        onClear={() => change({ state: '', q: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={opened}
        paged={list}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('grants.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('grants.state')}
              value={search.state ?? ''}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('all', { label: t('grants.state') }) },
                ...STATES.map((value) => ({ value, label: t(`grants.states.${value}`) })),
              ]}
            />
          </>
        }
      />
      <DetailDrawer detail={detail} title={detail.shown ? titleOf(detail.shown, local) : t('grants.title')}>
        {(grant) => <GrantDetail grant={grant} />}
      </DetailDrawer>
    </Page>
  );
}

const titleOf = (grant: Grant, local: ReturnType<typeof useLocal>): string =>
  `${local(grant.application.title)} · ${local(grant.what)}`;

function useColumns(open: (id: string) => void): Column<Grant>[] {
  const t = useSharingText();
  const local = useLocal();
  return [
    {
      key: 'application',
      title: t('grants.application'),
      text: ({ application }) => local(application.title),
      show: ({ id, application }) => <OpenButton onOpen={() => open(id)}>{local(application.title)}</OpenButton>,
      always: true,
    },
    { key: 'organisation', title: t('grants.organisation'), text: ({ organisation }) => local(organisation.title) },
    {
      key: 'what',
      title: t('grants.what'),
      text: ({ what }) => local(what),
    },
    {
      key: 'provider',
      title: t('grants.provider'),
      text: ({ provider }) => (provider ? local(provider.title) : '–'),
    },
    {
      key: 'fields',
      title: t('grants.fields'),
      text: ({ fields }) => fields.map(({ title }) => local(title)).join(t('comma')) || t('grants.verifyOnly'),
      show: ({ fields }) =>
        fields.length === 0 ? (
          <span className="quiet">{t('grants.verifyOnly')}</span>
        ) : (
          <span title={fields.map(({ title }) => local(title)).join(t('comma'))}>
            {fields
              .slice(0, SHOWN)
              .map(({ title }) => local(title))
              .join(t('comma'))}
            {fields.length > SHOWN ? ` ${t('grants.more', { count: fields.length })}` : ''}
          </span>
        ),
    },
    {
      key: 'purposes',
      title: t('grants.purposes'),
      text: ({ purposes }) => purposes.map(({ title }) => local(title)).join(t('comma')),
    },
    { key: 'until', title: t('grants.until'), text: ({ until }) => until ?? t('grants.forever') },
    {
      key: 'state',
      title: t('grants.state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: ({ state, stateTitle }) => <Tag tone={TONES[state]}>{local(stateTitle)}</Tag>,
    },
    {
      key: 'delivery',
      title: t('grants.delivery'),
      text: ({ delivery }) => t(`deliveries.${delivery}`),
      startsHidden: true,
    },
    {
      key: 'givenAt',
      title: t('grants.givenAt'),
      text: ({ givenAt }) => (givenAt ? formatInstant(givenAt) : t('grants.standing')),
      show: ({ givenAt }) => (givenAt ? <When at={givenAt} /> : <span className="quiet">{t('grants.standing')}</span>),
    },
  ];
}

const ORDERS = ['suspend', 'resume', 'revoke'] as const;
type Order = (typeof ORDERS)[number];

function GrantDetail({ grant }: { grant: Grant }) {
  const t = useSharingText();
  const local = useLocal();
  const [order, setOrder] = useState<Order>();
  const limits = [
    grant.callsPerDay === undefined ? '' : t('one.perDayCalls', { count: grant.callsPerDay }),
    grant.rowsPerDay === undefined ? '' : t('one.perDayRows', { count: grant.rowsPerDay }),
  ].filter(Boolean);
  const facts: [string, string | undefined][] = [
    [t('grants.organisation'), local(grant.organisation.title)],
    [t('grants.provider'), grant.provider && local(grant.provider.title)],
    [t('grants.delivery'), t(`deliveries.${grant.delivery}`)],
    [t('grants.fields'), grant.fields.map(({ title }) => local(title)).join(t('comma')) || t('grants.verifyOnly')],
    [
      t('grants.purposes'),
      grant.purposes.map(({ id, title }) => t('coded', { title: local(title), code: id })).join(t('comma')),
    ],
    [t('grants.basis'), local(grant.legalBasis)],
    [t('grants.until'), [grant.from, grant.until].filter(Boolean).join(' – ') || t('grants.forever')],
    [t('grants.limits'), limits.join(t('comma')) || t('one.unlimited')],
    [t('grants.why'), grant.reason],
  ];
  return (
    <div className="stack">
      <p className="row">
        <Tag tone={TONES[grant.state]}>{local(grant.stateTitle)}</Tag>
        {grant.stateAt ? <small>{t('grants.since', { at: formatInstant(grant.stateAt) })}</small> : null}
        <small>{t(grant.standing ? 'grants.standing' : 'grants.fromRequest')}</small>
      </p>
      <dl className="facts">
        {facts.map(([title, value]) =>
          value ? (
            <div key={title} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <div className="row">
        {grant.requestId ? (
          <Link to="/sharing/requests/$requestId" params={{ requestId: grant.requestId }}>
            {t('grants.toRequest')}
          </Link>
        ) : null}
        {grant.interface ? (
          <Link to="/interfaces" search={{ open: grant.interface }}>
            {t('grants.toInterface')}
          </Link>
        ) : null}
      </div>
      <div className="row">
        {ORDERS.filter((one) => grant.acts.includes(one)).map((one) => (
          <Button key={one} danger={one === 'revoke'} onClick={() => setOrder(one)}>
            {t(`grants.${one}`)}
          </Button>
        ))}
        {grant.acts.includes('renew') && grant.requestId ? (
          <Link to="/sharing/requests/$requestId" params={{ requestId: grant.requestId }} className="link-button">
            {t('grants.renew')}
          </Link>
        ) : null}
      </div>
      {order ? <OrderDialog key={order} grant={grant} order={order} onClose={() => setOrder(undefined)} /> : null}
    </div>
  );
}

function OrderDialog({ grant, order, onClose }: { grant: Grant; order: Order; onClose: () => void }) {
  const t = useSharingText();
  const local = useLocal();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  const ready = reason.trim().length >= 4;
  const send = useMutation({
    mutationFn: () => orderGrant(grant.id, order, reason.trim()),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: [SHARING] });
    },
  });
  return (
    <Confirm
      open
      title={t(`grants.${order}`)}
      act={t(`grants.${order}`)}
      danger={order !== 'resume'}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => {
        setChecked(true);
        if (ready) send.mutate();
      }}
    >
      <p>{t(`grants.${order}Text`, { application: local(grant.application.title) })}</p>
      <Written
        label={t('grants.reason')}
        value={reason}
        max={500}
        onChange={setReason}
        fault={checked && !ready ? t('required4') : undefined}
      />
    </Confirm>
  );
}
