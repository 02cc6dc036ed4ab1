/** Receipts of exchanges, as other modules may ask for them. */
export type ReceiptsPort = {
  /** Which of these exchanges are sealed into a signed batch by now. */
  sealed(ids: readonly string[]): Promise<ReadonlySet<string>>;
};
