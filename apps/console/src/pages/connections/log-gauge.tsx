import type { CaptureFacts, Limits } from '../../api/connections.ts';
import { formatBytes, useRailWords } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';
import { LOG_WARNING } from './health.ts';

type Props = { capture: CaptureFacts; limits: Limits; short?: boolean };

/** How much of the source's log is kept for us, against what it may be: bar, share, bytes and time. */
export function LogGauge({ capture, limits, short = false }: Props) {
  const t = useText();
  const words = useRailWords();
  const share = capture.budgetShare ?? 0;
  const percent = Math.round(share * 100);
  const tone = share >= 1 ? 'red' : share >= LOG_WARNING ? 'amber' : undefined;
  const bytes = t('connections.logBytes', {
    used: formatBytes(capture.retainedBytes ?? 0),
    limit: formatBytes(limits.logBytes),
  });
  return (
    <div className="gauge" data-tone={tone}>
      <i
        role="meter"
        aria-label={t('connections.log')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, percent)}
        aria-valuetext={`${percent}%`}
      >
        <i style={{ width: `${Math.min(100, percent)}%` }} />
      </i>
      <small>{short ? `${percent}% / ${formatBytes(limits.logBytes)}` : `${percent}% · ${bytes}`}</small>
      {short || capture.retainedSeconds === undefined ? null : (
        <small>
          {t('connections.logSeconds', {
            used: words.span(capture.retainedSeconds),
            limit: words.span(limits.logSeconds),
          })}
        </small>
      )}
    </div>
  );
}
