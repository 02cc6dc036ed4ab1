import { createTexts } from '@yiwang/ui';
import { zh } from './zh.ts';

/** The cockpit's texts. */
export const useText = createTexts('cockpit', zh, () => import('./en.ts').then((module) => module.en));
