import { useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { fetchReceivedPage, RESOURCES_PAGE, type ReceivedEntry, type ResourceFilter } from '../../api/catalogue.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/islands.css';
import '../../styles/levels.css';
import { CATALOGUE } from './queries.ts';
import { SHARE_TONES } from './share-tones.ts';

/** What other nodes published and the same search finds, beside our own; nothing is drawn while no node published anything. */
export function ReceivedTable({ filter }: { filter: Omit<ResourceFilter, 'provider'> }) {
  const t = useText();
  const paged = usePaged([CATALOGUE, 'received', JSON.stringify(filter)], RESOURCES_PAGE, (cursor) =>
    fetchReceivedPage(filter, cursor),
  );
  const columns = useColumns();
  if (!paged.error && (!paged.items || paged.items.length === 0)) return null;
  return (
    <div className="stack-s">
      <h2>{t('catalogue.received.title')}</h2>
      <p className="quiet">{t('catalogue.received.lead')}</p>
      <DataTable
        name="catalogue-received"
        label={t('catalogue.received.title')}
        columns={columns}
        rowKey={({ node, resource }) => `${node.id}/${resource}`}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('catalogue.received.empty'), text: t('catalogue.received.emptyText') }}
      />
    </div>
  );
}

function useColumns(): Column<ReceivedEntry>[] {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  return [
    {
      key: 'title',
      title: t('catalogue.resource'),
      text: ({ title }) => local(title),
      show: ({ title, summary }) => (
        <>
          <b>{local(title)}</b>
          <small className="below">{local(summary)}</small>
        </>
      ),
      always: true,
    },
    {
      key: 'level',
      title: t('catalogue.received.level'),
      text: ({ level }) => t(`catalogue.received.levels.${level}`),
      show: ({ level }) => (
        <Tag tone={level === 'above' ? 'blue' : 'grey'}>{t(`catalogue.received.levels.${level}`)}</Tag>
      ),
    },
    { key: 'node', title: t('catalogue.received.node'), text: ({ node }) => local(node.name) },
    {
      key: 'provider',
      title: t('catalogue.provider'),
      text: ({ providerName }) => (providerName ? local(providerName) : '–'),
    },
    {
      key: 'share',
      title: t('catalogue.shareType'),
      text: ({ shareType }) => t(`catalogue.share.${shareType}`),
      show: ({ shareType }) => <Tag tone={SHARE_TONES[shareType]}>{t(`catalogue.share.${shareType}`)}</Tag>,
    },
    { key: 'cycle', title: t('catalogue.updateCycle'), text: ({ updateCycle }) => t(`catalogue.cycle.${updateCycle}`) },
    { key: 'grade', title: t('catalogue.grade'), text: ({ grade }) => t('sources.gradeValue', { grade }) },
    { key: 'items', title: t('catalogue.items'), text: ({ itemCount }) => String(itemCount), number: true },
    {
      key: 'apply',
      title: t('catalogue.received.apply'),
      text: ({ interfaces }) => interfaces.map(({ title }) => local(title)).join(' · '),
      show: ({ node, resource, interfaces }) =>
        interfaces.length === 0 ? (
          <span className="quiet">{t('catalogue.received.none')}</span>
        ) : may('sharing.apply') ? (
          <Link to="/across" search={{ tab: 'offers', ask: `${node.id}/${resource}` }}>
            {t('catalogue.received.apply')}
          </Link>
        ) : (
          interfaces.map(({ title }) => local(title)).join(' · ')
        ),
    },
  ];
}
