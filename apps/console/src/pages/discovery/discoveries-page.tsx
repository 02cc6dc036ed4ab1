import { ErrorNotice, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  acceptDiscovery,
  DISCOVERIES_PAGE,
  DISCOVERY_STATES,
  dismissDiscovery,
  fetchDiscoveries,
  scanColumns,
  type Discovery,
  type Marking,
} from '../../api/entries.ts';
import { usePaged } from '../../data/paged.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { CATALOGUE, useCatalogueLive } from '../catalogue/queries.ts';

const route = getRouteApi('/discoveries');
const TONES: Record<Discovery['state'], Tone> = { open: 'amber', agreed: 'grey', accepted: 'green', dismissed: 'grey' };
type Search = { state?: string; resource?: string };
type Asked = { one: Discovery; what: 'accept' | 'dismiss' };

/** 敏感数据发现: columns that look more sensitive than the catalogue says, to be accepted or dismissed. */
export function DiscoveriesPage() {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const may = usePermission();
  const client = useQueryClient();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filled({ state: search.state, resource: search.resource });
  const paged = usePaged([CATALOGUE, 'discoveries', JSON.stringify(filter)], DISCOVERIES_PAGE, (cursor) =>
    fetchDiscoveries(filter, cursor),
  );
  const [asked, setAsked] = useState<Asked>();
  const [reason, setReason] = useState('');
  useCatalogueLive();
  const scan = useMutation({ mutationFn: scanColumns });
  const decide = useMutation({
    mutationFn: async ({ one, what }: Asked) => {
      await (what === 'accept' ? acceptDiscovery(one.id) : dismissDiscovery(one.id, reason.trim()));
    },
    onSuccess: async () => {
      setAsked(undefined);
      await client.invalidateQueries({ queryKey: [CATALOGUE] });
    },
  });
  const ask = (next: Asked) => {
    decide.reset();
    setReason('');
    setAsked(next);
  };
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  return (
    <Page
      title={t('discoveries.title')}
      lead={t('discoveries.lead')}
      actions={
        may('catalogue.grade') ? (
          <Button loading={scan.isPending} onClick={() => scan.mutate()}>
            {t('discoveries.scan')}
          </Button>
        ) : null
      }
    >
      {scan.data ? <p role="status">{t('discoveries.scanning', { count: scan.data.started })}</p> : null}
      {scan.error ? <ErrorNotice error={scan.error} level={3} /> : null}
      <DataTable<Discovery>
        name="discoveries"
        label={t('discoveries.title')}
        columns={useColumns(ask)}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('discoveries.empty'), text: t('discoveries.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => change({ state: '', resource: '' })}
        tools={
          <SelectBox
            label={t('discoveries.stateFilter')}
            value={search.state ?? ''}
            width={160}
            onChange={(state) => change({ state })}
            options={[
              { value: '', label: t('discoveries.anyState') },
              ...DISCOVERY_STATES.map((value) => ({ value, label: t(`discoveries.states.${value}`) })),
            ]}
          />
        }
      />
      {asked ? (
        <Confirm
          open
          title={t(`discoveries.${asked.what}Title`)}
          act={t(`discoveries.${asked.what}`)}
          busy={decide.isPending}
          error={decide.error}
          disabled={asked.what === 'dismiss' && reason.trim().length < 2}
          onAct={() => decide.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            <b>{local(asked.one.itemTitle)}</b>
            {mark.open}
            {local(asked.one.resourceTitle)}
            {mark.close}
          </p>
          {asked.what === 'accept' ? (
            <p>{t('discoveries.acceptText')}</p>
          ) : (
            <Field label={t('discoveries.reason')} hint={t('discoveries.reasonHint')} required>
              {(described) => (
                <Input
                  {...described}
                  value={reason}
                  maxLength={500}
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Field>
          )}
        </Confirm>
      ) : null}
    </Page>
  );
}

function useColumns(ask: (asked: Asked) => void): Column<Discovery>[] {
  const t = useText();
  const local = useLocal();
  const marking = ({ grade, dataClass, mask }: Marking) =>
    t('discoveries.marking', { grade, class: t(`catalogue.classes.${dataClass}`), mask: t(`catalogue.masks.${mask}`) });
  const outcome = ({ decidedBy, decidedAt, reason }: Discovery) =>
    [
      decidedBy ? t('discoveries.decidedBy', { by: local(decidedBy) }) : '',
      decidedAt ? formatInstant(decidedAt) : '',
      reason,
    ]
      .filter(Boolean)
      .join(' · ');
  return [
    {
      key: 'item',
      title: t('discoveries.column'),
      text: ({ itemTitle }) => local(itemTitle),
      show: ({ itemTitle, item }) => (
        <>
          <b>{local(itemTitle)}</b> <small>{item}</small>
        </>
      ),
      always: true,
    },
    {
      key: 'resource',
      title: t('discoveries.resource'),
      text: ({ resourceTitle }) => local(resourceTitle),
      show: ({ resource, resourceTitle }) => (
        <Link to="/catalogue" search={{ open: resource } as object}>
          {local(resourceTitle)}
        </Link>
      ),
    },
    {
      key: 'provider',
      title: t('catalogue.provider'),
      text: ({ providerName }) => local(providerName),
      startsHidden: true,
    },
    { key: 'kind', title: t('discoveries.kind'), text: ({ kindTitle }) => local(kindTitle) },
    {
      key: 'matched',
      title: t('discoveries.matched'),
      text: ({ matched, sampled }) => t('discoveries.matchedOf', { matched, sampled }),
      number: true,
    },
    { key: 'stated', title: t('discoveries.stated'), text: ({ stated }) => marking(stated) },
    { key: 'proposed', title: t('discoveries.proposed'), text: ({ proposed }) => marking(proposed) },
    {
      key: 'state',
      title: t('discoveries.state'),
      text: ({ state }) => t(`discoveries.states.${state}`),
      show: (one) => (
        <span className="stack-s">
          <span>
            <Tag tone={TONES[one.state]}>{t(`discoveries.states.${one.state}`)}</Tag>
          </span>
          {outcome(one) ? <small>{outcome(one)}</small> : null}
        </span>
      ),
    },
    {
      key: 'acts',
      title: t('entries.stepsTitle'),
      text: () => '',
      show: (one) =>
        one.mayDecide ? (
          <span className="row">
            <Button size="small" type="primary" onClick={() => ask({ one, what: 'accept' })}>
              {t('discoveries.accept')}
            </Button>
            <Button size="small" onClick={() => ask({ one, what: 'dismiss' })}>
              {t('discoveries.dismiss')}
            </Button>
          </span>
        ) : null,
      always: true,
    },
  ];
}
