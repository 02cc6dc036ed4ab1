import { useText } from '../texts/index.ts';
import { Icon } from './icons.tsx';
import { Link } from './link.tsx';

/** The four sections under the thumb, on phones and in elder mode. */
export function BottomNav() {
  const t = useText();
  return (
    <nav className="bottom-nav" aria-label={t('nav.label')}>
      <Link to="/" activeOptions={{ exact: true }}>
        <Icon name="home" />
        {t('nav.home')}
      </Link>
      <Link to="/matters">
        <Icon name="matters" />
        {t('nav.matters')}
      </Link>
      <Link to="/licences">
        <Icon name="licences" />
        {t('nav.licences')}
      </Link>
      <Link to="/me">
        <Icon name="me" />
        {t('nav.me')}
      </Link>
    </nav>
  );
}
