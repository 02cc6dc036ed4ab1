import type { LocalText } from '@yiwang/ui';
import type { Draft, DraftItem } from '../../api/entries.ts';

/** A draft as it is sent: texts filled in both languages, and without what was left empty. */
export function tidyDraft(draft: Draft): Draft {
  return {
    ...(tidy(draft as unknown as Record<string, unknown>) as unknown as Draft),
    title: both(draft.title) ?? draft.title,
    items: draft.items
      .filter((item) => item.title.zh.trim() !== '' || item.title.en.trim() !== '')
      .map((item) => tidy(item as unknown as Record<string, unknown>) as unknown as DraftItem),
  };
}

function tidy(object: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(object)) {
    const clean = isText(value)
      ? both(value)
      : Array.isArray(value)
        ? value
        : typeof value === 'object' && value !== null
          ? tidy(value as Record<string, unknown>)
          : value;
    if (clean !== undefined && clean !== '' && clean !== null) kept[field] = clean;
  }
  return kept;
}

const isText = (value: unknown): value is LocalText =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

const both = ({ zh, en }: LocalText): LocalText | undefined =>
  zh.trim() === '' && en.trim() === '' ? undefined : { zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() };
