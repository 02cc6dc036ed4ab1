import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhJoint } from './zh-joint.ts';

/** Texts of more time for what several departments handle. */
export const useJointText = createTexts('console-joint', zhJoint, () =>
  import('./en-joint.ts').then((module) => module.enJoint),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
