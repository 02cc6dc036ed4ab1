import type { Clock, Ids, LocalText, WorkingCalendar } from '@platform/kernel';
import type { Audit } from '@platform/audit';
import type { BlindIndex, KeyStore, Sealer } from '@platform/crypto';
import type { Database, MigrationSource, ModuleDatabase } from '@platform/database';
import type { Files } from '@platform/files';
import type { EventStreamHub, Feature } from '@platform/http';
import type { JobHandler, ScheduledJob } from '@platform/jobs';
import type { Log } from '@platform/log';
import type { Outbox, Reaction } from '@platform/outbox';
import type { PackSet } from '@platform/packs';
import type { Receipts } from '@platform/receipts';

/** What every module is built from. A module takes the parts it needs by name and gets its ports beside them. */
export type Foundations = {
  database: Database;
  clock: Clock;
  ids: Ids;
  calendar: WorkingCalendar;
  outbox: Outbox;
  audit: Audit;
  /** Leaves of what was exchanged, for the proof. */
  receipts: Receipts;
  packs: PackSet;
  keys: KeyStore;
  /** Seals personal data for the module's own tables; the context names table, row and column. */
  sealer: Sealer;
  /** Look-up values of sealed identifiers. People and firms are found by `blindIndex(id, SUBJECT)`. */
  blindIndex: BlindIndex['blindIndex'];
  files: Files;
  log: Log;
  live: EventStreamHub;
  settings: Settings;
};

/** Settings that modules may know of. All come from the environment; see README. */
export type Settings = {
  /** Origin that browsers see, without a slash at the end. */
  publicUrl: string;
  /** The data folder. */
  dataFolder: string;
  /** Demo accounts, synthetic identifiers and simulators are allowed, and said to be so on every page. */
  demo: boolean;
  /** Values that packs' sources name with `…From`: connection URLs and folders of this deployment. */
  deployment: Readonly<Record<string, string>>;
  /** Years for which reads of people's data are kept; three where nothing is said, and never fewer. */
  keepReadsYears?: number;
  /** Years for which receipts are kept; ten where nothing is said, and never fewer than reads. */
  keepReceiptsYears?: number;
  /** Months for which audit entries are kept; sixty where nothing is said, and never fewer than six. */
  keepAuditMonths?: number;
};

/** A part of the product as the composition takes it. */
export type Module = {
  readonly name: string;
  readonly migrations?: MigrationSource;
  readonly features?: readonly Feature[];
  readonly reactions?: readonly Reaction[];
  readonly jobs?: readonly JobHandler[];
  readonly schedules?: readonly ScheduledJob[];
  readonly measures?: readonly Measure[];
  /** After migrations, before the first request: brings definitions of packs into the module's tables. Idempotent. */
  readonly prepare?: () => Promise<void>;
  /** Once requests are answered: begins work that goes on by itself until `stop`. */
  readonly start?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
};

/** The days a figure is asked for; `to` excluded. */
export type Period = { from: Date; to: Date };

/** A figure that a module can compute from what happened, with the records behind it. */
export type Measure = {
  /** `module.what-is-measured`, named by indicators in packs. */
  readonly id: string;
  readonly title: LocalText;
  readonly unit: LocalText;
  /** How it is counted, in one sentence, shown beside the figure. */
  readonly meaning: LocalText;
  /** A share has a denominator, and a value in 0..1; other figures are counts. */
  readonly kind: 'count' | 'share';
  value(period: Period): Promise<{ value: number; of?: number }>;
  /** What it was on the same days a year before (同比); null where nothing is known of them. */
  yearBefore?(period: Period): Promise<number | null>;
  /** By hour (or day when the period is longer than two days), for a small line. */
  series?(period: Period): Promise<{ at: Date; value: number }[]>;
  /** By organisation, for bars. */
  byOrganisation?(period: Period): Promise<{ organisation: string; value: number }[]>;
  /** The records that the figure counts, newest first, without personal data. */
  records(period: Period, page: { cursor?: string; limit: number }): Promise<MeasureRecords>;
};

export type MeasureRecords = {
  columns: { key: string; title: LocalText; kind: 'text' | 'number' | 'instant' | 'organisation' }[];
  /** A text that is said differently in each language is given in both. */
  rows: Record<string, string | number | LocalText | null>[];
  next?: string;
};

/** The purpose under which citizen ids and credit codes are indexed in every module, so that their records can be found together. */
export const SUBJECT = 'subject';

/** A module's own door to the store. */
export function moduleDatabase(foundations: Pick<Foundations, 'database'>, module: string): ModuleDatabase {
  return foundations.database.forModule(module);
}
