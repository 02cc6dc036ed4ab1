import { useLocal, usePunctuation } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchBasic, TASK_TYPES, type BasicMatter } from '../../api/matters.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useMattersText } from '../../texts/matters.ts';
import '../../styles/matters.css';
import { NewMatter } from './new-matter.tsx';
import { MATTERS, useMattersLive } from './queries.ts';

const route = getRouteApi('/basic-matters');
type Search = { q?: string; type?: string; implemented?: string };

/** 基本目录: what may be exercised by which level, with the lists that implement it. */
export function BasicMattersPage() {
  const t = useMattersText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filled({ ...search });
  useMattersLive();
  const query = useQuery({ queryKey: [MATTERS, 'basic', JSON.stringify(filter)], queryFn: () => fetchBasic(filter) });
  const [begun, setBegun] = useState<BasicMatter>();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  return (
    <Page title={t('basic.title')} lead={t('basic.lead')}>
      <DataTable
        name="basic-matters"
        wraps
        label={t('basic.title')}
        columns={useColumns(setBegun)}
        rowKey={({ code }) => code}
        rows={query.data?.items}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('basic.empty'), text: t('basic.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => change({ q: '', type: '', implemented: '' })}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('basic.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('list.type')}
              value={search.type ?? ''}
              onChange={(type) => change({ type })}
              options={[
                { value: '', label: t('list.anyType') },
                ...TASK_TYPES.map((value) => ({ value, label: t(`types.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('basic.implemented')}
              value={search.implemented ?? ''}
              onChange={(implemented) => change({ implemented })}
              options={[
                { value: '', label: t('basic.any') },
                { value: 'true', label: t('basic.yes') },
                { value: 'false', label: t('basic.no') },
              ]}
            />
          </>
        }
      />
      {begun ? <NewMatter basic={begun.code} onClose={() => setBegun(undefined)} /> : null}
    </Page>
  );
}

function useColumns(onBegin: (matter: BasicMatter) => void): Column<BasicMatter>[] {
  const t = useMattersText();
  const local = useLocal();
  const mark = usePunctuation();
  const may = usePermission();
  return [
    {
      key: 'title',
      title: t('basic.matter'),
      text: ({ title }) => local(title),
      always: true,
      show: ({ title }) => <b>{local(title)}</b>,
    },
    { key: 'code', title: t('basic.code'), text: ({ code }) => code, show: ({ code }) => <code>{code}</code> },
    { key: 'type', title: t('list.type'), text: ({ taskType }) => t(`types.${taskType as '01'}`) },
    {
      key: 'levels',
      title: t('basic.levels'),
      text: ({ levels }) => levels.map((level) => t(`levels.${level as '3'}`)).join(mark.list),
    },
    {
      key: 'basis',
      title: t('basic.basis'),
      text: ({ legalBasis }) => legalBasis.map((one) => local(one)).join(mark.clause),
    },
    { key: 'department', title: t('basic.department'), text: ({ department }) => local(department) },
    {
      key: 'lists',
      title: t('basic.lists'),
      text: ({ implementedBy }) => implementedBy.map(({ organisationName }) => local(organisationName)).join(mark.list),
      show: (row) => (
        <span className="row">
          {row.implementedBy.map(({ id, organisationName }) => (
            <Link key={id} to="/matters/$matterId" params={{ matterId: id }}>
              {local(organisationName)}
            </Link>
          ))}
          {row.implementedBy.length === 0 ? <small>{t('basic.noList')}</small> : null}
          {may('matters.edit') && row.implementedBy.length === 0 ? (
            <Button size="small" onClick={() => onBegin(row)}>
              {t('basic.begin')}
            </Button>
          ) : null}
        </span>
      ),
    },
  ];
}
