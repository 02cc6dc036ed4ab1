import { entryTitle, formField, valueInWords, type FormSchema } from '@platform/forms';
import type { Language } from '../index.ts';
import { stepsOf, valueAt } from './pointers.ts';

/** How a value reads to people: options by their title, yes and no in words, groups by their fields; undefined when there is none. */
export function readable(part: FormSchema | undefined, value: unknown, language: Language): string | undefined {
  return valueInWords(part, value, language);
}

/** The words of a field (`a`, or `a.b` inside a group): its title in one language, else its name. */
export function fieldTitle(schema: FormSchema, field: string, language: Language): string {
  return formField(schema, field)?.title?.[language] ?? field;
}

/** What people call the place of a fault: `球员 2 · 姓名`. */
export function placeTitle(schema: FormSchema, at: string, form: unknown, language: Language): string {
  let part: FormSchema | undefined = schema;
  let pointer = '';
  const titles: string[] = [];
  for (const step of stepsOf(at)) {
    pointer += `/${step}`;
    if (part?.type === 'array') {
      if (!part.items?.properties) break;
      titles.splice(-1, 1, entryTitle(part, valueAt(form, pointer), Number(step), language));
      part = part.items;
    } else {
      part = part?.properties?.[step];
      titles.push(part?.title?.[language] ?? step);
    }
  }
  return titles.join(' · ');
}
