import { EmptyState, ErrorNotice, useLocal } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { LINEAGE_KINDS, type LineageNode } from '../../api/lineage.ts';
import { lineageQuery, lineageSearchQuery } from '../../data/railway-queries.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/lineage.css';
import { BreaksList } from './breaks-list.tsx';
import { LineageDrawing } from './lineage-drawing.tsx';
import { NodeLists } from './node-lists.tsx';

const route = getRouteApi('/lineage');
const DEPTH = 12;
type Search = { q?: string; kind?: string; node?: string };

/** 数据血缘: where a column comes from, what lives on it, and what breaks when it goes. Read from the definitions, never drawn by hand. */
export function LineagePage() {
  const t = useText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const q = search.q ?? '';
  const found = useQuery({
    ...lineageSearchQuery(q, search.kind),
    enabled: q !== '' && !search.node,
    placeholderData: keepPreviousData,
  });
  const graph = useQuery({ ...lineageQuery(search.node ?? '', DEPTH), enabled: search.node !== undefined });
  const tools = (
    <>
      <SearchBox value={q} label={t('lineage.search')} onSearch={(words) => change({ q: words, node: '' })} />
      <SelectBox
        label={t('lineage.kindFilter')}
        value={search.kind ?? ''}
        width={168}
        onChange={(kind) => change({ kind, node: '' })}
        options={[
          { value: '', label: t('lineage.anyKind') },
          ...LINEAGE_KINDS.map((value) => ({ value, label: t(`lineage.kinds.${value}`) })),
        ]}
      />
    </>
  );
  if (!search.node)
    return (
      <Page title={t('lineage.pageTitle')} lead={t('lineage.lead')}>
        {q === '' ? (
          <section className="card">
            <div className="tools">{tools}</div>
            <EmptyState title={t('lineage.begin')} text={t('lineage.beginText')}>
              <Link to="/catalogue">{t('lineage.toCatalogue')}</Link>
            </EmptyState>
          </section>
        ) : (
          <DataTable
            name="lineage"
            label={t('lineage.pageTitle')}
            columns={columnsOf(t, local)}
            rowKey={({ id }) => id}
            rows={found.data?.items}
            error={found.data ? null : found.error}
            onRetry={() => void found.refetch()}
            empty={{ title: t('table.noMatch'), text: t('lineage.noneText') }}
            narrowed={false}
            onOpen={({ id }) => change({ node: id })}
            tools={tools}
          />
        )}
      </Page>
    );
  const shown = graph.data;
  return (
    <Page
      title={shown ? t('lineage.titleOf', { node: local(shown.node.title) }) : t('lineage.pageTitle')}
      lead={shown ? `${t(`lineage.kinds.${shown.node.kind}`)} · ${local(shown.node.owner)}` : t('lineage.lead')}
    >
      <div className="card tools">{tools}</div>
      {shown ? (
        <>
          <LineageDrawing graph={shown} />
          <div className="lineage-columns">
            <NodeLists graph={shown} />
            <BreaksList id={shown.node.id} />
          </div>
        </>
      ) : graph.error ? (
        <ErrorNotice error={graph.error} onRetry={() => void graph.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function columnsOf(t: ReturnType<typeof useText>, local: ReturnType<typeof useLocal>): Column<LineageNode>[] {
  return [
    {
      key: 'title',
      title: t('lineage.node'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => (
        <Link to="/lineage" search={{ node: id } as object}>
          <b>{local(title)}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'kind', title: t('lineage.kind'), text: ({ kind }) => t(`lineage.kinds.${kind}`) },
    { key: 'owner', title: t('lineage.owner'), text: ({ owner }) => local(owner) },
    { key: 'id', title: t('lineage.id'), text: ({ id }) => id, startsHidden: true },
  ];
}
