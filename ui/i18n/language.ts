import { createInstance, type i18n as I18n, type TOptions } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { LocalText } from '../api/types.ts';
import { readPreference, writePreference } from '../hooks/preferences.ts';

export type Language = 'zh' | 'en';

/** `zh` with the same keys and any words; keys ending in `_one` may be added for the singular. */
export type TextsLike<T> = { [K in keyof T]: T[K] extends string ? string : TextsLike<T[K]> } & {
  [K in `${keyof T & string}_one`]?: string;
};
type KeysOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${KeysOf<T[K]>}` }[keyof T & string];
/** Gives the text under a key, with `{{places}}` filled. */
export type TextOf<T> = (key: KeysOf<T>, places?: TOptions) => string;

const PREFERENCE = 'yiwang.language';
const HTML_LANG: Record<Language, string> = { zh: 'zh-CN', en: 'en' };
const i18n: I18n = createInstance();
const englishLoaders = new Map<string, () => Promise<object>>();

void i18n.use(initReactI18next).init({
  lng: 'zh',
  fallbackLng: 'zh',
  ns: [],
  resources: {},
  initAsync: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

/**
 * Registers an app's texts under a namespace. Chinese is at hand; English comes over the network when it is first wanted.
 * Answers a hook whose keys are checked against the Chinese texts.
 */
export function createTexts<T extends object>(namespace: string, zh: T, loadEnglish: () => Promise<object>) {
  i18n.addResourceBundle('zh', namespace, zh);
  englishLoaders.set(namespace, loadEnglish);
  return function useText(): TextOf<T> {
    const { t } = useTranslation(namespace, { i18n });
    return t as unknown as TextOf<T>;
  };
}

/** The language people chose here before, else Chinese. Call before the first render. */
export async function startLanguage(): Promise<void> {
  await changeLanguage(readPreference(PREFERENCE) === 'en' ? 'en' : 'zh');
}

/** Switches all texts and `<html lang>`, and remembers it. Stays in Chinese when the English texts cannot be fetched. */
export async function changeLanguage(language: Language): Promise<void> {
  if (language === 'en') {
    try {
      for (const [namespace, load] of englishLoaders)
        if (!i18n.hasResourceBundle('en', namespace)) i18n.addResourceBundle('en', namespace, await load());
    } catch {
      return;
    }
  }
  await i18n.changeLanguage(language);
  document.documentElement.lang = HTML_LANG[language];
  writePreference(PREFERENCE, language);
}

/** The language in use, for code outside of components. */
export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** The language in use; the component renders again when it changes. */
export function useLanguage(): Language {
  const { i18n: live } = useTranslation(undefined, { i18n });
  return live.language === 'en' ? 'en' : 'zh';
}

/** Picks the reader's language out of a text that came from the server; empty when there is none. */
export function useLocal(): (text: LocalText | null | undefined) => string {
  const language = useLanguage();
  return (text) => (text ? text[language] : '');
}
