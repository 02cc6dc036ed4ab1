import type { StreamedChange } from './port.ts';

/** A line's stream: changes after `floor` are there, up to `newest`. */
export type StreamSpan = { readonly lineId: string; readonly floor: bigint; readonly newest: bigint };

/** The changes of streamed lines, for those who deliver them and those who let them go. */
export type ChangeStream = {
  /** Changes after `after`, at most `limit`, in order. Within a line no change ever appears before one already told. */
  changes(options: { lineIds: readonly string[]; after: bigint; limit: number }): Promise<StreamedChange[]>;
  /** The newest number of the stream; 0 when there is none. Waits up to `waitMs` for one above `after` when given. */
  newestChange(options?: { after: bigint; waitMs: number; signal: AbortSignal }): Promise<bigint>;
  /** From where to where the lines' streams reach; of each line asked for. */
  spans(lineIds: readonly string[]): Promise<StreamSpan[]>;
  /** The stream of the line begins anew: what is before was not written whole. To be called before a line that was not streamed becomes so. */
  begin(lineId: string): Promise<bigint>;
  /** Whether someone beside subscriptions takes the line's changes: a way out through a gate. */
  riddenElsewhere(lineId: string): Promise<boolean>;
  /** How many changes of the line come after `after`, counted up to `most`. */
  waiting(lineId: string, after: bigint, most: number): Promise<number>;
  /** The number of the line's last change that entered the lake before `at`; the floor when there is none. */
  lastBefore(lineId: string, at: Date): Promise<bigint>;
  /** About how much room all changes take. */
  size(): Promise<{ changes: number; bytes: number }>;
  /** Lets go of a line's changes up to `through`, the floor with them. @returns changes removed */
  trim(lineId: string, through: bigint): Promise<number>;
};
