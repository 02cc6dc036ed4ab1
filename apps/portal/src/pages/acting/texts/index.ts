import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhActing } from './zh.ts';

/** Texts of 办事身份, which come with its pages. */
export const useActingText = createTexts('acting', zhActing, () => import('./en.ts').then((module) => module.enActing));

// Whoever reads English already gets these before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
