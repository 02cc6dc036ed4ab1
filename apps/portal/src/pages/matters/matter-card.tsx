import { useLocal, type MatterListing } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';
import { Link } from '../../shell/link.tsx';

/** One service in a list: name, what for, how long, how many visits. */
export function MatterCard({ item, level = 3 }: { item: MatterListing; level?: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const t = useText();
  const local = useLocal();
  const time =
    item.projectType === 'instant'
      ? t('matters.instant')
      : item.promiseDays === undefined
        ? t('matters.promise')
        : t('matters.days', { count: item.promiseDays });
  return (
    <Link to="/matters/$matterId" params={{ matterId: item.id }} className="card matter-card">
      <Heading>{local(item.title)}</Heading>
      <p>{local(item.summary)}</p>
      <p className="tags">
        <span className="tag" data-tone={item.projectType === 'instant' ? 'green' : 'blue'}>
          {time}
        </span>
        <span className="tag" data-tone="blue">
          {item.visits === 0 ? t('matters.noVisit') : t('matters.visits', { count: item.visits })}
        </span>
        {item.papersSaved > 0 ? (
          <span className="tag" data-tone="green">
            {t('cases.papers', { count: item.papersSaved })}
          </span>
        ) : null}
        {item.matched ? <span className="small">{t('search.matched', { word: item.matched })}</span> : null}
      </p>
    </Link>
  );
}
