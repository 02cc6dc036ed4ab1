import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhReports } from './zh-reports.ts';

/** Texts of the page about reports to the province. */
export const useReportsText = createTexts('console-reports', zhReports, () =>
  import('./en-reports.ts').then((module) => module.enReports),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
