import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ResourceDetail } from '../../api/catalogue.ts';
import { resourceQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { SHARE_TONES } from './share-tones.ts';

/** One resource: terms, items, and the way from its sources to what is made from it. */
export function ResourceDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
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
      {(resource) => <ResourceFacts resource={resource} />}
    </DetailDrawer>
  );
}

function ResourceFacts({ resource }: { resource: ResourceDetail }) {
  const t = useText();
  const local = useLocal();
  return (
    <div className="stack">
      <p>{local(resource.summary)}</p>
      <dl className="facts">
        <dt>{t('catalogue.provider')}</dt>
        <dd>{local(resource.providerName)}</dd>
        <dt>{t('catalogue.shareType')}</dt>
        <dd>
          <Tag tone={SHARE_TONES[resource.shareType]}>{t(`catalogue.share.${resource.shareType}`)}</Tag>{' '}
          {resource.shareCondition ? local(resource.shareCondition) : ''}
        </dd>
        {resource.shareBasis ? (
          <>
            <dt>{t('catalogue.shareBasis')}</dt>
            <dd>{local(resource.shareBasis)}</dd>
          </>
        ) : null}
        <dt>{t('catalogue.openAttribute')}</dt>
        <dd>{t(`catalogue.open.${resource.openAttribute}`)}</dd>
        <dt>{t('catalogue.updateCycle')}</dt>
        <dd>{t(`catalogue.cycle.${resource.updateCycle}`)}</dd>
        <dt>{t('catalogue.grade')}</dt>
        <dd>{t('sources.gradeValue', { grade: resource.grade })}</dd>
        <dt>{t('catalogue.rows')}</dt>
        <dd>
          {formatCount(resource.rowCount)}{' '}
          <small>
            {resource.lastLoadAt
              ? t('catalogue.asOf', { at: formatInstant(resource.lastLoadAt) })
              : t('catalogue.neverLoaded')}
          </small>
        </dd>
        <dt>{t('catalogue.version')}</dt>
        <dd>
          <code>{resource.version.slice(0, 12)}</code>
        </dd>
      </dl>
      <Lineage resource={resource} />
      <section className="stack-s">
        <h3>{t('catalogue.itemsTitle', { count: resource.items.length })}</h3>
        <SubTable
          heads={[t('catalogue.item'), t('catalogue.type'), t('catalogue.marks'), { number: t('catalogue.grade') }]}
          scrolls={t('catalogue.itemsTitle', { count: resource.items.length })}
        >
          {resource.items.map((item) => (
            <tr key={item.name}>
              <td>
                {local(item.title)} <small>{item.name}</small>
              </td>
              <td>
                {t(`catalogue.types.${item.type}`)}
                {item.maxLength ? ` ≤ ${item.maxLength}` : ''}
                {item.codeTable ? <small> {local(item.codeTable.title)}</small> : null}
              </td>
              <td>
                <span className="row">
                  {item.key ? <Tag tone="blue">{t('catalogue.key')}</Tag> : null}
                  {item.required ? <Tag>{t('catalogue.required')}</Tag> : null}
                  {item.personal ? <Tag tone="amber">{t('catalogue.personal')}</Tag> : null}
                </span>
              </td>
              <td className="number">{t('sources.gradeValue', { grade: item.grade })}</td>
            </tr>
          ))}
        </SubTable>
      </section>
    </div>
  );
}

/** Where it comes from and what is made from it, as three steps. */
function Lineage({ resource }: { resource: ResourceDetail }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const steps = [
    {
      key: 'sources',
      items: resource.sources.map(({ id, title }) => ({ id, title, to: '/sources', may: may('exchange.read') })),
    },
    {
      key: 'registries',
      items: resource.lineage.registries.map(({ id, title }) => ({ id, title, to: '/registries', may: false })),
    },
    {
      key: 'interfaces',
      items: resource.lineage.interfaces.map(({ id, title }) => ({
        id,
        title,
        to: '/interfaces',
        may: may('interfaces.read'),
      })),
    },
  ] as const;
  return (
    <section className="stack-s">
      <h3>{t('catalogue.lineage')}</h3>
      <dl className="facts">
        {steps.map(({ key, items }) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{t(`catalogue.lineageSteps.${key}`)}</dt>
            <dd>
              {items.length === 0 ? <span className="quiet">{t(`catalogue.lineageNone.${key}`)}</span> : null}
              {items.map((item) => (
                <div key={item.id}>
                  {item.may ? (
                    <Link to={item.to} search={{ open: item.id } as object}>
                      {local(item.title)}
                    </Link>
                  ) : (
                    local(item.title)
                  )}
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
