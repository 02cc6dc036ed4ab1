import { changeLanguage, createTexts, currentLanguage } from '@yiwang/ui';
import { zhVolumes } from './zh-volumes.ts';

/** Texts of the page of volumes and of what departments' own systems returned. */
export const useVolumesText = createTexts('console-volumes', zhVolumes, () =>
  import('./en-volumes.ts').then((module) => module.enVolumes),
);

// These texts come with their pages; whoever reads English already gets theirs before the page is drawn.
if (currentLanguage() === 'en') await changeLanguage('en');
