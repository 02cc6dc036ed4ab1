import { request } from './client.ts';
import type { Answer, ItemOf } from './types.ts';

export type MyBills = Answer<'payments.list-my-bills'>;
export type MyBill = ItemOf<'payments.list-my-bills'>;
export type Payment = Answer<'payments.pay-my-bill'>;

const one = (id: string, action: string) => `/api/payments/mine/${encodeURIComponent(id)}/${action}`;

/** What is to be paid for a case of mine, and whether one can pay on line. */
export const fetchMyBills = (caseId: string) =>
  request<MyBills>('GET', '/api/payments/mine', { query: { case: caseId } });
/** `phone`: this browser goes to the payment. `code`: another phone scans it. */
export const payMyBill = (id: string, way: Payment['way']) =>
  request<Payment>('POST', one(id, 'pay'), { body: { way } });
export const askMyBill = (id: string) => request<MyBill>('POST', one(id, 'ask'), { body: {} });
export const payCode = (id: string, order: string): string => `${one(id, 'code.svg')}?order=${order}`;
