import { Type, type Static } from 'typebox';

/** The two languages every people-facing text exists in. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A people-facing text in both languages; `{name}` marks a place filled by {@link fillText}. */
export const LocalText = Type.Object(
  { zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
);
export type LocalText = Static<typeof LocalText>;

/** Values that may fill the `{places}` of a text; a name that differs by language fills each text with its own. */
export type TextParams = Record<string, string | number | bigint | boolean | LocalText | null | undefined>;

/** The text in `language` with its `{places}` filled; an unknown place stays visible, so that it is noticed. */
export function fillText(text: LocalText, language: Language, params: TextParams = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) return whole;
    return typeof value === 'object' ? value[language] : String(value);
  });
}

/** Picks the language of an `Accept-Language` header; Chinese unless English is asked for first. */
export function pickLanguage(acceptLanguage: string | undefined): Language {
  for (const part of (acceptLanguage ?? '').toLowerCase().split(',')) {
    const tag = part.trim();
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh';
}
