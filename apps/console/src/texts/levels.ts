import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhLevels } from './zh-levels.ts';

/** Texts of the pages about the levels above and beside: upstream services, sharing across levels. */
export const useLevelsText = createTexts('console-levels', zhLevels, () =>
  import('./en-levels.ts').then((module) => module.enLevels),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
