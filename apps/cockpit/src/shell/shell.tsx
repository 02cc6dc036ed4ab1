import { ErrorNotice, LanguageSwitch, signOut, useLocal } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession, useSignInHref } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { Notice, Waiting } from './notices.tsx';
import { useSignedOut } from './signed-out.ts';

/** City, demo mark, language and who looks; without a sign-in or the right, a page that says so. */
export function Shell() {
  const t = useText();
  const local = useLocal();
  const { session, staff } = useSession();
  const expired = useSignedOut();
  const href = useSignInHref();
  return (
    <div className="wall">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="top">
        <b className="brand">
          {local(session?.city)} {t('brand')}
        </b>
        {session?.demo ? (
          <span className="ribbon" title={t('demoLong')}>
            {t('demo')}
          </span>
        ) : null}
        <span className="grow" />
        <LanguageSwitch />
        {staff ? (
          <>
            <span className="who">{[local(staff.organisationName), staff.name].filter(Boolean).join(' · ')}</span>
            <SignOut />
          </>
        ) : null}
      </header>
      {expired && staff ? (
        <div className="stale" role="alert">
          <p>{t('expired')}</p>
          <a className="yw-button" href={href}>
            {t('signInAgain')}
          </a>
        </div>
      ) : null}
      <main id="main" tabIndex={-1}>
        <Admitted>
          <Outlet />
        </Admitted>
      </main>
    </div>
  );
}

function Admitted({ children }: { children: ReactNode }) {
  const t = useText();
  const { state, staff, session, error, again } = useSession();
  const href = useSignInHref();
  if (state === 'unknown') return <Waiting />;
  if (state === 'failed')
    return (
      <div className="notice">
        <ErrorNotice error={error} onRetry={again} />
      </div>
    );
  if (!staff)
    return (
      <Notice title={t('signInTitle')} text={session?.account ? t('signInPerson') : t('signInText')}>
        <p>
          <a className="yw-button" href={href}>
            {t('signIn')}
          </a>
        </p>
      </Notice>
    );
  if (!staff.permissions.includes('cockpit.read')) return <Notice title={t('noRight')} text={t('noRightText')} />;
  return children;
}

function SignOut() {
  const t = useText();
  const leave = useMutation({ mutationFn: signOut, onSuccess: ({ redirectTo }) => window.location.assign(redirectTo) });
  return (
    <button type="button" className="quiet-button" disabled={leave.isPending} onClick={() => leave.mutate()}>
      {leave.isError ? t('signOutFailed') : t('signOut')}
    </button>
  );
}
