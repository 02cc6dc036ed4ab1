import type { Language } from '@yiwang/ui';
import type { FormField } from '../../api/work.ts';

/** The part of a form at dots (`address.street`), or undefined. */
export function fieldAt(schema: FormField, name: string): FormField | undefined {
  let current: FormField | undefined = schema;
  for (const step of name.split('.')) current = current?.properties?.[step];
  return current;
}

/** What a field is called; its name where the form does not say. */
export function fieldTitle(schema: FormField, name: string, language: Language): string {
  return fieldAt(schema, name)?.title?.[language] ?? name;
}

/** A value as people read it: chosen options by their titles, yes and no in words, lists with commas; undefined when empty. */
export function valueText(
  field: FormField | undefined,
  value: unknown,
  words: { language: Language; yes: string; no: string },
): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const option = field?.oneOf?.find((one) => one.const === value);
  if (option?.title) return option.title[words.language];
  if (Array.isArray(value)) {
    const texts = value.flatMap((one) => valueText(undefined, one, words) ?? []);
    return texts.length === 0 ? undefined : texts.join(words.language === 'zh' ? '、' : ', ');
  }
  if (typeof value === 'object') {
    const texts = Object.entries(value).flatMap(([key, one]) => {
      const inner = field?.properties?.[key];
      const text = valueText(inner, one, words);
      return text === undefined ? [] : [`${inner?.title?.[words.language] ?? key}: ${text}`];
    });
    return texts.length === 0 ? undefined : texts.join('; ');
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : undefined;
}
