import { formatCount, useLanguage } from '@yiwang/ui';
import { spanOf } from '../pages/loads/load-words.ts';
import { useText } from '../texts/index.ts';

/** Chinese counts by ten thousands and hundred millions, English by millions and billions. */
const LARGE = { zh: 1e8, en: 1e9 } as const;
const SMALL = { zh: 1e4, en: 1e6 } as const;
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the largest unit that keeps them at one or above, with three digits: `1.25 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Rows a second: one decimal below ten, whole above. */
export function formatRate(rate: number): string {
  return rate > 0 && rate < 10 ? String(Math.round(rate * 10) / 10) : formatCount(Math.round(rate));
}

/** A large count in few places, as people here say it: ten-thousands and hundred-millions, or thousands and millions. */
export function formatShort(value: number, steps: readonly (readonly [number, string])[]): string {
  for (const [size, word] of steps)
    if (value >= size) {
      const short = value / size;
      return `${short >= 100 ? Math.round(short) : Math.round(short * 10) / 10}${word}`;
    }
  return formatCount(value);
}

/** How the rail's figures are said. */
export function useRailWords(): {
  lag: (milliseconds: number | undefined) => string;
  span: (seconds: number) => string;
  rate: (rowsPerSecond: number) => string;
  short: (value: number) => string;
} {
  const t = useText();
  const language = useLanguage();
  const span = (seconds: number): string => {
    if (seconds >= 2 * 86_400) return t('rail.days', { count: Math.round(seconds / 86_400) });
    const { key, a, b } = spanOf(seconds);
    return t(`loads.span.${key}`, { a, b });
  };
  return {
    lag: (milliseconds) => {
      if (milliseconds === undefined) return '–';
      const seconds = milliseconds / 1000;
      return seconds < 60 ? t('rail.seconds', { value: Math.round(seconds * 10) / 10 }) : span(seconds);
    },
    span,
    rate: (rowsPerSecond) => t('rail.rate', { rate: formatRate(rowsPerSecond) }),
    short: (value) =>
      formatShort(value, [
        [LARGE[language], t('rail.large')],
        [SMALL[language], t('rail.small')],
      ]),
  };
}
