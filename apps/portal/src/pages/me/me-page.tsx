import './me.css';
import { changeLanguage, ErrorNotice, forgetTabs, signOut, useElderMode, useLanguage, useLocal } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { useSession, useSignInHref } from '../../data/session.ts';
import { Icon } from '../../shell/icons.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { Link } from '../../shell/link.tsx';

/** Who I am here, where my things are, how the pages look, signing out. */
export function MePage() {
  const t = useText();
  const language = useLanguage();
  const [elder, setElder] = useElderMode();
  return (
    <Page title={t('me.title')}>
      <Who />
      <nav className="card menu" aria-label={t('me.elsewhere')}>
        <Link to="/cases">
          <Icon name="cases" /> {t('nav.cases')} <Icon name="chevron" size={18} />
        </Link>
        <Link to="/licences">
          <Icon name="licences" /> {t('licences.title')} <Icon name="chevron" size={18} />
        </Link>
        <Link to="/my-data">
          <Icon name="data" /> {t('nav.myData')} <Icon name="chevron" size={18} />
        </Link>
        <Link to="/service-points">
          <Icon name="phone" /> {t('matters.points')} <Icon name="chevron" size={18} />
        </Link>
        <Link to="/verify">
          <Icon name="verify" /> {t('nav.verify')} <Icon name="chevron" size={18} />
        </Link>
      </nav>
      <section className="card">
        <h2>{t('me.display')}</h2>
        <div className="setting">
          <p>
            <b>{t('elder.on')}</b>
            <span className="small">{t('me.elderText')}</span>
          </p>
          <button
            type="button"
            className="yw-button"
            data-quiet=""
            aria-pressed={elder}
            onClick={() => setElder(!elder)}
          >
            {elder ? t('elder.off') : t('elder.on')}
          </button>
        </div>
        <div className="setting">
          <p>
            <b>{t('me.language')}</b>
          </p>
          <button
            type="button"
            className="yw-button"
            data-quiet=""
            lang={language === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => void changeLanguage(language === 'zh' ? 'en' : 'zh')}
          >
            {t('me.languageText')}
          </button>
        </div>
      </section>
    </Page>
  );
}

function Who() {
  const t = useText();
  const local = useLocal();
  const { account, state, error, again } = useSession();
  const href = useSignInHref();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: ({ redirectTo }) => {
      forgetTabs();
      window.location.assign(redirectTo);
    },
  });
  if (state === 'unknown') return <Loading />;
  if (state === 'failed') return <ErrorNotice error={error} onRetry={again} />;
  if (!account)
    return (
      <div className="card invite">
        <p>{t('home.signInText')}</p>
        <a className="yw-button" href={href}>
          {t('session.signIn')}
        </a>
      </div>
    );
  return (
    <section className="card stack">
      <div className="setting">
        <p>
          <b className="my-name">{account.name}</b>
          <span className="small">
            {account.roles.map((role) => local(role.title)).join(' · ')}
            {account.organisationName ? ` · ${local(account.organisationName)}` : null}
          </span>
        </p>
        <button
          type="button"
          className="yw-button"
          data-quiet=""
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {t('session.signOut')}
        </button>
      </div>
      {account.mandates ? (
        <div className="setting">
          <p>
            <b>{t('acting.mine')}</b>
            <span className="small">{account.actingFor?.firm.name ?? t('acting.self')}</span>
          </p>
          <Link to="/acting" search={{ return: '/me' }} className="yw-button" data-quiet="">
            {t('acting.switch')}
          </Link>
        </div>
      ) : null}
      {account.kind === 'staff' ? <p className="small">{t('session.staff')}</p> : null}
      {leave.isError ? <ErrorNotice error={leave.error} onRetry={() => leave.mutate()} /> : null}
    </section>
  );
}
