import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { fetchLoads, LOADS_PAGE, type SourceDetail } from '../../api/exchange.ts';
import { sourceQuery } from '../../data/queries.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { LoadProgress } from '../loads/load-progress.tsx';
import { useLoadWords } from '../loads/load-words.ts';
import { LoadStateTag, SourceStateTag } from './source-state.tsx';
import { StartLoad } from './start-load.tsx';

/** One source: what it is, the load under way, what is taken from which column, and the loads before. */
export function SourceDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const query = useQuery({ ...sourceQuery(id ?? ''), enabled: id !== undefined });
  const { data: shown, error } = query;
  return (
    <DetailDrawer
      detail={{ id, shown, error, onRetry: () => void query.refetch(), onClose }}
      title={local(shown?.title) || t('sources.detail')}
      wide
    >
      {(source) => <SourceFacts source={source} />}
    </DetailDrawer>
  );
}

function SourceFacts({ source }: { source: SourceDetail }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const words = useLoadWords();
  const { lastLoad } = source;
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('sources.organisation')}</dt>
        <dd>{local(source.organisationName)}</dd>
        <dt>{t('sources.connector')}</dt>
        <dd>{t(`sources.connectors.${source.connector}`)}</dd>
        <dt>{t('sources.resource')}</dt>
        <dd>
          {may('catalogue.read') ? (
            <Link to="/catalogue" search={{ open: source.resource } as object}>
              {local(source.resourceTitle)}
            </Link>
          ) : (
            local(source.resourceTitle)
          )}
        </dd>
        <dt>{t('sources.schedule')}</dt>
        <dd>{source.schedule ? local(source.schedule) : t('sources.byHand')}</dd>
        <dt>{t('sources.state')}</dt>
        <dd>
          <SourceStateTag state={source.state} />
        </dd>
      </dl>
      {lastLoad?.state === 'failed' ? (
        <div className="yw-error" role="status">
          <h3>{t('sources.lastFailed')}</h3>
          <p>{words.outcome(lastLoad)}</p>
        </div>
      ) : null}
      <StartLoad source={source} />
      {lastLoad ? <LoadProgress load={lastLoad} label={t('loads.progressLabel')} /> : null}
      <Loads source={source.id} />
      <section className="stack-s">
        <h3>{t('sources.mapping')}</h3>
        <small>{t('sources.mappingLead')}</small>
        <SubTable
          heads={[t('sources.column'), t('sources.item'), t('sources.transforms'), { number: t('sources.grade') }]}
          scrolls={t('sources.mapping')}
        >
          {source.mapping.map((one) => (
            <tr key={`${one.column} ${one.item}`}>
              <td>
                <code>{one.column}</code>
              </td>
              <td>
                {local(one.itemTitle)} <small>{one.item}</small>
              </td>
              <td>
                {one.transforms.map((step) => transformWords(t, step)).join(t('sources.then')) || t('sources.asIs')}
              </td>
              <td className="number">{t('sources.gradeValue', { grade: one.grade })}</td>
            </tr>
          ))}
        </SubTable>
      </section>
    </div>
  );
}

function transformWords(t: ReturnType<typeof useText>, step: string): string {
  if (step.startsWith('code:')) return t('sources.steps.code', { table: step.slice('code:'.length) });
  switch (step) {
    case 'trim':
    case 'half-width':
    case 'upper':
    case 'citizen-id':
    case 'date':
      return t(`sources.steps.${step}`);
    default:
      return step;
  }
}

function Loads({ source }: { source: string }) {
  const t = useText();
  const words = useLoadWords();
  const list = usePaged(['exchange', 'loads', source], LOADS_PAGE, (cursor) => fetchLoads(source, cursor));
  return (
    <section className="stack-s">
      <h3>{t('loads.title')}</h3>
      {list.items?.length === 0 ? <p className="quiet">{t('loads.none')}</p> : null}
      {list.items && list.items.length > 0 ? (
        <SubTable
          heads={[
            t('loads.at'),
            t('loads.state'),
            { number: t('loads.read') },
            { number: t('loads.rejected') },
            { number: t('loads.took') },
          ]}
          scrolls={t('loads.title')}
        >
          {list.items.map((load) => (
            <tr key={load.id}>
              <td className="nowrap">
                <Link to="/loads/$loadId" params={{ loadId: load.id }}>
                  {formatInstant(load.startedAt ?? load.createdAt)}
                </Link>
              </td>
              <td>
                <LoadStateTag state={load.state} />
              </td>
              <td className="number">{formatCount(load.rowsRead)}</td>
              <td className="number">{formatCount(load.rowsRejected)}</td>
              <td className="number">{words.took(load) || '–'}</td>
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
