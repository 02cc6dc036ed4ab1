import type { Change, PackedChanges } from '@platform/sources';
import type { Line } from '../domain/line.ts';
import { LineBatch } from './line-batch.ts';
import type { LinePlan } from './line-plan.ts';

/** Where and when a transaction of the source committed. */
export type Commit = { readonly position: string; readonly committedAt: Date };

/** When one of these is reached, a batch is applied; a transaction that alone is greater goes in parts. */
export const MOST_CHANGES = 32_768;
export const MOST_BYTES = 8 * 1024 * 1024;

/** Changes of whole transactions (or a part of a great one), by line, until they are applied. */
export class Batch {
  readonly lines = new Map<string, LineBatch>();
  /** The newest commit in it; undefined for a part. */
  commit: Commit | undefined;
  /** All up to here has been told, with or without changes of ours. */
  position: string | undefined;
  transactions = 0;
  changes = 0;
  bytes = 0;
  /** Milliseconds (of performance.now) since which something waits in it. */
  since: number | undefined;
  /** When its first change came. */
  received: Date | undefined;
  /** Commits of the transactions that streamed lines tell of. */
  readonly commits = new Map<string, Commit>();
  #transaction = '';
  readonly #plans: readonly (readonly LinePlan[])[];

  /** @param plans lines by the place of their table; a table may feed several */
  constructor(plans: readonly (readonly LinePlan[])[], transaction: string) {
    this.#plans = plans;
    this.#transaction = transaction;
  }

  begin(transaction: string): void {
    this.#transaction = transaction;
  }

  addPacked(packed: PackedChanges): void {
    for (const plan of this.#plans[packed.table] ?? []) if (!plan.fault) this.#of(plan).addPacked(packed);
    this.changes += packed.to - packed.from;
    this.bytes += (packed.starts[packed.to] as number) - (packed.starts[packed.from] as number);
  }

  addChanges(changes: readonly Change[], bytes: number): void {
    const each = bytes / Math.max(1, changes.length);
    for (const change of changes)
      for (const plan of this.#plans[change.table] ?? []) if (!plan.fault) this.#of(plan).addChange(change, each);
    this.changes += changes.length;
    this.bytes += bytes;
  }

  get full(): boolean {
    return this.changes >= MOST_CHANGES || this.bytes >= MOST_BYTES;
  }

  /** One transaction is greater than a batch. A little more than full, so that a batch that fills up inside a small one may end with it. */
  get overfull(): boolean {
    return this.changes >= MOST_CHANGES * 1.5 || this.bytes >= MOST_BYTES * 1.5;
  }

  /** Enough for another part of a great transaction: what gathers while the one before is applied need not be much. */
  get half(): boolean {
    return this.changes >= MOST_CHANGES / 2 || this.bytes >= MOST_BYTES / 2;
  }

  /** Whether there is anything to write beside the position. */
  get empty(): boolean {
    return this.changes === 0;
  }

  #of(plan: LinePlan): LineBatch {
    const { id }: Line = plan.line;
    let batch = this.lines.get(id);
    if (!batch) {
      batch = new LineBatch(plan);
      this.lines.set(id, batch);
    }
    batch.begin(this.#transaction);
    return batch;
  }
}
