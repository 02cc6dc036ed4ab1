import { createTexts } from '@yiwang/ui';
import { zh } from './zh.ts';

/** The portal's texts. */
export const useText = createTexts('portal', zh, () => import('./en.ts').then((module) => module.en));
