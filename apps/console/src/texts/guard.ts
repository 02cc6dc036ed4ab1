import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhGuard } from './zh-guard.ts';

/** Texts of the pages about the use of people's data. */
export const useGuardText = createTexts('console-guard', zhGuard, () =>
  import('./en-guard.ts').then((module) => module.enGuard),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
