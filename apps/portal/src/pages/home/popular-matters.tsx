import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { mattersQuery } from '../../data/queries.ts';
import { Loading } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { MatterCard } from '../matters/matter-card.tsx';
import { Link } from '../../shell/link.tsx';

const SHOWN = 4;

/** 常办的事: the services the server lists first. */
export function PopularMatters() {
  const t = useText();
  const matters = useQuery(mattersQuery(''));
  return (
    <section aria-labelledby="popular">
      <div className="section-head">
        <h2 id="popular">{t('home.popular')}</h2>
        <Link to="/matters">{t('home.allMatters')}</Link>
      </div>
      {matters.isPending ? <Loading /> : null}
      {matters.isError ? <ErrorNotice level={3} error={matters.error} onRetry={() => void matters.refetch()} /> : null}
      {matters.data?.items.length === 0 ? (
        <div className="card">
          <EmptyState level={3} title={t('home.noMatters')} text={t('home.noMattersText')} />
        </div>
      ) : null}
      <ul className="matter-grid">
        {(matters.data?.items ?? []).slice(0, SHOWN).map((item) => (
          <li key={item.id}>
            <MatterCard item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}
