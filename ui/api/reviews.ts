import { request } from './client.ts';

/** One to five stars for how a case was handled; a case is rated once. */
export const sendReview = (review: { caseId: string; stars: number; comment?: string }) =>
  request<{ id: string }>('POST', '/api/reviews', { body: review });
