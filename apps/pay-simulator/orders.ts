export type SimulatedOrder = {
  out_trade_no: string;
  prepay: string;
  description: string;
  total: number;
  notify_url: string;
  expires: number;
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  transaction_id: string | null;
  paidAt: number | null;
};

export type SimulatedRefund = {
  out_refund_no: string;
  refund_id: string;
  out_trade_no: string;
  refund: number;
  notify_url: string;
  status: 'PROCESSING' | 'SUCCESS' | 'ABNORMAL';
  at: number;
  /** When the money reached its payer. */
  successAt: number | null;
};
