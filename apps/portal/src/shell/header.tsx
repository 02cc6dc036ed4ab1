import { LanguageSwitch, useElderMode, useLocal } from '@yiwang/ui';
import { useSession, useSignInHref } from '../data/session.ts';
import { useText } from '../texts/index.ts';
import { Link } from './link.tsx';

/** Brand, demo mark, the main sections on wide screens, elder mode, language, signing in. */
export function Header({ bare }: { bare: boolean }) {
  const t = useText();
  const local = useLocal();
  const { session, state, account } = useSession();
  const signInHref = useSignInHref();
  const [elder, setElder] = useElderMode();
  return (
    <header className="header">
      <div className="header-in">
        <Link to="/" className="brand">
          <b>{t('brand')}</b>
          {session ? <span>{local(session.city)}</span> : null}
        </Link>
        {session?.demo ? (
          <span className="ribbon" title={t('demoLong')}>
            {t('demo')}
          </span>
        ) : null}
        {bare ? null : (
          <nav className="top-nav" aria-label={t('nav.label')}>
            <Link to="/" activeOptions={{ exact: true }}>
              {t('nav.home')}
            </Link>
            <Link to="/matters">{t('nav.matters')}</Link>
            <Link to="/cases">{t('nav.cases')}</Link>
            <Link to="/licences">{t('nav.licences')}</Link>
            <Link to="/my-data">{t('nav.myData')}</Link>
            <Link to="/verify">{t('nav.verify')}</Link>
          </nav>
        )}
        <span className="grow" />
        <button type="button" className="chip" aria-pressed={elder} onClick={() => setElder(!elder)}>
          {elder ? t('elder.off') : t('elder.on')}
        </button>
        <LanguageSwitch />
        {bare ? null : state === 'in' && account ? (
          <Link to="/me" className="who">
            {account.actingFor?.firm.name ?? account.name}
          </Link>
        ) : state === 'out' ? (
          <a className="who" href={signInHref}>
            {t('session.signIn')}
          </a>
        ) : null}
      </div>
    </header>
  );
}
