import type { SnapshotMark } from '@platform/sources';
import type { Line } from '../domain/line.ts';

/**
 * How a chunk is joined to the capture (decision 0008 §4). In order: `const window = await windows.open(line)` → read the chunk in one
 * snapshot of the source (into a stage of your own hub transaction, if you like) → `const settled = await window.settle(mark)` → put the chunk
 * into the lake without the keys of `settled.skip`, commit → `settled.end()`. Between `settle` and `end` the loop applies nothing, so be quick.
 * The loop commits what it applies in transactions of its own: a statement of yours (READ COMMITTED) sees all of it after `settle`.
 */
export type Windows = {
  /** Resolves when the loop runs, takes the line's changes and notes its keys. Rejects with `WindowBroken` when the connection's rail ends first, with the signal's reason when it is aborted. */
  open(line: Pick<Line, 'id'>, signal?: AbortSignal): Promise<Window>;
};

export type Window = {
  /**
   * Waits until the lake holds all up to `mark.position`.
   * @throws WindowBroken when the stream broke meanwhile: nothing is known of what changed, so open another window and read the chunk anew.
   */
  settle(mark: SnapshotMark, signal?: AbortSignal): Promise<Settled>;
  /** Gives the window up; harmless after `settle`. */
  close(): void;
};

export type Settled = {
  /** The table was emptied after the snapshot: nothing of the chunk is there any more but what the lake has already. */
  readonly skipAll: boolean;
  /** Keys (values in the lake's form, in the order of the resource's key) that transactions touched which the chunk did not see: the lake is newer. */
  readonly skip: readonly (readonly string[])[];
  /** Lets the loop go on. Must be called, in a `finally`. */
  end(): void;
};

/** The capture under a window broke off. Open another and read the chunk anew; no fault of the line. */
export class WindowBroken extends Error {
  constructor() {
    super('The capture broke off under an open window');
  }
}
