import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhInterfaces } from './zh-interfaces.ts';

/** Texts of defining, trying and calling data interfaces. */
export const useInterfaceText = createTexts('console-interfaces', zhInterfaces, () =>
  import('./en-interfaces.ts').then((module) => module.enInterfaces),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
