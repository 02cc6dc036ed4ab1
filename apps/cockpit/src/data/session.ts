import { signInAddress, type Account, type Session } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { sessionQuery } from './queries.ts';

/** Who is signed in; `unknown` until the server has said. A resident's account counts as signed out of the cockpit. */
export function useSession(): {
  session: Session | undefined;
  staff: Account | undefined;
  state: 'unknown' | 'in' | 'out' | 'failed';
  error: unknown;
  again: () => void;
} {
  const query = useQuery(sessionQuery);
  const account = query.data?.account ?? undefined;
  const staff = account?.kind === 'staff' ? account : undefined;
  return {
    session: query.data,
    staff,
    state: query.data ? (staff ? 'in' : 'out') : query.isError ? 'failed' : 'unknown',
    error: query.error,
    again: () => void query.refetch(),
  };
}

/** Address that signs in and comes back to the page one is on. */
export function useSignInHref(): string {
  const { publicHref } = useLocation();
  return signInAddress('cockpit', publicHref);
}
