import { useLocation } from '@tanstack/react-router';
import { useSession } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { Link } from './link.tsx';

/** Says on every page that one acts for a firm, and leads to changing it. */
export function ActingBar() {
  const t = useText();
  const { firm } = useSession();
  const { href, pathname } = useLocation();
  if (!firm || pathname === '/acting') return null;
  return (
    <div className="acting-bar">
      <p>{t('acting.bar', { firm: firm.name })}</p>
      <Link to="/acting" search={{ return: href }}>
        {t('acting.switch')}
      </Link>
    </div>
  );
}
