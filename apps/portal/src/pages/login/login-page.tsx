import './login.css';
import { ApiProblem, ErrorNotice, sendSignIn, useLocal, type DemoAccount, type SignInPage } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { FieldError, Input, Label, TextField } from 'react-aria-components';
import { signInQuery } from '../../data/queries.ts';
import { FoundPage } from '../../shell/found-page.tsx';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';

/** Our own sign-in page, for the portal and for staff; in demo mode the demo accounts stand on it. */
export function LoginPage() {
  const t = useText();
  const { uid } = useParams({ strict: false }) as { uid: string };
  const page = useQuery(signInQuery(uid));
  const missing = {
    title: t('login.ended'),
    text: t('login.endedText'),
    link: (
      <a className="yw-button" href="/">
        {t('login.home')}
      </a>
    ),
  };
  return (
    <FoundPage
      found={page}
      title={t('login.title')}
      missing={missing}
      missingStatus={[400, 404, 410]}
      className="login"
    >
      {(data) => <SignIn uid={uid} page={data} />}
    </FoundPage>
  );
}

function SignIn({ uid, page }: { uid: string; page: SignInPage }) {
  const t = useText();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [checked, setChecked] = useState(false);
  const submitRef = useRef<HTMLButtonElement>(null);
  const send = useMutation({
    mutationFn: () => sendSignIn(uid, { login: login.trim(), password }),
    onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (login.trim() !== '' && password !== '') send.mutate();
  };
  const fill = (account: DemoAccount) => {
    setLogin(account.login);
    setPassword(account.password);
    send.reset();
    submitRef.current?.focus();
  };
  const wait = send.error instanceof ApiProblem ? send.error.retryAfter : undefined;
  return (
    <Page title={t('login.title')} heading={t(`login.${page.app}`)} className="login">
      <p className="lead">{t(`login.${page.app}Text`)}</p>
      <form className="card login-form" onSubmit={submit} noValidate>
        {send.isError ? <ErrorNotice error={send.error} /> : null}
        {wait ? <p className="small">{t('login.wait', { count: wait })}</p> : null}
        <TextField
          className="field"
          value={login}
          onChange={setLogin}
          isRequired
          isInvalid={checked && login.trim() === ''}
          validationBehavior="aria"
          autoComplete="username"
          name="login"
        >
          <Label>{t('login.login')}</Label>
          <Input className="input" autoCapitalize="none" spellCheck={false} />
          {checked && login.trim() === '' ? <FieldError className="fault">{t('login.missingLogin')}</FieldError> : null}
        </TextField>
        <TextField
          className="field"
          value={password}
          onChange={setPassword}
          type={shown ? 'text' : 'password'}
          isRequired
          isInvalid={checked && password === ''}
          validationBehavior="aria"
          autoComplete="current-password"
          name="password"
        >
          <Label>{t('login.password')}</Label>
          <Input className="input" />
          {checked && password === '' ? <FieldError className="fault">{t('login.missingPassword')}</FieldError> : null}
        </TextField>
        <label className="show">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />{' '}
          {t('login.show')}
        </label>
        <button ref={submitRef} type="submit" className="yw-button" disabled={send.isPending || send.isSuccess}>
          {send.isPending || send.isSuccess ? t('login.submitting') : t('login.submit')}
        </button>
      </form>
      <DemoAccounts accounts={page.demoAccounts} onFill={fill} />
    </Page>
  );
}

function DemoAccounts({ accounts, onFill }: { accounts: DemoAccount[]; onFill: (account: DemoAccount) => void }) {
  const t = useText();
  const local = useLocal();
  if (accounts.length === 0) return null;
  return (
    <section className="demo" aria-labelledby="demo">
      <h2 id="demo">{t('login.demo')}</h2>
      <p className="small">{t('login.demoText')}</p>
      <ul className="stack">
        {accounts.map((account) => (
          <li key={account.login}>
            <button type="button" className="demo-account" onClick={() => onFill(account)}>
              <b>{account.login}</b>
              <span>{local(account.title)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
