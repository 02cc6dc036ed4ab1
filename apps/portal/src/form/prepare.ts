import { formField, valueInWords, type FormSchema } from '@platform/forms';
import type { Language } from '@yiwang/ui';

/** How a value reads to people: options by their title, yes and no in words, groups by their fields; undefined when there is none. */
export function readable(part: FormSchema | undefined, value: unknown, language: Language): string | undefined {
  return valueInWords(part, value, language);
}

/** The words of a field (`a`, or `a.b` inside a group): its title in one language, else its name. */
export function fieldTitle(schema: FormSchema, field: string, language: Language): string {
  return formField(schema, field)?.title?.[language] ?? field;
}
