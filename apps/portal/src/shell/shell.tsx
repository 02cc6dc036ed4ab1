import { ownTab, useElderMode, useForgottenWithOthers, useLanguage } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useSession, useSignInHref } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { ActingBar } from './acting-bar.tsx';
import { BottomNav } from './bottom-nav.tsx';
import { Header } from './header.tsx';
import { useSignedOut } from './signed-out.ts';

const ReadAloud = lazy(() => import('./read-aloud.tsx').then((module) => ({ default: module.ReadAloud })));

/** Some words of an answer come in the language of its request: after the switch, what is shown is asked for again. */
function useAnswersInLanguage(): void {
  const language = useLanguage();
  const client = useQueryClient();
  const before = useRef(language);
  useEffect(() => {
    if (before.current === language) return;
    before.current = language;
    void client.invalidateQueries();
  }, [language, client]);
}

/** What stands around every page. The login page goes without navigation: it serves staff as well. */
export function Shell() {
  const t = useText();
  const [elder] = useElderMode();
  const { session } = useSession();
  const expired = useSignedOut();
  const signInHref = useSignInHref();
  const { pathname } = useLocation();
  useAnswersInLanguage();
  useForgottenWithOthers();
  if (session?.account) ownTab(session.account.id);
  // The form has a bar of its own under the thumb.
  const filling = /^\/apply\/[^/]+$/.test(pathname);
  const bare = pathname.startsWith('/login/');
  return (
    <>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <Header bare={bare} />
      {expired && !bare ? (
        <div className="expired" role="alert">
          <p>{t('session.expired')}</p>
          <a className="yw-button" href={signInHref}>
            {t('session.again')}
          </a>
        </div>
      ) : null}
      {bare ? null : <ActingBar />}
      {elder ? (
        <Suspense fallback={null}>
          <ReadAloud />
        </Suspense>
      ) : null}
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <p>
          <a href="tel:12345">{t('footer.hotline')}</a>
        </p>
        <p>{session?.demo ? t('footer.demo') : null}</p>
        <p>{t('footer.license')}</p>
      </footer>
      {bare || filling ? null : <BottomNav />}
    </>
  );
}
