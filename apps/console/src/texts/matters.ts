import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhMatters } from './zh-matters.ts';

/** Texts of the pages about service matters: lists, versions, review, figures. */
export const useMattersText = createTexts('console-matters', zhMatters, () =>
  import('./en-matters.ts').then((module) => module.enMatters),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
