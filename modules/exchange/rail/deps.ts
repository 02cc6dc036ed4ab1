import type { CataloguePort } from '@modules/catalogue/contract';
import type { ModuleDatabase } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { SourceSession } from '@platform/sources';
import type { Connectors } from '../adapters/connectors.ts';
import type { CodeTable } from '../domain/code-tables.ts';
import type { Connection } from '../domain/line.ts';
import type { Windows } from './windows.ts';

/** What the rail works with: the same in a process of its own and in tests. */
export type RailDeps = Pick<
  Foundations,
  'clock' | 'ids' | 'outbox' | 'audit' | 'log' | 'sealer' | 'blindIndex' | 'settings'
> & {
  /** Where pages that are open are told what changed; in a process of its own it goes by `NOTIFY yiwang_live`. */
  live: Pick<Foundations['live'], 'publish'>;
  /** The whole database, for locks that live as long as their connection, and for listening. */
  hub: Foundations['database'];
  /** The module's own door. */
  database: ModuleDatabase;
  lake: Lake;
  /** `refresh`: reads items that another process added; a line's mapping may name them already. */
  catalogue: Pick<CataloguePort, 'find' | 'resource'> & { refresh?(): Promise<void> };
  table: (id: string) => CodeTable | undefined;
  connectors: Connectors;
  /** Nodes of NATS with JetStream (`nats://a:4222,…`), over which changes go to the appliers of any number of machines; without it they are applied here. */
  nats?: string;
};

/**
 * What runs the chunks of one connection (snapshot-*.ts exports `startRuns(RunnerDeps): Runner`). Begun when this process holds the
 * connection's lock and its source is open; stopped before either goes. It looks for open runs by itself when `wake` is called or each second.
 */
export type RunnerDeps = RailDeps & {
  readonly connection: Connection;
  readonly session: SourceSession;
  /** How to join a chunk to the capture: of lines of mode capture only. */
  readonly windows: Windows;
  readonly signal: AbortSignal;
  /** A fault of the connection as a whole (source gone, wrong password): the supervisor closes all, backs off, and begins again. */
  onFault(error: Error): void;
};

export type Runner = { wake(): void; stop(): Promise<void> };
