import { EmptyState, ErrorNotice, useLocal, When } from '@yiwang/ui';
import { EVENTS_PAGE, fetchEvents } from '../../api/railway.ts';
import { usePaged } from '../../data/paged.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { PageButtons } from '../../table/page-buttons.tsx';
import { useText } from '../../texts/index.ts';

const BAD = /held|fail|lost|stopped|drift|budget|broken/;
const GOOD = /done|resumed|live|connected|mended|began/;

/** What happened on a line, the newest first. */
export function LineTimeline({ id }: { id: string }) {
  const t = useText();
  const local = useLocal();
  const list = usePaged([RAIL, 'events', id], EVENTS_PAGE, (cursor) => fetchEvents(id, cursor));
  return (
    <section className="card pad stack-s">
      <h2>{t('line.timeline')}</h2>
      {list.error ? <ErrorNotice error={list.error} onRetry={list.again} level={3} /> : null}
      {list.items?.length === 0 ? <EmptyState level={3} title={t('line.noEvents')} /> : null}
      <ol className="timeline">
        {list.items?.map(({ id: event, at, kind, text, actor }) => (
          <li key={event} data-tone={BAD.test(kind) ? 'red' : GOOD.test(kind) ? 'green' : undefined}>
            <When at={at} seconds />
            <span>
              {local(text)} <small>{actor === 'exchange' ? '' : actor}</small>
            </span>
          </li>
        ))}
      </ol>
      {list.previous || list.next ? (
        <div className="row">
          <PageButtons paged={list} size="small" />
        </div>
      ) : null}
    </section>
  );
}
