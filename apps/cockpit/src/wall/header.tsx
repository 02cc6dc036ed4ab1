import { LanguageSwitch, useLocal, type LocalText, type Session } from '@yiwang/ui';
import { useText } from '../texts/index.ts';
import { Clock } from './clock.tsx';
import { SignOut } from './sign-out.tsx';

type Props = {
  session: Session;
  boards: readonly { id: string; title: LocalText }[];
  chosen: string;
  onChoose: (id: string) => void;
};

export function Header({ session, boards, chosen, onChoose }: Props) {
  const t = useText();
  const local = useLocal();
  return (
    <header className="head">
      <h1>{t('head.title', { city: local(session.city) })}</h1>
      <Clock />
      {session.demo ? (
        <span className="demo" title={t('head.demoLong')}>
          {t('head.demo')}
        </span>
      ) : null}
      {boards.length > 1 ? (
        <nav className="boards" aria-label={t('head.boards')}>
          {boards.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              aria-current={id === chosen ? 'page' : undefined}
              onClick={() => onChoose(id)}
            >
              {local(title)}
            </button>
          ))}
        </nav>
      ) : null}
      <div className="head-tools" role="group" aria-label={t('head.tools')}>
        <LanguageSwitch />
        <SignOut label={t('head.signOut')} className="yw-language" />
      </div>
    </header>
  );
}
