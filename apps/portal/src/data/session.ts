import { signInAddress, type Account, type Session } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { sessionQuery } from './queries.ts';

/** Who is signed in. `unknown` until the server has said; a staff account counts as signed out of personal pages. */
export function useSession(): {
  session: Session | undefined;
  account: Account | undefined;
  person: Account | undefined;
  /** The firm for which the session acts: what is shown then is the firm's. */
  firm: NonNullable<Account['actingFor']>['firm'] | undefined;
  /** Whether the person may use services as whom they act: always for themself, for a firm where the mandate says so. */
  mayServe: boolean;
  state: 'unknown' | 'in' | 'out' | 'failed';
  error: unknown;
  again: () => void;
} {
  const query = useQuery(sessionQuery);
  const account = query.data?.account ?? undefined;
  return {
    session: query.data,
    account,
    person: account?.kind === 'person' ? account : undefined,
    firm: account?.actingFor?.firm,
    mayServe: !account?.actingFor || account.actingFor.scope.some(({ id }) => id === 'services'),
    state: query.data ? (account ? 'in' : 'out') : query.isError ? 'failed' : 'unknown',
    error: query.error,
    again: () => void query.refetch(),
  };
}

/** Address that signs in and comes back to the page one is on. */
export function useSignInHref(): string {
  const location = useLocation();
  return signInAddress('portal', location.pathname.startsWith('/login') ? '/' : location.href);
}
