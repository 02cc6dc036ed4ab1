import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { DELIVERIES_PAGE, fetchDeliveries } from '../../api/streams.ts';
import { usePaged } from '../../data/paged.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES = { delivered: 'green', told: 'green', refused: 'red', unreachable: 'red' } as const;

/** What was delivered to a subscriber, the newest first. */
export function Deliveries({ id }: { id: string }) {
  const t = useText();
  const local = useLocal();
  const list = usePaged([RAIL, 'deliveries', id], DELIVERIES_PAGE, (cursor) => fetchDeliveries(id, cursor));
  return (
    <section className="stack-s">
      <h3>{t('streams.deliveries')}</h3>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} level={3} /> : null}
      {list.items?.length === 0 ? <p className="quiet">{t('streams.noDeliveries')}</p> : null}
      {list.items && list.items.length > 0 ? (
        <SubTable
          scrolls={t('streams.deliveries')}
          heads={[
            t('loads.at'),
            t('streams.outcome'),
            { number: t('streams.changes') },
            { number: t('streams.attempt') },
            { number: t('streams.took') },
          ]}
        >
          {list.items.map((one) => (
            <tr key={one.id}>
              <td className="nowrap">{formatInstant(one.at, { seconds: true })}</td>
              <td>
                <Tag tone={TONES[one.outcome]}>{t(`streams.outcomes.${one.outcome}`)}</Tag> {local(one.fault?.text)}
              </td>
              <td className="number">{formatCount(one.changes)}</td>
              <td className="number">{one.attempt}</td>
              <td className="number">{t('streams.ms', { ms: formatCount(one.ms) })}</td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      {list.previous || list.next ? (
        <div className="row">
          <PageButtons paged={list} size="small" />
        </div>
      ) : null}
    </section>
  );
}
