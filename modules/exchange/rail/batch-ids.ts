import type { Tx } from '@platform/database';
import { changesApplied } from '../contract/index.ts';
import { hasOpenBatches, keepOpenBatch, takeOpenBatches } from '../store/open-batches.ts';
import type { Line } from '../domain/line.ts';
import type { RailDeps } from './deps.ts';

const TELL_EVERY_MS = 1_000;

type Open = { line: Line; batchId: string; toldAt: number; pending: boolean };

/**
 * Under which batch a line's rows enter the lake, and when that is told: `exchange.changes-applied` at most once a second and line, in the
 * transaction that writes the last rows of the batch. What is not told yet stands in `exchange.open_batch` and outlives the process.
 */
export class BatchIds {
  readonly #deps: Pick<RailDeps, 'ids' | 'outbox' | 'clock'>;
  readonly #lines = new Map<string, Open>();

  constructor(deps: Pick<RailDeps, 'ids' | 'outbox' | 'clock'>) {
    this.#deps = deps;
  }

  /** The batch under which the line's next rows are written. */
  of(line: Line): string {
    const open = this.#lines.get(line.id);
    if (open) return open.batchId;
    const batchId = this.#deps.ids.next();
    // What an earlier process left untold goes with the first batch.
    this.#lines.set(line.id, { line, batchId, toldAt: 0, pending: true });
    return batchId;
  }

  /** Notes what was written under the line's batch, in the same transaction; tells it when the last time is a second ago. */
  async wrote(
    tx: Tx,
    line: Line,
    changes: { inserted: number; updated: number; deleted: number },
  ): Promise<(() => void) | undefined> {
    const open = this.#lines.get(line.id) as Open;
    if (performance.now() - open.toldAt < TELL_EVERY_MS) {
      // Noted before the commit: one whose answer is lost on the way has left it there too.
      open.pending = true;
      await keepOpenBatch(tx, { lineId: line.id, batchId: open.batchId, ...changes }, this.#deps.clock.now());
      return undefined;
    }
    return this.#tell(tx, open, changes);
  }

  /** Lines whose batch waits to be told and is due. */
  due(): Line[] {
    const now = performance.now();
    return [...this.#lines.values()]
      .filter((open) => open.pending && now - open.toldAt >= TELL_EVERY_MS)
      .map((open) => open.line);
  }

  /** Tells what waits of a line. */
  async tell(tx: Tx, line: Line): Promise<() => void> {
    this.of(line);
    return this.#tell(tx, this.#lines.get(line.id) as Open, { inserted: 0, updated: 0, deleted: 0 });
  }

  /** @returns to be called when the transaction has committed */
  async #tell(
    tx: Tx,
    open: Open,
    changes: { inserted: number; updated: number; deleted: number },
  ): Promise<() => void> {
    const { line } = open;
    const waiting = open.pending ? await takeOpenBatches(tx, line.id) : [];
    const own = waiting.find((batch) => batch.batchId === open.batchId);
    // Another lane is about to tell them; should it die before it has, somebody has to look again.
    const left = open.pending && own === undefined && (await hasOpenBatches(tx, line.id));
    const all = [
      ...waiting.filter((batch) => batch !== own),
      {
        lineId: line.id,
        batchId: open.batchId,
        inserted: (own?.inserted ?? 0) + changes.inserted,
        updated: (own?.updated ?? 0) + changes.updated,
        deleted: (own?.deleted ?? 0) + changes.deleted,
      },
    ];
    for (const batch of all) {
      if (batch.inserted + batch.updated + batch.deleted === 0) continue;
      const { batchId, inserted, updated, deleted } = batch;
      await this.#deps.outbox.append(
        tx,
        changesApplied,
        `source:${line.id}`,
        {
          batchId,
          lineId: line.id,
          resource: line.resource,
          organisation: line.organisation,
          inserted,
          updated,
          deleted,
        },
        batchId,
      );
    }
    return () => {
      open.toldAt = performance.now();
      open.pending = left;
      open.batchId = this.#deps.ids.next();
    };
  }
}
