import { ErrorNotice, formatCount, formatInstant, useLive, useLocal } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import '../../styles/load.css';
import type { Load } from '../../api/exchange.ts';
import { loadQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { LoadStateTag } from '../sources/source-state.tsx';
import { LoadProgress } from './load-progress.tsx';
import { useLoadWords } from './load-words.ts';
import { ReasonBars } from './reason-bars.tsx';
import { RejectedRows } from './rejected-rows.tsx';

const route = getRouteApi('/loads/$loadId');

/** 装载: one load, how it goes, what it brought, and the rows that were set aside with the reason for each. */
export function LoadPage() {
  const t = useText();
  const local = useLocal();
  const { loadId } = route.useParams() as { loadId: string };
  const { reason } = route.useSearch() as { reason?: string };
  const navigate = route.useNavigate();
  const may = usePermission();
  const client = useQueryClient();
  const query = useQuery(loadQuery(loadId));
  useLive(['exchange'], ({ data }) => {
    if (data['loadId'] === undefined || data['loadId'] === loadId)
      void client.invalidateQueries({ queryKey: loadQuery(loadId).queryKey });
  });
  const load = query.data;
  const choose = (code: string | undefined) => void navigate({ search: code ? { reason: code } : {}, replace: true });
  return (
    <Page
      title={load ? t('loads.pageTitle', { source: local(load.sourceTitle) }) : t('loads.one')}
      lead={
        <Link to="/sources" search={(load ? { open: load.sourceId } : {}) as object}>
          {t('loads.toSource')}
        </Link>
      }
    >
      {load ? (
        <>
          <Summary load={load} />
          {load.rowsRejected > 0 ? (
            <>
              <ReasonBars load={load} reason={reason} onChoose={choose} />
              {may('exchange.read-rejected-rows') ? (
                <RejectedRows load={load} reason={reason} onChoose={choose} />
              ) : (
                <p className="quiet">{t('loads.noRight')}</p>
              )}
            </>
          ) : null}
        </>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function Summary({ load }: { load: Load }) {
  const t = useText();
  const words = useLoadWords();
  const figures = [
    ['read', load.rowsRead],
    ['good', load.rowsGood],
    ['rejected', load.rowsRejected],
    ['inserted', load.inserted],
    ['updated', load.updated],
    ['deleted', load.deleted],
  ] as const;
  return (
    <section className="card pad stack">
      <div className="row">
        <LoadStateTag state={load.state} />
        <span>{t('loads.startedAt', { at: formatInstant(load.startedAt ?? load.createdAt) })}</span>
        {load.finishedAt ? (
          <span>{t('loads.tookLine', { at: formatInstant(load.finishedAt), took: words.took(load) })}</span>
        ) : null}
        {load.rate && load.state === 'done' ? <small>{t('loads.rate', { rate: formatCount(load.rate) })}</small> : null}
      </div>
      <LoadProgress load={load} label={t('loads.progressLabel')} />
      {load.state === 'failed' ? (
        <div className="yw-error" role="status">
          <h2>{t('loads.failed')}</h2>
          <p>{words.outcome(load)}</p>
        </div>
      ) : null}
      <dl className="figures">
        {figures.map(([key, value]) => (
          <div key={key} data-warn={key === 'rejected' && value > 0 ? '' : undefined}>
            <dt>{t(`loads.figures.${key}`)}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      {load.state === 'done' && load.rowsRejected === 0 ? <p>{t('loads.allGood')}</p> : null}
    </section>
  );
}
