import { EmptyState, ErrorNotice, formatCount, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { fetchFigures, FIGURES, LEVELS, type Figure, type FigureBoard, type ListFigures } from '../../api/matters.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useMattersText } from '../../texts/matters.ts';
import '../../styles/matters.css';
import '../../styles/sharing.css';
import { MATTERS, useMattersLive } from '../matters/queries.ts';
import { Promised } from './promised.tsx';
import { Reductions } from './reductions.tsx';

const route = getRouteApi('/matter-figures');
const KEYS: Record<Figure, Exclude<keyof ListFigures, 'happened'>> = {
  'online-able': 'onlineAble',
  'all-online': 'allOnline',
  'zero-visit': 'zeroVisit',
  'at-most-one-visit': 'atMostOneVisit',
  instant: 'instant',
  'id-only': 'idOnly',
};
const percent = (part: number, all: number): string => (all === 0 ? '–' : `${((part / all) * 100).toFixed(1)}%`);

/** 事项指标: how the lists stand, by department; every figure opens to its matters. */
export function MatterFiguresPage() {
  const t = useMattersText();
  const search: { level?: string; reduced?: string } = route.useSearch();
  const navigate = route.useNavigate();
  useMattersLive();
  const query = useQuery({
    queryKey: [MATTERS, 'figures', search.level ?? ''],
    queryFn: () => fetchFigures(search.level),
  });
  return (
    <Page
      title={t('fig.title')}
      lead={t('fig.lead')}
      actions={
        <SelectBox
          label={t('list.level')}
          value={search.level ?? ''}
          onChange={(level) => void navigate({ search: level ? { level } : {}, replace: true })}
          options={[
            { value: '', label: t('list.anyLevel') },
            ...LEVELS.map((value) => ({ value, label: t(`levels.${value}`) })),
          ]}
        />
      }
    >
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : null}
      {!query.data && !query.error ? <Waiting blocks={4} /> : null}
      {query.data ? <Board board={query.data} level={search.level} /> : null}
      {query.data?.total.total ? (
        <Reductions
          level={search.level}
          opened={search.reduced}
          onOpen={(reduced) =>
            void navigate({
              search: { ...(search.level ? { level: search.level } : {}), ...(reduced ? { reduced } : {}) },
              replace: true,
              resetScroll: false,
            })
          }
        />
      ) : null}
    </Page>
  );
}

function Board({ board, level }: { board: FigureBoard; level: string | undefined }) {
  const t = useMattersText();
  const local = useLocal();
  const mark = usePunctuation();
  const { total } = board;
  const inUse = { view: 'in-use', ...(level ? { level } : {}) };
  if (total.total === 0) return <EmptyState title={t('fig.none')} text={t('fig.noneText')} />;
  return (
    <div className="stack">
      <div className="sharing-figures matter-figures">
        {FIGURES.map((figure) => (
          <section key={figure} className="card pad">
            <h2>{t(`fig.${figure}`)}</h2>
            <b>
              <Link to="/matters" search={{ ...inUse, figure }}>
                {percent(total[KEYS[figure]] ?? 0, total.total)}
              </Link>
            </b>
            <small>
              {t('fig.ofAll', { part: formatCount(total[KEYS[figure]] ?? 0), all: formatCount(total.total) })}
            </small>
          </section>
        ))}
        <section className="card pad">
          <h2>{t('fig.compression')}</h2>
          <b>{total.compression === undefined ? '–' : `${(total.compression * 100).toFixed(1)}%`}</b>
          <small>
            {t('fig.compressionText', {
              statutory: formatCount(total.statutoryDays),
              promised: formatCount(total.promisedDays),
            })}
          </small>
        </section>
      </div>
      <section className="card pad stack-s by-department" aria-label={t('list.organisation')}>
        <SubTable
          scrolls={t('fig.title')}
          heads={[
            t('list.organisation'),
            { number: t('fig.total') },
            ...FIGURES.map((figure) => ({ number: t(`fig.${figure}`) })),
            { number: t('fig.compression') },
          ]}
        >
          {board.rows.map((row) => (
            <tr key={row.organisation}>
              <td>
                <b>{local(row.organisationName)}</b>
              </td>
              <td className="number">
                <Link to="/matters" search={{ ...inUse, organisation: row.organisation }}>
                  {formatCount(row.total)}
                </Link>
              </td>
              {FIGURES.map((figure) => {
                const count = row[KEYS[figure]] ?? 0;
                return (
                  <td key={figure} className="number">
                    <Link to="/matters" search={{ ...inUse, organisation: row.organisation, figure }}>
                      {percent(count, row.total)}
                    </Link>
                    {count < row.total ? (
                      <small>
                        {' '}
                        <Link to="/matters" search={{ ...inUse, organisation: row.organisation, figure, not: 'true' }}>
                          −{formatCount(row.total - count)}
                        </Link>
                      </small>
                    ) : null}
                  </td>
                );
              })}
              <td className="number">
                {row.compression === undefined ? '–' : `${(row.compression * 100).toFixed(1)}%`}
              </td>
            </tr>
          ))}
        </SubTable>
        <small>
          {t('fig.asOf', { at: formatInstant(board.at) })}
          {total.unitsDiffer > 0 ? `${mark.clause}${t('fig.unitsDiffer', { count: total.unitsDiffer })}` : ''}
        </small>
      </section>
      <Promised board={board} />
      {board.basic.listed > 0 ? (
        <p>
          {t('fig.basic', board.basic)} <Link to="/basic-matters">{t('fig.toBasic')}</Link>
        </p>
      ) : null}
    </div>
  );
}
