import './acting.css';
import { isReturnPath } from '@platform/kernel/browser';
import { EmptyState, ErrorNotice, formatDate, useLocal } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useSession } from '../../data/session.ts';
import { PersonOnly } from '../../shell/gate.tsx';
import { Link } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { actFor, mandatesQuery, type Mandate } from './api.ts';
import { EndMandate } from './end-mandate.tsx';
import { useActingText } from './texts/index.ts';

/** 选择办事身份: for myself or for a firm; asked after signing in of whoever may act for one, and to be changed at any time. */
export function ActingPage() {
  const t = useActingText();
  return (
    <Page title={t('title')}>
      <p className="lead">{t('lead')}</p>
      <PersonOnly what={t('what')} forFirms>
        <Choices />
      </PersonOnly>
    </Page>
  );
}

/** Only a page of this site; anything else leads home. */
function homeward(address: string | undefined): string {
  return address !== undefined && isReturnPath(address) ? address : '/';
}

function Choices() {
  const t = useActingText();
  const { person } = useSession();
  const search: { return?: string } = useSearch({ strict: false });
  const mandates = useQuery(mandatesQuery);
  // Loaded anew: nothing that was fetched for one may be shown for the other.
  const choose = useMutation({
    mutationFn: actFor,
    onSuccess: () => window.location.assign(homeward(search.return)),
  });
  if (mandates.isPending) return <Loading />;
  if (mandates.data === undefined)
    return <ErrorNotice error={mandates.error} onRetry={() => void mandates.refetch()} />;
  const { items, acting } = mandates.data;
  const busy = choose.isPending || choose.isSuccess;
  return (
    <>
      {choose.isError ? <ErrorNotice error={choose.error} /> : null}
      <ul className="stack identities">
        <li className="card identity" data-chosen={acting === undefined ? '' : undefined}>
          <div>
            <h2>{person?.name}</h2>
            <p className="small">
              {t('self')} · {t('selfText')}
            </p>
          </div>
          <Choose
            who={person?.name ?? ''}
            chosen={acting === undefined}
            busy={busy}
            onChoose={() => choose.mutate(null)}
          />
        </li>
        {items.map((one) => (
          <li key={one.id} className="card identity" data-chosen={acting === one.id ? '' : undefined}>
            <FirmFacts mandate={one} />
            <Choose who={one.firm.name} chosen={acting === one.id} busy={busy} onChoose={() => choose.mutate(one.id)} />
            <div className="links">
              {one.kind === 'legal-representative' ? (
                <Link to="/firms/$firmId/agents" params={{ firmId: one.firm.id }}>
                  {t('manage')}
                </Link>
              ) : (
                <EndMandate id={one.id} own label={t('giveBack')} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {items.length === 0 ? (
        <div className="card">
          <EmptyState title={t('nobody')} text={t('nobodyText')} />
        </div>
      ) : null}
    </>
  );
}

function Choose({
  who,
  chosen,
  busy,
  onChoose,
}: {
  who: string;
  chosen: boolean;
  busy: boolean;
  onChoose: () => void;
}) {
  const t = useActingText();
  return (
    <div className="choose">
      {chosen ? (
        <span className="tag" data-tone="green">
          {t('current')}
        </span>
      ) : null}
      <button
        type="button"
        className="yw-button"
        {...(chosen ? { 'data-quiet': '' } : {})}
        disabled={busy}
        aria-label={t('chooseFor', { who })}
        onClick={onChoose}
      >
        {busy ? t('choosing') : t('choose')}
      </button>
    </div>
  );
}

function FirmFacts({ mandate }: { mandate: Mandate }) {
  const t = useActingText();
  const local = useLocal();
  return (
    <div>
      <h2>{mandate.firm.name}</h2>
      <p className="small">
        {t('code')} <span className="code">{mandate.firm.creditCode}</span>
      </p>
      <p className="tags">
        <span className="tag" data-tone="blue">
          {local(mandate.kindTitle)}
        </span>
        {mandate.scope.map(({ id, title }) => (
          <span className="tag" data-tone="grey" key={id}>
            {local(title)}
          </span>
        ))}
        <span className="small">{mandate.until ? t('until', { date: formatDate(mandate.until) }) : t('open')}</span>
      </p>
    </div>
  );
}
