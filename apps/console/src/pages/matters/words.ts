import { useLocal, type LocalText, usePunctuation } from '@yiwang/ui';
import type { MatterLimit } from '../../api/matters.ts';
import { useMattersText } from '../../texts/matters.ts';
import { zhMatters } from '../../texts/zh-matters.ts';

const FIELD_NAMES = zhMatters.fields;

/** A limit in words: 20 个工作日, or 当场 for none. */
export function useLimitWords(): (limit: MatterLimit) => string {
  const t = useMattersText();
  return ({ days, unit }) => (days === 0 ? t('atOnce') : t('days', { days, unit: t(`units.${unit}`) }));
}

export const isText = (value: unknown): value is LocalText =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

/** Any value of a definition in a line. */
export function useValueWords(): (value: unknown) => string {
  const local = useLocal();
  const t = useMattersText();
  const mark = usePunctuation();
  const say = (value: unknown): string => {
    if (value === undefined || value === null || value === '') return t('none');
    if (isText(value)) return local(value);
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (Array.isArray(value)) return value.map(say).join(mark.clause);
    if (typeof value === 'object')
      return Object.entries(value as Record<string, unknown>)
        .map(([key, inner]) => `${key}: ${say(inner)}`)
        .join(', ');
    return String(value);
  };
  return say;
}

/** What a place in a definition is called: the element, then the steps inside it. */
export function usePlaceWords(): (path: readonly string[]) => string {
  const t = useMattersText();
  return ([first = '', ...rest]) => {
    const name = first in FIELD_NAMES ? t(`fields.${first as keyof typeof FIELD_NAMES}`) : first;
    return [name, ...rest].filter((step) => step !== '').join(' / ');
  };
}
