import { ErrorNotice, shanghaiHour } from '@yiwang/ui';
import { useSession, useSignInHref } from '../../data/session.ts';
import { useDocumentTitle, useHeadingFocus } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { DataSentence } from './data-sentence.tsx';
import { InProgress } from './in-progress.tsx';
import { MatterSearch } from './matter-search.tsx';
import { MyTiles } from './my-tiles.tsx';
import { PopularMatters } from './popular-matters.tsx';

/** The front door: say what you need; below it what is yours, what is going on, and who looked at your data. */
export function HomePage() {
  const t = useText();
  const { state, person, firm, mayServe, error, again } = useSession();
  const signInHref = useSignInHref();
  const hello = t(`home.${partOfDay(shanghaiHour(new Date()))}`);
  const heading = useHeadingFocus();
  useDocumentTitle(t('home.title'));
  return (
    <div className="page page-wide home">
      <section className="hero">
        <h1 ref={heading} tabIndex={-1}>
          {person ? t('home.greeting', { hello, name: firm?.name ?? person.name }) : hello}
        </h1>
        <p className="lead">{t('home.lead')}</p>
        <MatterSearch />
      </section>
      <MyTiles signedIn={person !== undefined} mayServe={mayServe} />
      {state === 'out' ? (
        <div className="card invite">
          <p>{t('home.signInText')}</p>
          <a className="yw-button" href={signInHref}>
            {t('session.signIn')}
          </a>
        </div>
      ) : null}
      {state === 'failed' ? <ErrorNotice error={error} onRetry={again} /> : null}
      <div className="home-columns">
        {person && mayServe ? <InProgress /> : null}
        {state === 'failed' ? null : <PopularMatters />}
      </div>
      {person ? <DataSentence /> : null}
    </div>
  );
}

function partOfDay(hour: number): 'night' | 'morning' | 'noon' | 'afternoon' | 'evening' {
  if (hour < 5) return 'night';
  if (hour < 11) return 'morning';
  if (hour < 13) return 'noon';
  return hour < 18 ? 'afternoon' : 'evening';
}
