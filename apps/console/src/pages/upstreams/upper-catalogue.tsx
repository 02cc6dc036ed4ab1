import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import {
  applyAbove,
  fetchUpperCatalogue,
  PAGE,
  UPSTREAMS,
  type UpperResource,
  type Wish,
} from '../../api/upstreams.ts';
import { usePaged } from '../../data/paged.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { usePermission, useSession } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import type { ListProps } from './upstreams-page.tsx';

const NOTHING: UpperResource[] = [];

/** What the levels above offer, as last read, and the application for it. */
export function UpperCatalogue({ search, change }: ListProps) {
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const q = search.q ?? '';
  const paged = usePaged([UPSTREAMS, 'catalogue', q], PAGE, (cursor) =>
    fetchUpperCatalogue({ q: q || undefined }, cursor),
  );
  const [wanted, setWanted] = useState<UpperResource>();
  const columns: Column<UpperResource>[] = [
    {
      key: 'title',
      title: t('upstreams.grants.resource'),
      text: ({ title }) => local(title),
      show: ({ title, summary }) => (
        <>
          <b>{local(title)}</b>
          {summary ? <small className="below">{local(summary)}</small> : null}
        </>
      ),
      always: true,
    },
    { key: 'provider', title: t('upstreams.provider'), text: ({ provider }) => (provider ? local(provider) : '–') },
    { key: 'fields', title: t('upstreams.catalogue.fields'), text: ({ fields }) => fields.map(local).join(' · ') },
    {
      key: 'state',
      title: t('state'),
      text: ({ granted }) => (granted ? t('upstreams.catalogue.granted') : ''),
      show: (resource) =>
        resource.granted ? (
          <Tag tone="green">{t('upstreams.catalogue.granted')}</Tag>
        ) : may('upstreams.manage') ? (
          <Button size="small" onClick={() => setWanted(resource)}>
            {t('upstreams.catalogue.apply')}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <DataTable
        name="upper-catalogue"
        label={t('upstreams.tabs.catalogue')}
        columns={columns}
        rowKey={({ platform, resource }) => `${platform} ${resource}`}
        rows={paged.error ? NOTHING : paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('upstreams.catalogue.empty'), text: t('upstreams.catalogue.emptyText') }}
        narrowed={q !== ''}
        onClear={() => change({ q: '' })}
        tools={
          <SearchBox value={q} label={t('upstreams.catalogue.search')} onSearch={(words) => change({ q: words })} />
        }
      />
      {wanted ? (
        <Apply
          resource={wanted}
          onClose={() => setWanted(undefined)}
          onSent={() => change({ tab: 'upward', kind: 'apply', q: '' })}
        />
      ) : null}
    </>
  );
}

const yearFromNow = (years: number): string =>
  new Date(Date.now() + years * 365 * 86_400_000).toISOString().slice(0, 10);

function Apply({ resource, onClose, onSent }: { resource: UpperResource; onClose: () => void; onSent: () => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const client = useQueryClient();
  const { staff } = useSession();
  const organisationList = useQuery(organisationsQuery);
  const organisations = organisationList.data?.items ?? [];
  const [wish, setWish] = useState<Wish>({
    platform: resource.platform,
    resource: resource.resource,
    organisation: staff?.organisation ?? '',
    purpose: '',
    basis: '',
    from: yearFromNow(0),
    until: yearFromNow(1),
    callsPerDay: 1_000,
  });
  const change = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }));
  const send = useMutation({
    mutationFn: () => applyAbove({ ...wish, purpose: wish.purpose.trim(), basis: wish.basis.trim() }),
    onSuccess: async () => {
      onClose();
      onSent();
      await client.invalidateQueries({ queryKey: [UPSTREAMS] });
    },
  });
  const ready = wish.purpose.trim().length > 1 && wish.basis.trim().length > 1 && wish.until >= wish.from;
  return (
    <DetailDrawer
      detail={{ id: resource.resource, shown: resource, error: null, onRetry: onClose, onClose }}
      title={t('upstreams.catalogue.applyFor', { title: local(resource.title) })}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) send.mutate();
          }}
        >
          <NotLoaded query={organisationList} />
          <Field label={t('upstreams.catalogue.organisation')} required>
            {(described) => (
              <SelectBox
                {...described}
                label={t('upstreams.catalogue.organisation')}
                value={wish.organisation}
                width="100%"
                search
                onChange={(organisation) => change({ organisation })}
                options={organisations.map((one) => ({ value: one.id, label: local(one.name) }))}
              />
            )}
          </Field>
          <Field label={t('upstreams.catalogue.purpose')} required>
            {(described) => (
              <Input.TextArea
                {...described}
                rows={2}
                maxLength={300}
                value={wish.purpose}
                onChange={(event) => change({ purpose: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('upstreams.catalogue.basis')} hint={t('upstreams.catalogue.basisHint')} required>
            {(described) => (
              <Input.TextArea
                {...described}
                rows={2}
                maxLength={300}
                value={wish.basis}
                onChange={(event) => change({ basis: event.target.value })}
              />
            )}
          </Field>
          <div className="two">
            <Field label={t('upstreams.catalogue.from')} required>
              {(described) => (
                <Input
                  {...described}
                  type="date"
                  value={wish.from}
                  onChange={(event) => change({ from: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('upstreams.catalogue.until')} required>
              {(described) => (
                <Input
                  {...described}
                  type="date"
                  value={wish.until}
                  onChange={(event) => change({ until: event.target.value })}
                />
              )}
            </Field>
          </div>
          <Field label={t('upstreams.catalogue.callsPerDay')} required>
            {(described) => (
              <InputNumber
                {...described}
                min={1}
                max={10_000_000}
                value={wish.callsPerDay}
                onChange={(value) => change({ callsPerDay: value ?? 1 })}
              />
            )}
          </Field>
          {send.error ? <ErrorNotice error={send.error} level={3} kept={t('kept')} /> : null}
          <div>
            <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!ready}>
              {t('upstreams.catalogue.apply')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
