import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { breaksQuery } from '../../data/railway-queries.ts';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES = { stops: 'red', empty: 'amber', fewer: 'amber', miscounts: 'amber', tells: 'grey' } as const;

/** What would break if this went, the worst first. */
export function BreaksList({ id }: { id: string }) {
  const t = useText();
  const local = useLocal();
  const query = useQuery(breaksQuery(id));
  const items = query.data?.items;
  return (
    <section className="card pad stack-s">
      <h2>{t('lineage.breaks')}</h2>
      <p className="quiet">{t('lineage.breaksText')}</p>
      {query.error && !items ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />
      ) : null}
      {!items && !query.error ? <Waiting blocks={2} /> : null}
      {items?.length === 0 ? <p>{t('lineage.breaksNothing')}</p> : null}
      {items && items.length > 0 ? (
        <SubTable scrolls={t('lineage.breaks')} heads={[t('lineage.harm'), t('lineage.node'), t('lineage.kind')]}>
          {items.map(({ node, how }) => (
            <tr key={node.id}>
              <td>
                <Tag tone={TONES[how]}>{t(`lineage.harms.${how}`)}</Tag>
              </td>
              <td>
                <Link to="/lineage" search={{ node: node.id } as object}>
                  {local(node.title)}
                </Link>{' '}
                <small>{local(node.owner)}</small>
              </td>
              <td className="nowrap">{t(`lineage.kinds.${node.kind}`)}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </section>
  );
}
