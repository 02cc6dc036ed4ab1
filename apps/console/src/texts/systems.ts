import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhSystems } from './zh-systems.ts';

/** Texts of the page about departments' own systems. */
export const useSystemsText = createTexts('console-systems', zhSystems, () =>
  import('./en-systems.ts').then((module) => module.enSystems),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
