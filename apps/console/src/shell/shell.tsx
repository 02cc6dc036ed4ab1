import { ErrorNotice, forgetTabs, LanguageSwitch, ownTab, signOut, useForgottenWithOthers, useLocal } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Button } from 'antd';
import type { Account } from '@yiwang/ui';
import { hasLocalDrafts } from '@yiwang/ui/form/local-drafts.ts';
import { useState } from 'react';
import { Confirm } from '../rail/confirm.tsx';
import { useSession, useSignInHref } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { JointNote } from './joint-note.tsx';
import { MentionsNote } from './mentions-note.tsx';
import { entriesFor, GROUPS, type MenuEntry } from './menu.ts';
import { useDocumentTitle, Waiting } from './page.tsx';
import { useSignedOut } from './signed-out.ts';

/** What stands around every page: menu by permission, who is signed in, language. Without a sign-in or rights, a page that says so. */
export function Shell() {
  const { state, staff, error, again } = useSession();
  if (state === 'failed') return <Alone>{<ErrorNotice error={error} onRetry={again} />}</Alone>;
  if (state === 'unknown') return <Alone>{<Waiting />}</Alone>;
  if (!staff) return <SignInNeeded />;
  return <Frame staff={staff} entries={entriesFor(staff.permissions)} />;
}

function Frame({ staff, entries }: { staff: Account; entries: readonly MenuEntry[] }) {
  const t = useText();
  const local = useLocal();
  const { session } = useSession();
  ownTab(staff.id);
  useForgottenWithOthers();
  const expired = useSignedOut();
  const signInHref = useSignInHref();
  const groups = GROUPS.map((group) => ({ group, items: entries.filter((entry) => entry.group === group) }));
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <div className="frame">
        <aside className="side">
          <Link to="/" className="brand">
            {t('shell.brand')}
            <small>{local(session?.city)}</small>
          </Link>
          <nav aria-label={t('shell.menu')}>
            {groups.map(({ group, items }) =>
              items.length === 0 ? null : (
                <div key={group}>
                  <h2>{t(`menu.groups.${group}`)}</h2>
                  {items.map(({ to, key }) => (
                    <Link key={key} to={to}>
                      {t(`menu.${key}`)}
                    </Link>
                  ))}
                </div>
              ),
            )}
          </nav>
          <footer>
            {t('shell.keys')}
            <br />
            <kbd>/</kbd> {t('shell.keySearch')}
            <br />
            <kbd>J</kbd> <kbd>K</kbd> {t('shell.keyNext')}
          </footer>
        </aside>
        <div>
          <header className="top">
            {session?.demo ? (
              <span className="ribbon" title={t('shell.demoLong')}>
                {t('shell.demo')}
              </span>
            ) : null}
            <span className="grow" />
            {staff.permissions.includes('cases.read-personal-data') ? <MentionsNote /> : null}
            {staff.permissions.includes('cases.approve-joint-extension') ? <JointNote /> : null}
            <LanguageSwitch />
            <span className="who">
              {[
                local(staff.organisationName),
                staff.roles.map(({ title }) => local(title)).join(t('shell.and')),
                staff.name,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <SignOutButton />
          </header>
          {expired ? (
            <div className="expired" role="alert">
              <p>{t('shell.expired')}</p>
              <Button type="primary" href={signInHref}>
                {t('shell.signInAgain')}
              </Button>
            </div>
          ) : null}
          <main id="main" tabIndex={-1}>
            {entries.length === 0 ? <NoRights /> : <Outlet />}
          </main>
        </div>
      </div>
    </>
  );
}

function SignOutButton() {
  const t = useText();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: ({ redirectTo }) => {
      forgetTabs();
      window.location.assign(redirectTo);
    },
  });
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button
        size="small"
        loading={leave.isPending}
        danger={leave.isError}
        onClick={() => (hasLocalDrafts() ? setAsked(true) : leave.mutate())}
      >
        {leave.isError ? t('shell.signOutFailed') : t('shell.signOut')}
      </Button>
      <Confirm
        open={asked}
        title={t('shell.unsavedTitle')}
        act={t('shell.unsavedLeave')}
        danger
        busy={leave.isPending}
        error={leave.error}
        onAct={() => leave.mutate()}
        onClose={() => setAsked(false)}
      >
        <p>{t('shell.unsavedText')}</p>
      </Confirm>
    </>
  );
}

function SignInNeeded() {
  const t = useText();
  const href = useSignInHref();
  const { session } = useSession();
  const person = session?.account?.kind === 'person';
  useDocumentTitle(t('shell.signInTitle'));
  return (
    <Alone>
      <div className="card pad stack">
        <h1>{t('shell.signInTitle')}</h1>
        <p>{person ? t('shell.signInPerson') : t('shell.signInText')}</p>
        <p>
          <Button type="primary" size="large" href={href}>
            {t('shell.signIn')}
          </Button>
        </p>
      </div>
    </Alone>
  );
}

function NoRights() {
  const t = useText();
  const { staff } = useSession();
  useDocumentTitle(t('shell.noRights'));
  return (
    <div className="alone">
      <div className="card pad stack">
        <h1>{t('shell.noRights')}</h1>
        <p>{staff && staff.roles.length > 0 ? t('shell.noRightsRoles') : t('shell.noRightsText')}</p>
      </div>
    </div>
  );
}

function Alone({ children }: { children: React.ReactNode }) {
  const t = useText();
  return (
    <main className="alone stack">
      <div className="row">
        <b className="brand grow">{t('shell.brand')}</b>
        <LanguageSwitch />
      </div>
      {children}
    </main>
  );
}
