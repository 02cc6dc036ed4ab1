import type { Key } from './final-states.ts';

/** Keys of a line that transactions touched while chunks are being joined, each with the newest such transaction. */
export class Notes {
  readonly #touched = new Map<Key, string>();
  /** Keys of changes that told only part of a row which the lake did not have. */
  readonly #partial = new Set<Key>();
  #emptied: string | undefined;
  /** Transactions that came shortly before notes were taken. */
  #before: readonly string[];

  constructor(before: readonly string[]) {
    this.#before = before;
  }

  touch(key: Key, transaction: string): void {
    this.#touched.set(key, transaction);
  }

  touchPartial(key: Key, transaction: string): void {
    this.touch(key, transaction);
    this.#partial.add(key);
  }

  /** Told later of a key: what the transaction did to it was only a part of a row. Something newer that came since says more, and stands. */
  partly(key: Key, transaction: string): void {
    if (this.#touched.get(key) === transaction) this.#partial.add(key);
  }

  empty(transaction: string): void {
    this.#emptied = transaction;
  }

  /**
   * What a snapshot did not see. What it saw is forgotten: a later snapshot sees it as well.
   * `partial`: the lake lacks a row of which only the chunk knows the rest; the chunk must be read anew, later.
   */
  unseen(saw: (transaction: string) => boolean): { skipAll: boolean; skip: Key[]; partial: boolean } {
    // Told already and still not seen, of which no keys were noted: as with a part of a row, only a later reading is sure.
    this.#before = this.#before.filter((transaction) => !saw(transaction));
    const skip: Key[] = [];
    let partial = this.#before.length > 0;
    for (const [key, transaction] of this.#touched) {
      if (saw(transaction)) {
        this.#touched.delete(key);
        this.#partial.delete(key);
      } else {
        skip.push(key);
        partial ||= this.#partial.has(key);
      }
    }
    const skipAll = this.#emptied !== undefined && !saw(this.#emptied);
    if (!skipAll) this.#emptied = undefined;
    return { skipAll, skip, partial };
  }
}
