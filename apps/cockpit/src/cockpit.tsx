import { ApiProblem, EmptyState, ErrorNotice, LanguageSwitch, useLocal, type Account, type Session } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { boardsQuery, sessionQuery } from './data/queries.ts';
import { goSignIn } from './data/sign-in.ts';
import { useText } from './texts/index.ts';
import { SignOut } from './wall/sign-out.tsx';
import { Wall } from './wall/wall.tsx';

const PERMISSION = 'cockpit.read';

/** Who may see the cockpit does; the others sign in, or are told what to do. */
export function Cockpit() {
  const t = useText();
  const session = useQuery(sessionQuery);
  const signedOut = session.data?.account === null;
  useEffect(() => {
    if (signedOut) goSignIn();
  }, [signedOut]);
  if (!session.data)
    return session.isError ? (
      <Alone heading={t('gate.failed')}>
        <ErrorNotice error={session.error} onRetry={() => void session.refetch()} />
      </Alone>
    ) : (
      <Waiting />
    );
  const { account } = session.data;
  if (!account) return <Waiting />;
  if (!account.permissions.includes(PERMISSION)) return <NoRight account={account} />;
  return <Boards session={session.data} account={account} />;
}

function Boards({ session, account }: { session: Session; account: Account }) {
  const t = useText();
  const boards = useQuery(boardsQuery);
  if (boards.error instanceof ApiProblem && boards.error.status === 403) return <NoRight account={account} />;
  if (!boards.data)
    return boards.isError ? (
      <Alone heading={t('gate.failed')}>
        <ErrorNotice error={boards.error} onRetry={() => void boards.refetch()} />
      </Alone>
    ) : (
      <Waiting />
    );
  if (boards.data.items.length === 0)
    return (
      <Alone heading={t('head.product')}>
        <EmptyState title={t('gate.noBoards')} text={t('gate.noBoardsText')} />
      </Alone>
    );
  return <Wall session={session} boards={boards.data.items} />;
}

function NoRight({ account }: { account: Account }) {
  const t = useText();
  const local = useLocal();
  const who = [local(account.organisationName), account.name].filter(Boolean).join(' · ');
  return (
    <Alone heading={t('gate.noRight')}>
      <p>{t('gate.noRightText')}</p>
      <p className="quiet">{t('gate.signedInAs', { who })}</p>
      <SignOut label={t('gate.other')} className="yw-button" />
    </Alone>
  );
}

function Waiting() {
  const t = useText();
  return (
    <main className="alone" aria-busy="true">
      <h1 className="yw-visually-hidden">{t('head.product')}</h1>
      <p role="status">{t('gate.wait')}</p>
    </main>
  );
}

function Alone({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <main className="alone">
      <div className="alone-card">
        <div className="alone-head">
          <h1>{heading}</h1>
          <LanguageSwitch />
        </div>
        {children}
      </div>
    </main>
  );
}
