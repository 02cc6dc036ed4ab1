import type { LocalText } from '@platform/kernel';

/** Why somebody had to come. */
export const VISIT_WHYS = ['hand-in', 'correction', 'pick-up', 'on-site'] as const;
export type VisitWhy = (typeof VISIT_WHYS)[number];

export const VISIT_TITLES: Record<VisitWhy, LocalText> = {
  'hand-in': { zh: '到窗口提交申请', en: 'Came to hand in' },
  correction: { zh: '到窗口补正', en: 'Came to correct' },
  'pick-up': { zh: '到窗口领取结果', en: 'Came to pick up the result' },
  'on-site': { zh: '到现场办理（面签、听证等）', en: 'Came in person (to sign, to be heard)' },
};

/** What was shown at the window, and for which kind of applicant. */
export const SHOWN = ['id-card', 'electronic-id', 'household-book', 'passport', 'business-licence'] as const;
export type Shown = (typeof SHOWN)[number];

export const SHOWN_TITLES: Record<Shown, LocalText> = {
  'id-card': { zh: '居民身份证', en: 'identity card' },
  'electronic-id': { zh: '电子身份证', en: 'electronic identity card' },
  'household-book': { zh: '户口簿', en: 'household book' },
  passport: { zh: '护照或通行证', en: 'passport or travel permit' },
  'business-licence': { zh: '营业执照', en: 'business licence' },
};

/** In whose name the one at the window acts. */
export const ACTS = ['self', 'agent', 'legal-representative'] as const;
export type Acts = (typeof ACTS)[number];

export const ACTS_TITLES: Record<Acts, LocalText> = {
  self: { zh: '本人办理', en: 'in person' },
  agent: { zh: '委托代办', en: 'by an agent' },
  'legal-representative': { zh: '法定代表人办理', en: 'by the legal representative' },
};
