import { formatCount, formatShare, useLocal, type Figure } from '@yiwang/ui';
import { barsOf, type Bar } from '../domain/bars.ts';
import { useText } from '../texts/index.ts';

/** A count by office, under a sentence that says who has most. */
export function Bars({ figure }: { figure: Figure }) {
  const t = useText();
  const local = useLocal();
  const say = useStatement();
  const bars = barsOf(figure);
  const top = bars[0]?.value ?? 0;
  return (
    <div className="bars">
      <h3>{bars.length > 0 ? say(figure, bars) : t('bars.none')}</h3>
      {bars.length > 0 ? (
        <ol>
          {bars.map(({ organisation, name, value }) => (
            <li key={organisation}>
              <span className="bar-name">{local(name)}</span>
              <span className="bar-track" aria-hidden="true">
                <span style={{ width: `${(value / top) * 100}%` }} />
              </span>
              <span className="bar-value">{formatCount(value)}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="quiet">{t('bars.noneText', { period: local(figure.period) })}</p>
      )}
    </div>
  );
}

function useStatement(): (figure: Figure, bars: readonly Bar[]) => string {
  const t = useText();
  const local = useLocal();
  return (figure, bars) => {
    const [first, second] = bars;
    const title = local(figure.title);
    const name = local(first?.name);
    if (!first || !second) return t('bars.all', { title, name });
    // The server gives the ten highest; the figure itself is the whole.
    const share = formatShare(first.value / Math.max(figure.value, first.value));
    return t(first.value === second.value ? 'bars.tie' : 'bars.most', { title, name, share });
  };
}
