import './guide.css';
import { useLocal, type Guide } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { guideQuery } from '../../data/queries.ts';
import { FoundPage } from '../../shell/found-page.tsx';
import { Icon } from '../../shell/icons.tsx';
import { useWide } from '@yiwang/ui/hooks/media.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { GuideMore } from './guide-more.tsx';
import { GuideElements } from './guide-elements.tsx';
import { GuideHistory } from './guide-history.tsx';
import { Facts, PaperForms, Papers } from './guide-parts.tsx';
import { StartButton } from './start-button.tsx';
import { GuidePoints } from '../points/guide-points.tsx';
import { Link } from '../../shell/link.tsx';

/** The guide of one service (办事指南): everything one may want to know before beginning, on one page. */
export function GuidePage() {
  const t = useText();
  const { matterId } = useParams({ strict: false }) as { matterId: string };
  const guide = useQuery(guideQuery(matterId));
  const local = useLocal();
  const back = { to: '/matters', label: t('matters.all') } as const;
  const missing = {
    title: t('guide.notFound'),
    text: t('guide.notFoundText'),
    link: (
      <Link to="/matters" className="yw-button">
        {t('matters.all')}
      </Link>
    ),
  };
  return (
    <FoundPage found={guide} title={t('matters.title')} back={back} missing={missing}>
      {(one) => (
        <Page title={local(one.title)} back={back} className="guide">
          <GuideBody guide={one} />
        </Page>
      )}
    </FoundPage>
  );
}

function GuideBody({ guide }: { guide: Guide }) {
  const t = useText();
  const local = useLocal();
  const wide = useWide();
  return (
    <>
      <p className="lead">{local(guide.summary)}</p>
      <Facts guide={guide} />
      {wide ? <StartButton matterId={guide.id} serves={guide.serves} /> : null}
      <section>
        <h2>{t('guide.who')}</h2>
        <ul className="ticks">
          {guide.conditions.map((condition) => (
            <li key={condition.zh}>{local(condition)}</li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('guide.papers')}</h2>
        <Papers materials={guide.materials} />
        <PaperForms guide={guide} />
      </section>
      {guide.steps.length > 0 ? (
        <section>
          <h2>{t('guide.steps')}</h2>
          <ol className="numbered">
            {guide.steps.map((step) => (
              <li key={step.zh}>{local(step)}</li>
            ))}
          </ol>
        </section>
      ) : null}
      <GuidePoints matter={guide.id} />
      <GuideMore guide={guide} />
      {guide.faq.length > 0 ? (
        <section>
          <h2>{t('guide.faq')}</h2>
          {guide.faq.map((entry) => (
            <details className="fold" key={entry.question.zh}>
              <summary>{local(entry.question)}</summary>
              <p>{local(entry.answer)}</p>
            </details>
          ))}
        </section>
      ) : null}
      <section>
        <h2>{t('guide.basis')}</h2>
        <ul className="plain">
          {guide.legalBasis.map((basis) => (
            <li key={basis.zh}>{local(basis)}</li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('guide.rights')}</h2>
        <ul className="plain">
          {guide.rights.map((right) => (
            <li key={right.zh}>{local(right)}</li>
          ))}
        </ul>
        {guide.supervisionPhone ? (
          <p className="phone">
            <Icon name="phone" size={20} /> {t('guide.supervisionPhone')}{' '}
            <a href={`tel:${guide.supervisionPhone}`}>{guide.supervisionPhone}</a>
          </p>
        ) : null}
        {guide.phone ? (
          <p className="phone">
            <Icon name="phone" size={20} /> {t('guide.phone')} <a href={`tel:${guide.phone}`}>{guide.phone}</a>
          </p>
        ) : null}
      </section>
      <GuideElements guide={guide} />
      <GuideHistory matter={guide.id} />
      {wide ? null : <StartButton matterId={guide.id} serves={guide.serves} />}
    </>
  );
}
