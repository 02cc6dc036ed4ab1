import { EmptyState, ErrorNotice } from '@yiwang/ui';
import type { ReactNode } from 'react';
import { useSession, useSignInHref } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { Loading } from './page.tsx';

/** Shows `children` to a signed-in person; others are told why to sign in, and come back here afterwards. */
export function PersonOnly({ what, children }: { what: string; children: ReactNode }) {
  const t = useText();
  const { state, person, error, again } = useSession();
  const href = useSignInHref();
  if (state === 'unknown') return <Loading />;
  if (state === 'failed') return <ErrorNotice error={error} onRetry={again} />;
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
