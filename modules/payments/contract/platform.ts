/** What a payment platform says of an order. `fen` exact. */
export type Word =
  | { state: 'paid'; fen: bigint; at: Date; platformNo: string }
  /** Not paid, and still to be paid. */
  | { state: 'open' }
  /** Over there and unpaid, or never there. */
  | { state: 'closed' };

export type NewOrder = {
  /** Ours; up to 32 letters and digits. Opening it again opens nothing twice. */
  id: string;
  fen: bigint;
  /** What is paid for; nothing personal. */
  title: string;
  expiresAt: Date;
  /** Where people are sent back to from a phone's payment. */
  returnUrl: string;
  payerIp: string;
  /** `phone`: the browser of a phone opens the payment. `code`: another phone scans it. */
  way: 'phone' | 'code';
};

/** What it says of a refund. */
export type RefundWord =
  | { state: 'done'; fen: bigint; at: Date; platformNo: string }
  /** Taken there, the money on its way. */
  | { state: 'pending'; platformNo: string }
  /** Closed there: nothing was given back, nothing will be. */
  | { state: 'closed'; platformNo: string }
  /** Taken there, but the payer's account did not take the money: people end it with the platform (退款异常). */
  | { state: 'stuck'; platformNo: string }
  /** Never heard of there. */
  | { state: 'unknown' };

export type NewRefund = {
  /** Ours; up to 32 letters and digits. Asked for again under it, nothing is given back twice. */
  id: string;
  orderId: string;
  /** At most `paid`, which is what was paid under the order. */
  fen: bigint;
  paid: bigint;
  /** What the payer reads; nothing personal. */
  reason: string;
};

/** What a notice says: of an order, or of a refund. */
export type NoticeWord = { orderId: string; word: Word } | { refundId: string; word: RefundWord };

/** A payment platform (支付平台). Whatever fails throws a coded error, after which nobody knows and the order is asked about. */
export type PaymentPlatform = {
  readonly title: { zh: string; en: string };
  readonly simulated: boolean;
  /** @returns the address of the payment, or what the code says */
  open(order: NewOrder): Promise<string>;
  ask(orderId: string): Promise<Word>;
  close(orderId: string): Promise<void>;
  /** @throws payments.refused-there when it will not give back; after payments.platform-away nobody knows whether it does */
  refund(refund: NewRefund): Promise<RefundWord>;
  askRefund(refundId: string): Promise<RefundWord>;
  /** Reads a notice. @throws payments.bad-notice when it does not check */
  notice(headers: Readonly<Record<string, string | string[] | undefined>>, body: Buffer): NoticeWord;
  /** Orders paid on a day in Shanghai. */
  statement(day: string): Promise<{ orderId: string; platformNo: string; fen: bigint }[]>;
  /** Refunds that reached their payer on a day in Shanghai. */
  refundStatement(day: string): Promise<{ refundId: string; platformNo: string; fen: bigint }[]>;
};
