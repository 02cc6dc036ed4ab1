import { defineErrors } from '@platform/kernel';

export const reviewErrors = defineErrors('reviews', {
  notYours: { status: 404, zh: '没有找到这个办件。', en: 'This case was not found.' },
  notDecided: {
    status: 409,
    zh: '办件还没有结果，办结后就可以评价。',
    en: 'The case has no result yet; you can rate it once it has.',
  },
  alreadyGiven: {
    status: 409,
    zh: '这个办件您已经评价过了，一次办件评价一次。',
    en: 'You have rated this case already; a case is rated once.',
  },
});
