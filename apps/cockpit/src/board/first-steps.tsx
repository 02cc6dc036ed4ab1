import { useText } from '../texts/index.ts';
import type { Topic } from './next-step.ts';

/** In the place of the offices, while nothing at all has happened: what will bring the first figures. */
export function FirstSteps({ topics }: { topics: readonly Topic[] }) {
  const t = useText();
  return (
    <section className="card bars-card">
      <h2>{t('next.title')}</h2>
      <p className="quiet">{t('next.lead')}</p>
      <ol className="first-steps">
        {topics.map((topic) => (
          <li key={topic}>{t(`next.${topic}`)}</li>
        ))}
      </ol>
    </section>
  );
}
