import type { LocalText } from '@platform/kernel';

/** A line as other modules may know it. */
export type LineFacts = {
  readonly id: string;
  readonly connectionId: string;
  readonly title: LocalText;
  readonly system: LocalText;
  readonly organisation: string;
  readonly resource: string;
  readonly table: { readonly schema: string; readonly table: string };
  readonly mapping: readonly {
    readonly item: string;
    readonly column: string;
    readonly transform?: readonly string[];
    readonly dateFormats?: readonly string[];
  }[];
  readonly mode: 'snapshot' | 'cursor' | 'capture';
  readonly state: string;
  readonly streamed: boolean;
  readonly sourceAt: Date | null;
  readonly rowsInLake: number | null;
};

/** A row as the line's checks make it: values in the lake's form, in the order of the resource's items, with its key. */
export type CheckedRow = { readonly key: readonly string[]; readonly values: readonly (string | null)[] };

/** One change of a streamed line, in the order in which it entered the lake. Values by item name, in the lake's text form. */
export type StreamedChange = {
  readonly seq: bigint;
  readonly lineId: string;
  readonly at: Date;
  readonly position: string;
  readonly transaction: string;
  readonly op: 'c' | 'u' | 'd' | 'r' | 't';
  readonly key: Readonly<Record<string, string>> | null;
  readonly before: Readonly<Record<string, string | null>> | null;
  readonly after: Readonly<Record<string, string | null>> | null;
  readonly sourceAt: Date;
};

export type ExchangePort = {
  /** All lines in use, of packs and console. */
  lines(): Promise<LineFacts[]>;
  findLine(id: string): Promise<LineFacts | undefined>;
  /** All rows of the line's table as the source has them now, checked and mapped as a load would; rows that do not pass are skipped and counted. */
  readSource(
    lineId: string,
    signal: AbortSignal,
  ): AsyncIterable<{ readonly rows: readonly CheckedRow[]; readonly rejected: number }>;
  /**
   * These rows as the source has them now, checked and mapped; keys whose row does not pass in `refused`; a key in neither is not in the
   * source. At most 500 keys.
   */
  readRows(
    lineId: string,
    keys: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<{ readonly rows: readonly CheckedRow[]; readonly refused: readonly (readonly string[])[] }>;
  /**
   * True once the lake holds all that the source had committed when this was called; false when it did not within `waitMs`, or the line
   * does not run. Of lines that are not captured false at once.
   */
  caughtUp(lineId: string, waitMs: number, signal: AbortSignal): Promise<boolean>;
  /** Reads these rows anew from the source and makes the lake agree, deletions too, in step with the capture. @returns rows changed */
  reload(
    lineId: string,
    keys: readonly (readonly string[])[],
    by: { readonly actor: string; readonly trace: string },
  ): Promise<{ written: number; removed: number }>;
  /** Has the line's changes written to the stream, or no longer; from the next transaction on. */
  setStreamed(lineId: string, streamed: boolean): Promise<void>;
  /** Changes after `after`, at most `limit`, in order. */
  changes(options: { lineIds: readonly string[]; after: bigint; limit: number }): Promise<StreamedChange[]>;
  /** The newest number of the stream; 0 when there is none. Waits up to `waitMs` for one above `after` when given. */
  newestChange(options?: { after: bigint; waitMs: number; signal: AbortSignal }): Promise<bigint>;
};
