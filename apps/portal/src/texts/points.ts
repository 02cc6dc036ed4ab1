import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhPoints } from './zh-points.ts';

/** Texts about the places where people come with their matters; they come with the pages that need them. */
export const usePointsText = createTexts('portal-points', zhPoints, () =>
  import('./en-points.ts').then((module) => module.enPoints),
);

// Whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
