import { useQuery } from '@tanstack/react-query';
import { readsSummaryQuery } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { useText } from '../../texts/index.ts';
import { Link } from '../../shell/link.tsx';

/** One sentence about who looked at my data; left out while unknown, for a guess here would be worse than nothing. */
export function DataSentence() {
  const t = useText();
  const { firm } = useSession();
  const summary = useQuery(readsSummaryQuery);
  if (!summary.data) return null;
  const { reads30Days: reads, organisations30Days: organisations, fields30Days: fields } = summary.data;
  return (
    <p className="card data-sentence">
      {reads === 0
        ? t(firm ? 'home.readsNoneFirm' : 'home.readsNone')
        : t(firm ? 'home.readsSomeFirm' : 'home.readsSome', { reads, organisations, fields })}{' '}
      <Link to="/my-data">{t('home.readsLink')}</Link>
    </p>
  );
}
