import { useLanguage, type Language } from './language.ts';

/** What stands between and around words that a page puts together itself. */
export type Punctuation = Readonly<Record<'list' | 'comma' | 'clause' | 'colon' | 'open' | 'close', string>>;

const MARKS: Record<Language, Punctuation> = {
  zh: { list: '、', comma: '，', clause: '；', colon: '：', open: '（', close: '）' },
  en: { list: ', ', comma: ', ', clause: '; ', colon: ': ', open: ' (', close: ')' },
};

export const usePunctuation = (): Punctuation => MARKS[useLanguage()];
