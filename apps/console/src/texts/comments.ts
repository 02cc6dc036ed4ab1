import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhComments } from './zh-comments.ts';

/** Texts of remarks on cases. */
export const useCommentsText = createTexts('console-comments', zhComments, () =>
  import('./en-comments.ts').then((module) => module.enComments),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
