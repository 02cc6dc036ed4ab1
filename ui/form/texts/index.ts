import { changeLanguage, createTexts, currentLanguage } from '../../i18n/language.ts';
import { zh } from './zh.ts';

/** The texts of forms; an app that shows them needs none of its own. */
export const useText = createTexts('form', zh, () => import('./en.ts').then((module) => module.en));

// Whoever reads English already gets these before the form is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
