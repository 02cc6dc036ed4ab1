import type { CaptureReader } from '@platform/sources';
import type { Ending } from './applying.ts';
import type { LineTally } from './apply-line.ts';
import type { Batch } from './batch.ts';
import type { LinePlan } from './line-plan.ts';

/** Where a capture loop brings its batches when it does not apply them itself: changes go on to appliers, here or on other machines. */
export type Sink = {
  /** Where the source's stream is to be opened: all before it is on its way already. */
  readonly after: string;
  batch(plans: readonly (readonly LinePlan[])[], transaction: string): Batch;
  /** As `Applying`: parts of one transaction or batch, then its end; resolves when all of it is durable. */
  open(): {
    part(batch: Batch): Promise<void>;
    commit(ending: Ending, faulty: readonly LinePlan[]): Promise<Map<string, LineTally>>;
    abandon(): Promise<void>;
  };
  /** Log of others up to here. */
  note(position: string): Promise<void>;
  /** Nothing is on its way. */
  readonly idle: boolean;
  /** Resolves when the lake holds all that was brought here. */
  drained(): Promise<void>;
  /** Tells whenever the lake holds all up to a position, and when that can no longer be known. */
  listen(listener: { applied(position: string): void; failed(error: Error): void }): void;
  close(): Promise<void>;
};

export type SinkOptions = {
  readonly connectionId: string;
  readonly capture: Pick<CaptureReader, 'compare'>;
  readonly plans: readonly LinePlan[];
  /** What the lake holds; null when the capture begins anew. */
  readonly kept: string | null;
  /** Where it begins when it is new. */
  readonly prepared: string;
};

export type Sinks = { open(options: SinkOptions): Promise<Sink>; stop(): Promise<void> };
