import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession, useSignInHref } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { Link } from './link.tsx';
import { Loading } from './page.tsx';

/**
 * Shows `children` to a signed-in person; others are told why to sign in, and come back here afterwards. While they act for a firm the page is
 * about the firm, and is shown where their mandate covers services, or where `forFirms` says that any mandate will do.
 */
export function PersonOnly({
  what,
  forFirms = false,
  children,
}: {
  what: string;
  forFirms?: boolean;
  children: ReactNode;
}) {
  const t = useText();
  const { state, person, firm, mayServe, error, again } = useSession();
  const { href: here } = useLocation();
  const href = useSignInHref();
  if (state === 'unknown') return <Loading />;
  if (state === 'failed') return <ErrorNotice error={error} onRetry={again} />;
  if (person && firm && !mayServe && !forFirms)
    return (
      <div className="card">
        <EmptyState title={t('acting.outside')} text={t('acting.outsideText', { firm: firm.name, what })}>
          <Link to="/acting" search={{ return: here }} className="yw-button">
            {t('acting.switch')}
          </Link>
        </EmptyState>
      </div>
    );
  if (person) return children;
  return (
    <div className="card">
      <EmptyState
        title={t('session.needed')}
        text={state === 'in' ? t('session.staff') : t('session.neededText', { what })}
      >
        <a className="yw-button" href={href}>
          {t('session.signIn')}
        </a>
      </EmptyState>
    </div>
  );
}
