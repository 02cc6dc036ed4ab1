import { shanghaiDay } from '@yiwang/ui';
import { useMyDataText } from './texts/index.ts';

/** What stands in the address of the page. `office` is an organisation's id, `officeName` how it was called. */
export type Search = {
  by?: string;
  period?: string;
  office?: string;
  officeName?: string;
  case?: string;
};
export const VIEWS = ['time', 'organisation', 'case'] as const;
export const PERIODS = ['all', 'month', 'year'] as const;
const DAYS = { month: 30, year: 365 } as const;

/** The first day of a period, in Shanghai; none for all. */
export function since(period: (typeof PERIODS)[number]): string | undefined {
  if (period === 'all') return undefined;
  return shanghaiDay(1 - DAYS[period]);
}

/** A few ways side by side, one of them chosen. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <div className="ways" role="group" aria-label={label}>
      <span className="small" aria-hidden="true">
        {label}
      </span>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="chip"
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

/** Says that only one office or one case is shown, and takes it away. */
export function Only({ search, onClear }: { search: Search; onClear: () => void }) {
  const t = useMyDataText();
  const what = search.case ?? search.officeName ?? search.office;
  if (!what) return null;
  return (
    <p className="only">
      <span>{t('only', { what })}</span>
      <button type="button" className="link-button" onClick={onClear}>
        {t('onlyClear', { what })}
      </button>
    </p>
  );
}
