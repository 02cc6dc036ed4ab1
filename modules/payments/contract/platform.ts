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

/** A payment platform (支付平台). Whatever fails throws a coded error, after which nobody knows and the order is asked about. */
export type PaymentPlatform = {
  readonly title: { zh: string; en: string };
  readonly simulated: boolean;
  /** @returns the address of the payment, or what the code says */
  open(order: NewOrder): Promise<string>;
  ask(orderId: string): Promise<Word>;
  close(orderId: string): Promise<void>;
  /** Reads a notice. @throws payments.bad-notice when it does not check */
  notice(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    body: Buffer,
  ): { orderId: string; word: Word };
  /** Orders paid on a day in Shanghai. */
  statement(day: string): Promise<{ orderId: string; platformNo: string; fen: bigint }[]>;
};
