import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhReceipts } from './zh-receipts.ts';

/** Texts of the page of receipts. */
export const useReceiptText = createTexts('console-receipts', zhReceipts, () =>
  import('./en-receipts.ts').then((module) => module.enReceipts),
);

// These texts come with their page; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
