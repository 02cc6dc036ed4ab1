import type { LocalText } from '@platform/kernel';
import type { Source } from '@platform/packs';
import { limitsOf } from './connection-rules.ts';
import type { ConnectionLimits, Mapped } from './line.ts';

/** A source of a pack that is followed on the rail. */
export type LineSource = Extract<Source, { connector: 'postgres' }> & { mode: 'cursor' | 'capture' };

export function isLineSource(source: Source): source is LineSource {
  return source.mode !== 'snapshot';
}

/** A connection that packs ask for: sources of one organisation with one deployment setting share it, since a stream spans its tables. */
export type PackConnection = {
  id: string;
  title: LocalText;
  system: LocalText;
  organisation: string;
  /** The deployment setting that holds its address. */
  setting: string;
  /** As the pack says; undefined when it says nothing, and people decide. */
  limits: ConnectionLimits | undefined;
  lines: PackLine[];
};

export type PackLine = {
  id: string;
  title: LocalText;
  resource: string;
  table: { schema: string; table: string };
  mapping: readonly Mapped[];
  mode: 'cursor' | 'capture';
  cursorColumn: string | null;
  schedule: { everyMinutes?: number; cron?: string } | null;
};

/** What the packs' sources on the rail make together. */
export function packConnections(sources: readonly LineSource[]): PackConnection[] {
  const found = new Map<string, PackConnection>();
  for (const source of sources) {
    const { urlFrom, schema, table } = source.settings;
    const id = `pack-${source.organisation}-${urlFrom.toLowerCase().replaceAll('_', '-')}`;
    const given = source.connection;
    const connection = found.get(id) ?? {
      id,
      title: given?.title ?? source.title,
      system: given?.system ?? given?.title ?? source.title,
      organisation: source.organisation,
      setting: urlFrom,
      limits: given?.limits && limitsOf(given.limits),
      lines: [],
    };
    // The first source that says more of their connection is heard.
    if (given?.title && connection.lines.length > 0) Object.assign(connection, { title: given.title });
    if (given?.limits) connection.limits ??= limitsOf(given.limits);
    if (given?.system && connection.lines.length > 0) Object.assign(connection, { system: given.system });
    connection.lines.push({
      id: source.id,
      title: source.title,
      resource: source.resource,
      table: { schema, table },
      mapping: source.mapping,
      mode: source.mode,
      cursorColumn: source.cursorColumn ?? null,
      schedule: source.mode === 'cursor' ? (source.schedule ?? { everyMinutes: 1 }) : null,
    });
    found.set(id, connection);
  }
  return [...found.values()];
}
