import { EmptyState, formatCount, formatInstant, formatShare, useCalmLive, useLocal } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import '../../styles/registries.css';
import type { Registry, RegistryField } from '../../api/catalogue.ts';
import { registriesQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';

const route = getRouteApi('/registries');
type Search = { q?: string; registry?: string };

/** 基础库: how many records there are, which resource each field is taken from, and how many records have it. */
export function RegistriesPage() {
  const t = useText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const query = useQuery(registriesQuery);
  useCalmLive(['exchange'], () => void client.invalidateQueries({ queryKey: registriesQuery.queryKey }));
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const registries = query.data?.items ?? [];
  const registry = registries.find(({ id }) => id === search.registry) ?? registries[0];
  const words = (search.q ?? '').toLowerCase();
  const rows = registry?.fields.filter((field) => `${field.name} ${local(field.title)}`.toLowerCase().includes(words));
  const columns = useColumns(registry);
  return (
    <Page title={t('registries.title')} lead={t('registries.lead')}>
      {query.data && registries.length === 0 ? (
        <div className="card">
          <EmptyState title={t('registries.empty')} text={t('registries.emptyText')} />
        </div>
      ) : (
        <>
          <p className="registry-line">
            {registry ? (
              <>
                <b>{formatCount(registry.records)}</b> {t('registries.records', { count: registry.records })}
                <small>
                  {registry.builtAt
                    ? t('registries.builtAt', { at: formatInstant(registry.builtAt) })
                    : t('registries.neverBuilt')}
                </small>
              </>
            ) : (
              '\u00a0'
            )}
          </p>
          <DataTable
            name="registries"
            label={registry ? local(registry.title) : t('registries.title')}
            columns={columns}
            rowKey={({ name }) => name}
            rows={query.data ? (rows ?? []) : undefined}
            error={query.data ? null : query.error}
            onRetry={() => void query.refetch()}
            empty={{ title: t('registries.noFields'), text: t('registries.emptyText') }}
            narrowed={Boolean(search.q)}
            onClear={() => change({ q: '' })}
            tools={
              <>
                <Select
                  aria-label={t('registries.which')}
                  style={{ minWidth: 200 }}
                  value={registry?.id ?? null}
                  onChange={(id: string | null) => change({ registry: id ?? '' })}
                  options={registries.map(({ id, title }) => ({ value: id, label: local(title) }))}
                />
                <SearchBox value={search.q ?? ''} label={t('registries.search')} onSearch={(q) => change({ q })} />
              </>
            }
          />
        </>
      )}
    </Page>
  );
}

/** The share of records that have a value; 0 where there is no record yet. */
function shareOf(field: RegistryField, registry: Registry | undefined): number {
  return registry && registry.records > 0 ? Math.min(1, field.filled / registry.records) : 0;
}

function useColumns(registry: Registry | undefined): Column<RegistryField>[] {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  return [
    {
      key: 'title',
      title: t('registries.field'),
      text: ({ title }) => local(title),
      show: ({ name, title }) => (
        <>
          <b>{local(title)}</b> <small>{name}</small>
        </>
      ),
      always: true,
    },
    {
      key: 'from',
      title: t('registries.from'),
      text: ({ from }) =>
        from
          .map(({ title, organisationName }) => `${local(organisationName)} ${local(title)}`)
          .join(t('registries.else')),
      show: ({ from }) => (
        <ol className="precedence">
          {from.map(({ resource, title, organisationName }) => (
            <li key={resource}>
              {local(organisationName)}{' '}
              {may('catalogue.read') ? (
                <Link to="/catalogue" search={{ open: resource } as object}>
                  {local(title)}
                </Link>
              ) : (
                local(title)
              )}
            </li>
          ))}
        </ol>
      ),
    },
    {
      key: 'filled',
      title: t('registries.filled'),
      text: ({ filled }) => String(filled),
      show: ({ filled }) => formatCount(filled),
      order: (a, b) => a.filled - b.filled,
      number: true,
    },
    {
      key: 'share',
      title: t('registries.share'),
      text: (field) => formatShare(shareOf(field, registry)),
      show: (field) => (
        <span className="share">
          <i aria-hidden="true">
            <i style={{ width: `${shareOf(field, registry) * 100}%` }} />
          </i>
          {formatShare(shareOf(field, registry))}
        </span>
      ),
      order: (a, b) => a.filled - b.filled,
      width: 240,
    },
  ];
}
