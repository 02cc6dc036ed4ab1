// Bills of cases and their daily reconciliation (modules/payments).
import { request, type Answer, type ItemOf, type MyBills, type PaymentCalls } from '@yiwang/ui';

export const PAYMENTS = 'payments';
export const BILLS_PAGE = 20;
export const BILL_STATES = ['due', 'paid', 'cancelled'] as const;
export type Bill = ItemOf<'payments.list-bills'>;
export type Refund = ItemOf<'payments.list-refunds'>;
export const REFUND_STATES = ['proposed', 'approved', 'done', 'stuck', 'failed', 'declined'] as const;
export type PaymentDay = ItemOf<'payments.list-reconciliations'>;

export const fetchBills = (
  filter: { state?: string | undefined; q?: string | undefined; refund?: 'due' | undefined },
  cursor?: string,
) =>
  request<Answer<'payments.list-bills'>>('GET', '/api/payments/bills', {
    query: { ...filter, cursor, limit: BILLS_PAGE },
  });
export const fetchBillsOfCase = (caseId: string) =>
  request<Answer<'payments.list-bills'>>('GET', '/api/payments/bills', { query: { case: caseId } });
export const recordWindowPayment = (id: string, receipt: string) =>
  request<Bill>('POST', `/api/payments/bills/${encodeURIComponent(id)}/window`, { body: { receipt } });
export const fetchRefunds = (state: string | undefined, cursor?: string) =>
  request<Answer<'payments.list-refunds'>>('GET', '/api/payments/refunds', {
    query: { state, cursor, limit: BILLS_PAGE },
  });
export const proposeRefund = (bill: string, body: { order: string; fen: number; reason: string }) =>
  request<Bill>('POST', `/api/payments/bills/${encodeURIComponent(bill)}/refunds`, { body });
export const decideRefund = (id: string, body: { approve: boolean; reason?: string }) =>
  request<Bill>('POST', `/api/payments/refunds/${encodeURIComponent(id)}/decide`, { body });
/** What is owed for a case of one who is at this window. */
export const fetchBillsAtWindow = (caseId: string) =>
  request<MyBills>('GET', '/api/payments/window', { query: { case: caseId } });
const atWindow = (id: string, what: string) => `/api/payments/window/${encodeURIComponent(id)}/${what}`;
export const AT_WINDOW_CALLS: PaymentCalls = {
  pay: (id, way) => request('POST', atWindow(id, 'pay'), { body: { way } }),
  ask: (id) => request('POST', atWindow(id, 'ask'), { body: {} }),
};
export const codeAtWindow = (id: string, order: string): string => `${atWindow(id, 'code.svg')}?order=${order}`;
export const fetchPaymentDays = () => request<Answer<'payments.list-reconciliations'>>('GET', '/api/payments/days');
export const fetchPaymentDifferences = (day: string) =>
  request<Answer<'payments.list-differences'>>('GET', `/api/payments/days/${day}/differences`);
export const reconcilePayments = (day: string) =>
  request<Answer<'payments.reconcile-now'>>('POST', `/api/payments/days/${day}/reconcile`, { body: {} });
