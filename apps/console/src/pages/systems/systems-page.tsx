import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { fetchSystems, SYSTEMS } from '../../api/work-systems.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { useSystemsText } from '../../texts/systems.ts';
import '../../styles/systems.css';
import { ErrorQueue } from './error-queue.tsx';
import { ReturnedBySystems } from './returned-by-systems.tsx';
import { SystemCard } from './system-card.tsx';

/** A system takes tasks without a word to the pages; so often it is asked again. */
const AGAIN_MS = 10_000;

/** 部门系统: how each department's own system does, and what it could not do. */
export function SystemsPage() {
  const t = useSystemsText();
  const query = useQuery({ queryKey: [SYSTEMS, 'all'], queryFn: fetchSystems, refetchInterval: AGAIN_MS });
  useTopicLive('cases', SYSTEMS);
  const systems = query.data?.items;
  return (
    <Page title={t('title')} lead={t('lead')}>
      {systems ? (
        systems.length > 0 ? (
          <div className="system-list">
            {systems.map((one) => (
              <SystemCard key={`${one.system} ${one.organisation}`} shown={one} />
            ))}
          </div>
        ) : (
          <section className="card pad">
            <EmptyState title={t('empty')} text={t('emptyText')} />
          </section>
        )
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={2} />
      )}
      {systems?.length === 0 ? null : <ErrorQueue systems={systems ?? []} />}
      <ReturnedBySystems />
    </Page>
  );
}
