import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhReductions } from './zh-reductions.ts';

/** Texts of the four reductions (四减). */
export const useReductionsText = createTexts('console-reductions', zhReductions, () =>
  import('./en-reductions.ts').then((module) => module.enReductions),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
