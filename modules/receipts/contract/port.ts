/** Receipts of exchanges, as other modules may ask for them. */
export type ReceiptsPort = {
  /** Which of these exchanges are sealed into a signed batch by now. */
  sealed(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * The receipt behind a read of a person's data, as a file of its own. A read that one exchange caused bears the exchange's id; undefined when
   * there is none, or when it is not sealed yet (a second later it is).
   */
  receiptFor(read: { id: string }): Promise<{ id: string; file: string } | undefined>;
  /** When exchanges as old as this one were removed at the end of their term; undefined where none were. */
  removed(id: string): Promise<Date | undefined>;
};
