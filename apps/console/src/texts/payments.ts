import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhPayments } from './zh-payments.ts';

/** Texts of the page about fees. */
export const usePaymentsText = createTexts('console-payments', zhPayments, () =>
  import('./en-payments.ts').then((module) => module.enPayments),
);

// These texts come with their page; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
