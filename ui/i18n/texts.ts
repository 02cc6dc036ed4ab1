import { createTexts } from './language.ts';
import { zh } from './zh.ts';

/** Texts of the shared components. */
export const useUiText = createTexts('ui', zh, () => import('./en.ts').then((module) => module.en));
