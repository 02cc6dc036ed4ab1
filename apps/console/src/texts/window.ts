import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhWindow } from './zh-window.ts';

/** Texts of the window's pages and of visits. */
export const useWindowText = createTexts('console-window', zhWindow, () =>
  import('./en-window.ts').then((module) => module.enWindow),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
