import type { LocalText } from '../api/types.ts';
import type { Language } from './language.ts';

/** The language that a text was typed in: Chinese where Chinese characters make up a good part of its letters. */
export function writtenIn(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return han > 0 && han * 4 >= letters ? 'zh' : 'en';
}

/**
 * What a reader of `language` sees of a text: the product's and packs' in theirs; what a person typed as it was typed, with the language it is in
 * where that is another. A text that is the same in both languages was typed.
 */
export function asRead(said: string | LocalText, language: Language): { text: string; other?: Language } {
  if (typeof said !== 'string' && said.zh !== said.en) return { text: said[language] };
  const text = typeof said === 'string' ? said : said.zh;
  const lang = writtenIn(text);
  // Numbers and names of articles alone are no language.
  return lang === language || !/\p{L}/u.test(text) ? { text } : { text, other: lang };
}
