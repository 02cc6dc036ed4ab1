import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

/** Someone rated how their case was handled, of their own will. */
export const reviewGiven = defineEvent(
  'reviews.review-given',
  Type.Object({
    reviewId: Type.String(),
    caseId: Type.String(),
    organisation: Type.String(),
    stars: Type.Integer({ minimum: 1, maximum: 5 }),
  }),
);

export type Review = { stars: number; comment: string; at: string };

export type ReviewsPort = {
  /** The review of a case, for its applicant's own pages. */
  findOfCase(caseId: string): Promise<Review | undefined>;
};
