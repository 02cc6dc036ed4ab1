import { formatCount, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { proofsQuery } from '../../data/railway-queries.ts';
import { useRailWords } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';
import type { RailFilter, Sums } from './sums.ts';

/** Five figures of the whole rail; each leads to what is behind it. */
export function RailFigures({ sums, onFilter }: { sums: Sums; onFilter: (filter: RailFilter) => void }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const proofs = useQuery(proofsQuery).data?.items ?? [];
  const proven = proofs.filter(({ last }) => last?.state === 'done');
  const equal = proven.filter(({ last }) => last?.outcome === 'equal' || last?.left === 0);
  const { held, failed } = sums.states;
  return (
    <dl className="rail-figures">
      <div>
        <dt>{t('railway.figures.hour')}</dt>
        <dd>{words.short(sums.rowsLastHour)}</dd>
        <dd>{t('railway.figures.hourRate', { rate: words.rate(sums.rowsPerSecond) })}</dd>
      </div>
      <div data-tone={held > 0 ? 'red' : failed > 0 ? 'amber' : undefined}>
        <dt>{t('railway.figures.running')}</dt>
        <dd>
          {sums.states.live + sums.states.snapshot} / {sums.lines}
        </dd>
        <dd>
          {held + failed === 0 ? (
            t('railway.figures.allWell')
          ) : (
            <>
              {held > 0 ? (
                <button type="button" className="plain-button" onClick={() => onFilter({ state: 'held' })}>
                  {t('railway.figures.held', { count: held })}
                </button>
              ) : null}
              {held > 0 && failed > 0 ? t('shell.and') : null}
              {failed > 0 ? (
                <button type="button" className="plain-button" onClick={() => onFilter({ state: 'failed' })}>
                  {t('railway.figures.failed', { count: failed })}
                </button>
              ) : null}
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('railway.figures.slowest')}</dt>
        <dd>{sums.slowest ? words.lag(sums.slowest.lagMs) : '–'}</dd>
        <dd>
          {sums.slowest ? (
            <Link to="/lines/$lineId" params={{ lineId: sums.slowest.id }}>
              {local(sums.slowest.organisationName)} · {local(sums.slowest.resourceTitle)}
            </Link>
          ) : (
            t('railway.figures.noLag')
          )}
        </dd>
      </div>
      <div data-tone={sums.quarantined > 0 ? 'amber' : undefined}>
        <dt>{t('railway.figures.quarantined')}</dt>
        <dd>{formatCount(sums.quarantined)}</dd>
        <dd>
          {t('railway.figures.quarantinedLines', { count: sums.quarantinedLines })}
          {sums.heldColumns > 0 ? t('railway.figures.heldColumns', { count: sums.heldColumns }) : ''}
        </dd>
      </div>
      <div data-tone={proven.length > equal.length ? 'amber' : undefined}>
        <dt>{t('railway.figures.proof')}</dt>
        <dd>{proven.length > 0 ? `${equal.length} / ${proven.length}` : '–'}</dd>
        <dd>
          <Link to="/reconciliations">
            {proven.length === 0
              ? t('railway.figures.noProof')
              : proven.length > equal.length
                ? t('railway.figures.proofDiffers', { count: proven.length - equal.length })
                : t('railway.figures.proofEqual')}
          </Link>
        </dd>
      </div>
    </dl>
  );
}
