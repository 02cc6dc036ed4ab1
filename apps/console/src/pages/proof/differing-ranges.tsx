import { ErrorNotice, formatCount } from '@yiwang/ui';
import { useState } from 'react';
import { fetchRanges, RANGES_PAGE, type DifferingRange, type Reconciliation } from '../../api/reconciliations.ts';
import { usePaged } from '../../data/paged.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { DifferingRows } from './differing-rows.tsx';

/** Ranges of keys in which source and lake differ; one opens to its rows. */
export function DifferingRanges({ proof }: { proof: Reconciliation }) {
  const t = useText();
  const [open, setOpen] = useState<number>();
  const list = usePaged([RAIL, 'ranges', proof.id], RANGES_PAGE, (cursor) => fetchRanges(proof.id, cursor));
  return (
    <section className="stack-s">
      <h3>{t('proof.ranges', { count: proof.rangesDiffering ?? 0, all: formatCount(proof.ranges ?? 0) })}</h3>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} level={3} /> : null}
      {list.items && list.items.length > 0 ? (
        <div className="range-table">
          <SubTable
            scrolls={t('proof.rangesTitle')}
            heads={[
              t('proof.range'),
              { number: t('proof.sourceRows') },
              { number: t('proof.lakeRows') },
              { number: t('proof.missing') },
              { number: t('proof.extra') },
              { number: t('proof.changed') },
              { number: t('proof.mended') },
            ]}
          >
            {list.items.map((range) => (
              <tr key={range.no} data-open={open === range.no ? '' : undefined}>
                <td>
                  <button
                    type="button"
                    className="plain-button"
                    aria-expanded={open === range.no}
                    onClick={() => setOpen(open === range.no ? undefined : range.no)}
                  >
                    <RangeName range={range} />
                  </button>
                </td>
                {(['sourceRows', 'lakeRows', 'missing', 'extra', 'changed', 'mended'] as const).map((key) => (
                  <td key={key} className="number">
                    {formatCount(range[key])}
                  </td>
                ))}
              </tr>
            ))}
          </SubTable>
        </div>
      ) : null}
      {list.previous || list.next ? (
        <div className="row">
          <PageButtons paged={list} size="small" />
        </div>
      ) : null}
      {open === undefined ? null : <DifferingRows key={open} proof={proof} range={open} />}
    </section>
  );
}

function RangeName({ range }: { range: DifferingRange }) {
  const t = useText();
  return <>{t('proof.rangeName', { from: range.from ?? t('proof.first'), to: range.to ?? t('proof.last') })}</>;
}
