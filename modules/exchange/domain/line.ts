import type { LocalText } from '@platform/kernel';
import type { SourceMode, TableShape } from '@platform/sources';

/** One item of a line's mapping: which column it is taken from, and by which steps. */
export type Mapped = {
  readonly item: string;
  readonly column: string;
  readonly transform?: readonly string[];
  readonly dateFormats?: readonly string[];
  /** Catalogued on the console from a held column: it stays when a pack's mapping is brought in again. */
  readonly added?: boolean;
};

/** What a source may be burdened with; `logBytes` and `logSeconds` bound what it keeps of its log for us. Hours are of Shanghai. */
export type ConnectionLimits = {
  readonly connections: number;
  readonly rowsPerSecond?: number;
  readonly hours?: readonly { readonly from: string; readonly to: string }[];
  readonly logBytes: number;
  readonly logSeconds: number;
};

export const DEFAULT_LIMITS: ConnectionLimits = { connections: 3, logBytes: 4 * 2 ** 30, logSeconds: 6 * 3600 };

/** Why a line or connection stands, and what a person does about it. */
export type Fault = {
  readonly code: string;
  readonly text: LocalText;
  readonly mend: LocalText;
  readonly at: string;
};

export type Connection = {
  readonly id: string;
  readonly title: LocalText;
  readonly organisation: string;
  readonly system: LocalText;
  readonly kind: string;
  readonly settings: unknown;
  /** Still sealed; opened only where the connector is called. */
  readonly secret: Buffer | null;
  readonly origin: 'pack' | 'console';
  readonly state: 'active' | 'paused';
  readonly limits: ConnectionLimits;
  readonly version: number;
};

export type LineState = 'waiting' | 'snapshot' | 'live' | 'paused' | 'held' | 'failed';

export type Line = {
  readonly id: string;
  readonly connectionId: string;
  readonly title: LocalText;
  readonly organisation: string;
  readonly resource: string;
  readonly table: { readonly schema: string; readonly table: string };
  readonly mapping: readonly Mapped[];
  readonly mode: SourceMode;
  readonly cursorColumn: string | null;
  readonly schedule: { readonly everyMinutes?: number; readonly cron?: string } | null;
  readonly origin: 'pack' | 'console';
  readonly state: LineState;
  readonly fault: Fault | null;
  readonly shape: TableShape | null;
  readonly streamed: boolean;
  readonly position: string | null;
  readonly sourceAt: Date | null;
  readonly appliedAt: Date | null;
  readonly cursorValue: string | null;
  readonly rowsInLake: number | null;
  readonly version: number;
};
