import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhSharing } from './zh-sharing.ts';

/** Texts of the pages about requests for data and grants. */
export const useSharingText = createTexts('console-sharing', zhSharing, () =>
  import('./en-sharing.ts').then((module) => module.enSharing),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
