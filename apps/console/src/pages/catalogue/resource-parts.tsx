import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ResourceDetail } from '../../api/catalogue.ts';
import { usePermission } from '../../data/session.ts';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { ChangeList } from './change-list.tsx';
import { versionsQuery } from './queries.ts';

type Part = { resource: ResourceDetail };

export function ItemTable({ resource }: Part) {
  const t = useText();
  const local = useLocal();
  const label = t('catalogue.itemsTitle', { count: resource.items.length });
  return (
    <SubTable
      heads={[
        t('catalogue.item'),
        t('catalogue.type'),
        t('catalogue.marks'),
        t('catalogue.dataClass'),
        t('catalogue.mask'),
        { number: t('catalogue.grade') },
      ]}
      scrolls={label}
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
            {item.element ? <small> {item.element}</small> : null}
          </td>
          <td>
            <span className="row">
              {item.key ? <Tag tone="blue">{t('catalogue.key')}</Tag> : null}
              {item.required ? <Tag>{t('catalogue.required')}</Tag> : null}
              {item.personal ? <Tag tone="amber">{t('catalogue.personal')}</Tag> : null}
            </span>
          </td>
          <td>{t(`catalogue.classes.${item.dataClass}`)}</td>
          <td>{t(`catalogue.masks.${item.maskInForce}`)}</td>
          <td className="number">{t('sources.gradeValue', { grade: item.grade })}</td>
        </tr>
      ))}
    </SubTable>
  );
}

/** Every version there was, newest first, with what it changed. */
export function Versions({ resource }: Part) {
  const t = useText();
  const local = useLocal();
  const query = useQuery(versionsQuery(resource.id));
  if (query.error && !query.data)
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (!query.data) return <Waiting blocks={2} />;
  const { items } = query.data;
  if (items.length === 0) return <p>{t('catalogue.versionsNone')}</p>;
  const titles = new Map(resource.items.map((item) => [item.name, local(item.title)]));
  return (
    <ol className="version-list">
      {items.map((one, index) => (
        <li key={one.version}>
          <div className="row">
            <b>{one.no === undefined ? t('catalogue.versionPack') : t('catalogue.versionNo', { no: one.no })}</b>
            {one.inUse ? <Tag tone="green">{t('catalogue.inUse')}</Tag> : null}
            <small>
              {formatInstant(one.at)}
              {one.cause ? ` · ${t(`entries.causes.${one.cause.kind}`)}` : ''}
              {one.publishedBy ? ` · ${t('catalogue.publishedBy', { by: local(one.publishedBy) })}` : ''}
            </small>
            <code>{one.version.slice(0, 12)}</code>
          </div>
          {one.changes.length > 0 ? (
            <ChangeList changes={one.changes} titleOf={(item) => titles.get(item) ?? item} />
          ) : (
            <small>
              {index === items.length - 1
                ? t('catalogue.firstVersion', { count: one.itemCount })
                : t('catalogue.noChange')}
            </small>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Where it comes from and what is made from it, as three steps. */
export function Lineage({ resource }: Part) {
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
  );
}

/** Who used it in the last year. */
export function Usage({ resource: { usage } }: Part) {
  const t = useText();
  const local = useLocal();
  return (
    <div className="stack-s">
      <p className="quiet">{t('catalogue.usageLead')}</p>
      <dl className="facts">
        <dt>{t('catalogue.calls')}</dt>
        <dd>{formatCount(usage.calls)}</dd>
        <dt>{t('catalogue.subscriptions')}</dt>
        <dd>{formatCount(usage.subscriptions)}</dd>
        <dt>{t('catalogue.requests')}</dt>
        <dd>{formatCount(usage.requests)}</dd>
        <dt>{t('catalogue.lastUsed')}</dt>
        <dd>{usage.lastAt ? formatInstant(usage.lastAt) : t('catalogue.neverUsed')}</dd>
        {usage.consumers.length > 0 ? (
          <>
            <dt>{t('catalogue.consumers')}</dt>
            <dd>{usage.consumers.map(({ name }) => local(name)).join(t('shell.and'))}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}
