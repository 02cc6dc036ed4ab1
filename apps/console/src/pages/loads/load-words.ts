import { formatCount, useLocal } from '@yiwang/ui';
import type { Load } from '../../api/exchange.ts';
import { useText } from '../../texts/index.ts';

/** A span of time in its two largest units: seconds; minutes and seconds; hours and minutes. */
export function spanOf(seconds: number): { key: 'seconds' | 'minutes' | 'hours'; a: number; b: number } {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return { key: 'seconds', a: whole, b: 0 };
  if (whole < 3600) return { key: 'minutes', a: Math.floor(whole / 60), b: whole % 60 };
  return { key: 'hours', a: Math.floor(whole / 3600), b: Math.floor((whole % 3600) / 60) };
}

/** Says how a load stands: rows, rate and time left while it runs; what it brought when it is done; why it failed. */
export function useLoadWords(): {
  progress: (load: Load) => string;
  outcome: (load: Load) => string;
  took: (load: Load) => string;
} {
  const t = useText();
  const local = useLocal();
  const span = (seconds: number): string => {
    const { key, a, b } = spanOf(seconds);
    return t(`loads.span.${key}`, { a, b });
  };
  return {
    progress: ({ rowsRead, rowsExpected, rate, secondsLeft }) =>
      [
        rowsExpected === undefined
          ? t('loads.rows', { count: rowsRead, rows: formatCount(rowsRead) })
          : t('loads.rowsOf', { rows: formatCount(rowsRead), expected: formatCount(rowsExpected) }),
        rate === undefined ? '' : t('loads.rate', { rate: formatCount(rate) }),
        secondsLeft === undefined ? '' : t('loads.left', { span: span(secondsLeft) }),
      ]
        .filter(Boolean)
        .join(' · '),
    outcome: (load) => {
      if (load.state === 'failed') return load.error ? local(load.error.text) : t('loads.states.failed');
      return t('loads.outcome', {
        good: formatCount(load.rowsGood),
        inserted: formatCount(load.inserted),
        updated: formatCount(load.updated),
        deleted: formatCount(load.deleted),
      });
    },
    took: ({ startedAt, finishedAt }) =>
      startedAt && finishedAt ? span((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : '',
  };
}
