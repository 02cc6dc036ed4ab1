import { Navigate } from '@tanstack/react-router';
import { useSession } from '../data/session.ts';
import { entriesFor } from './menu.ts';

/** The front door leads to the first page that the account may use; the shell speaks where there is none. */
export function HomePage() {
  const { staff } = useSession();
  const [first] = entriesFor(staff?.permissions ?? []);
  return first ? <Navigate to={first.to} replace /> : null;
}
