export type RefundState = 'proposed' | 'declined' | 'approved' | 'done' | 'failed' | 'stuck';

/** States in which a refund holds its money: it is given back, or may yet be. One that failed or was declined lets go of it. */
const HOLDS: readonly RefundState[] = ['proposed', 'approved', 'done', 'stuck'];

/** What of a payment may still be proposed to be given back: never more, all refunds together, than was paid. */
export function refundable(paid: bigint, refunds: readonly { fen: bigint; state: RefundState }[]): bigint {
  const held = refunds.reduce((sum, { fen, state }) => (HOLDS.includes(state) ? sum + fen : sum), 0n);
  return held >= paid ? 0n : paid - held;
}
