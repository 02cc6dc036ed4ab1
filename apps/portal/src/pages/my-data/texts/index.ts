import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhMyData } from './zh.ts';

/** Texts of 我的数据, which come with its pages and cost the home page nothing. */
export const useMyDataText = createTexts('my-data', zhMyData, () =>
  import('./en.ts').then((module) => module.enMyData),
);

// Whoever reads English already gets these before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
