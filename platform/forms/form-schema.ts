import type { LocalText } from '@platform/kernel/browser';

/** A form: JSON Schema 2020-12, of which `checkForm` allows a subset, with words of ours (`x-…`, see vocabulary.ts). Titles and descriptions are in both languages. */
export type FormSchema = {
  type?: string | string[];
  title?: LocalText;
  description?: LocalText;
  properties?: Record<string, FormSchema>;
  required?: string[];
  additionalProperties?: boolean | FormSchema;
  items?: FormSchema;
  enum?: unknown[];
  const?: unknown;
  /** Options to choose from: `{ const, title }` each. */
  oneOf?: FormSchema[];
  allOf?: FormSchema[];
  if?: FormSchema;
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  then?: FormSchema;
  else?: FormSchema;
  format?: string;
  [keyword: string]: unknown;
};

/** What one answer may be at most, whatever the schema says. */
export const FORM_LIMITS = { characters: 64_000, depth: 8, textLength: 2000, listLength: 200 } as const;

/** Formats with a check and a message of their own. */
export const FORM_FORMATS = ['citizen-id', 'credit-code', 'mobile-phone', 'date', 'email', 'uuid'] as const;

/** The part of a form that describes the field at dots (`address.street`), or undefined when there is no such field. */
export function formField(schema: FormSchema, name: string): FormSchema | undefined {
  let current: FormSchema | undefined = schema;
  for (const step of name.split('.')) current = current?.properties?.[step];
  return current;
}
