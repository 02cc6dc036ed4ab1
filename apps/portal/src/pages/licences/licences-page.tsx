import { EmptyState, ErrorNotice, useLive } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { licencesQuery } from '../../data/queries.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { LicenceCard } from './licence-card.tsx';
import { Link } from '../../shell/link.tsx';

/** The wallet. */
export function LicencesPage() {
  const t = useText();
  return (
    <Page title={t('licences.title')} width="wide">
      <PersonOnly what={t('licences.what')}>
        <Wallet />
      </PersonOnly>
    </Page>
  );
}

function Wallet() {
  const t = useText();
  const licences = useQuery(licencesQuery);
  useLive(['licences'], () => void licences.refetch());
  if (licences.isPending) return <Loading />;
  if (licences.data === undefined)
    return <ErrorNotice error={licences.error} onRetry={() => void licences.refetch()} />;
  if (licences.data.items.length === 0)
    return (
      <div className="card">
        <EmptyState title={t('licences.none')} text={t('licences.noneText')}>
          <Link to="/matters" className="yw-button">
            {t('cases.find')}
          </Link>
        </EmptyState>
      </div>
    );
  return (
    <ul className="wallet">
      {licences.data.items.map((licence) => (
        <li key={licence.id}>
          <Link to="/licences/$licenceId" params={{ licenceId: licence.id }}>
            <LicenceCard licence={licence} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
