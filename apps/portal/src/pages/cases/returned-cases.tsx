import { ErrorNotice, useLocal, When, type ReturnedListing } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { stateTone } from '../../data/case-progress.ts';
import { returnedQuery } from '../../data/queries.ts';
import { More } from '../../shell/more.tsx';
import { useText } from '../../texts/index.ts';

/** What departments' own systems handled for the person: where it stands and what was done. Nothing where there is none. */
export function ReturnedCases() {
  const t = useText();
  const heading = useId();
  const returned = useInfiniteQuery(returnedQuery);
  const items = returned.data?.pages.flatMap((page) => page.items) ?? [];
  if (returned.error && items.length === 0)
    return <ErrorNotice error={returned.error} onRetry={() => void returned.refetch()} />;
  if (items.length === 0) return null;
  return (
    <section className="returned-cases" aria-labelledby={heading}>
      <h2 id={heading}>{t('cases.elsewhere')}</h2>
      <p className="small">{t('cases.elsewhereText')}</p>
      <ul className="case-grid">
        {items.map((item) => (
          <li key={item.id}>
            <ReturnedCard item={item} />
          </li>
        ))}
      </ul>
      <More of={returned} />
    </section>
  );
}

function ReturnedCard({ item }: { item: ReturnedListing }) {
  const t = useText();
  const local = useLocal();
  return (
    <article className="card case-card">
      <div className="row">
        <h3>{local(item.title)}</h3>
        <span className="tag" data-tone={stateTone(item.state)}>
          {local(item.stateTitle)}
        </span>
      </div>
      <p className="small">
        {t('cases.bySystem', { organisation: local(item.organisationName), system: local(item.systemTitle) })}
      </p>
      <p className="small">
        {t('cases.number')} {item.ownNo} · <When at={item.submittedAt} near />
      </p>
      {item.result ? (
        <p className="small">
          {t('cases.elsewhereResult', { what: `${item.result.title} ${item.result.number ?? ''}`.trim() })}
        </p>
      ) : null}
      <details>
        <summary>{t('cases.steps')}</summary>
        <ol className="case-steps">
          {item.steps.map((step, index) => (
            // Steps stand in their order and may have the same name.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} data-state="done">
              <b>{local(step.name)}</b>
              <span className="small">
                <When at={step.at} />
              </span>
            </li>
          ))}
        </ol>
      </details>
    </article>
  );
}
