import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { isRunning } from '../../data/case-progress.ts';
import { casesQuery, licencesQuery, readsSummaryQuery } from '../../data/queries.ts';
import { Icon, type IconName } from '../../shell/icons.tsx';
import { useText } from '../../texts/index.ts';
import { Link } from '../../shell/link.tsx';

/** What is mine, with counts once they are known; the tiles lead somewhere signed out as well. For a firm it is the firm's. */
export function MyTiles({ signedIn, mayServe }: { signedIn: boolean; mayServe: boolean }) {
  const t = useText();
  const cases = useInfiniteQuery({ ...casesQuery, enabled: signedIn && mayServe });
  const licences = useQuery({ ...licencesQuery, enabled: signedIn && mayServe });
  const reads = useQuery({ ...readsSummaryQuery, enabled: signedIn });
  const running = cases.data?.pages[0]?.items.filter((item) => isRunning(item.state)).length;
  return (
    <nav className="tiles" aria-label={t('home.mine')}>
      <Tile to="/cases" icon="cases" label={t('home.cases')} count={running} />
      <Tile to="/licences" icon="licences" label={t('home.licences')} count={licences.data?.items.length} />
      <Tile to="/my-data" icon="data" label={t('home.myData')} count={reads.data?.reads30Days} />
      <Tile to="/verify" icon="verify" label={t('nav.verify')} count={undefined} />
    </nav>
  );
}

function Tile({
  to,
  icon,
  label,
  count,
}: {
  to: '/cases' | '/licences' | '/my-data' | '/verify';
  icon: IconName;
  label: string;
  count: number | undefined;
}) {
  return (
    <Link to={to} className="tile">
      <span className="tile-icon">
        <Icon name={icon} />
      </span>
      <span>
        {label}
        {count ? <b> {count}</b> : null}
      </span>
    </Link>
  );
}
