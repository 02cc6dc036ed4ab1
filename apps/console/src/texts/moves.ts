import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhMoves } from './zh-moves.ts';

/** Texts of moving running cases to another version of their process. */
export const useMovesText = createTexts('console-moves', zhMoves, () =>
  import('./en-moves.ts').then((module) => module.enMoves),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
