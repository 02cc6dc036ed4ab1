import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Tabs } from 'antd';
import type { ResourceDetail } from '../../api/catalogue.ts';
import { createEntry } from '../../api/entries.ts';
import { resourceQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { ItemTable, Lineage, Usage, Versions } from './resource-parts.tsx';
import { SHARE_TONES } from './share-tones.ts';

const TABS = ['items', 'versions', 'lineage', 'usage'] as const;
type Props = {
  id: string | undefined;
  tab?: string | undefined;
  onTab: (tab: string) => void;
  onClose: () => void;
};

/** One resource: terms, items, versions, the way from its sources to what is made from it, and who uses it. */
export function ResourceDrawer({ id, tab, onTab, onClose }: Props) {
  const t = useText();
  const local = useLocal();
  const query = useQuery({ ...resourceQuery(id ?? ''), enabled: id !== undefined });
  const { data: shown, error } = query;
  return (
    <DetailDrawer
      detail={{ id, shown, error, onRetry: () => void query.refetch(), onClose }}
      title={local(shown?.title) || t('catalogue.detail')}
      wide
    >
      {(resource) => (
        <div className="stack">
          <Acts resource={resource} />
          <Facts resource={resource} />
          <Tabs
            activeKey={TABS.find((one) => one === tab) ?? 'items'}
            onChange={onTab}
            items={TABS.map((key) => ({
              key,
              label: t(`catalogue.tabs.${key}`),
              children:
                key === 'items' ? (
                  <ItemTable resource={resource} />
                ) : key === 'versions' ? (
                  <Versions resource={resource} />
                ) : key === 'lineage' ? (
                  <Lineage resource={resource} />
                ) : (
                  <Usage resource={resource} />
                ),
            }))}
          />
        </div>
      )}
    </DetailDrawer>
  );
}

/** What may be done with it: ask for it, or revise it. */
function Acts({ resource }: { resource: ResourceDetail }) {
  const t = useText();
  const may = usePermission();
  const navigate = useNavigate();
  const toEntry = (entryId: string) => void navigate({ to: '/entries/$entryId', params: { entryId } });
  const revise = useMutation({
    mutationFn: () => createEntry({ of: resource.id, cause: { kind: 'correction' } }),
    onSuccess: ({ id }) => toEntry(id),
  });
  const applies = may('sharing.apply') && resource.shareType !== 'none' && !resource.mayRevise;
  if (!applies && !resource.mayRevise && !resource.working) return null;
  return (
    <div className="stack-s">
      <div className="row">
        {applies ? (
          <Link to="/sharing/new" search={{ resource: resource.id }} className="act-link">
            {t('catalogue.apply')}
          </Link>
        ) : null}
        {resource.working ? (
          <>
            <Tag tone="amber">{t('catalogue.revising')}</Tag>
            <Link to="/entries/$entryId" params={{ entryId: resource.id }}>
              {t(`entries.states.${resource.working}`)}
            </Link>
          </>
        ) : resource.mayRevise ? (
          <Button loading={revise.isPending} onClick={() => revise.mutate()}>
            {t('catalogue.revise')}
          </Button>
        ) : null}
      </div>
      {revise.error ? <ErrorNotice error={revise.error} level={3} /> : null}
    </div>
  );
}

function Facts({ resource }: { resource: ResourceDetail }) {
  const t = useText();
  const local = useLocal();
  const { class: kind, responsibility } = resource;
  const category = t(`catalogue.category.${kind.category}`);
  const facts: [string, React.ReactNode][] = [
    [t('catalogue.provider'), local(resource.providerName)],
    [t('catalogue.class'), kind.theme ? t('catalogue.classOf', { category, theme: local(kind.theme) }) : category],
    [t('catalogue.code'), resource.code],
    [
      t('catalogue.shareType'),
      <span key="share">
        <Tag tone={SHARE_TONES[resource.shareType]}>{t(`catalogue.share.${resource.shareType}`)}</Tag>{' '}
        {resource.shareCondition ? local(resource.shareCondition) : ''}
      </span>,
    ],
    [t('catalogue.shareBasis'), resource.shareBasis && local(resource.shareBasis)],
    [t('catalogue.shareModes'), resource.shareModes.map((mode) => t(`catalogue.modes.${mode}`)).join(t('shell.and'))],
    [
      t('catalogue.openAttribute'),
      `${t(`catalogue.open.${resource.openAttribute}`)}${resource.openCondition ? ` · ${local(resource.openCondition)}` : ''}`,
    ],
    [t('catalogue.updateCycle'), t(`catalogue.cycle.${resource.updateCycle}`)],
    [t('catalogue.grade'), t('sources.gradeValue', { grade: resource.grade })],
    [t('catalogue.approval'), local(resource.approval)],
    [t('catalogue.duty'), resource.duty && local(resource.duty)],
    [t('catalogue.system'), resource.system && local(resource.system)],
    [t('catalogue.responsibility'), responsibility?.dueOn],
    [
      t('catalogue.rows'),
      <span key="rows" className="row">
        {formatCount(resource.rowCount)}
        <small>
          {resource.lastLoadAt
            ? t('catalogue.asOf', { at: formatInstant(resource.lastLoadAt) })
            : t('catalogue.neverLoaded')}
        </small>
        {resource.overdueDays > 0 ? (
          <Tag tone="red">{t('catalogue.overdueBy', { days: resource.overdueDays })}</Tag>
        ) : null}
      </span>,
    ],
  ];
  return (
    <>
      <p>{local(resource.summary)}</p>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  );
}
