import { createTexts } from '@yiwang/ui';
import { zh } from './zh.ts';

/** The console's texts. */
export const useText = createTexts('console', zh, () => import('./en.ts').then((module) => module.en));
