import Cursor from 'pg-cursor';
import pg from 'pg';
import { DomainError, type LocalText } from '@platform/kernel';
import type { PostgresSettings } from '@platform/packs';
import { exchangeErrors } from '../domain/errors.ts';
import type { SourceRow } from '../domain/row-checker.ts';
import { BATCH_ROWS, type Connector } from './connector.ts';

/** Values as PostgreSQL writes them: the mapping says what they mean, not the driver. */
const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

const quote = pg.escapeIdentifier;

/**
 * A front database (前置库): one table or view, read in one read-only snapshot through a cursor.
 * @throws exchange.source-unreachable, .source-refused; from read() also .source-lost, .source-slow
 */
export async function openPostgresConnector(options: {
  url: string;
  settings: PostgresSettings;
  /** The columns the mapping needs; no other leaves the source. */
  columns: readonly string[];
  /** The source's title, for error texts. */
  source: LocalText;
  /** Longest wait for one batch. */
  patienceMs?: number;
}): Promise<Connector> {
  const { source, settings } = options;
  const patience = options.patienceMs ?? 120_000;
  const client = new pg.Client({
    connectionString: options.url,
    types: AS_TEXT,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'yiwang exchange',
  });
  let lost: Error | undefined;
  client.on('error', (error) => {
    lost = error;
  });
  let rowsRead = 0;
  const coded = (error: unknown): Error => {
    if (error instanceof DomainError) return error;
    const state = (error as { code?: unknown }).code;
    const answered = typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) && !/^(08|57|53)/.test(state);
    if (answered && !lost) return exchangeErrors.sourceRefused({ source, code: state }, { cause: error });
    return exchangeErrors.sourceLost({ source, rows: rowsRead }, { cause: error });
  };
  const withPatience = async <T>(work: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(exchangeErrors.sourceSlow({ source, seconds: Math.round(patience / 1000) })),
        patience,
      );
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      throw coded(error);
    } finally {
      clearTimeout(timer);
    }
  };
  const end = async (): Promise<void> => {
    // A peer that is gone never answers the farewell.
    await Promise.race([
      client.end().catch(() => undefined),
      new Promise((resume) => setTimeout(resume, 1_000).unref()),
    ]);
  };

  try {
    await client.connect();
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query(
      `set local statement_timeout = ${patience}; set local lock_timeout = '10s'; set local datestyle = 'ISO, YMD'`,
    );
  } catch (error) {
    await end();
    const state = (error as { code?: unknown }).code;
    const refused = typeof state === 'string' && /^(28|3D|42)/.test(state);
    throw refused
      ? exchangeErrors.sourceRefused({ source, code: state }, { cause: error })
      : exchangeErrors.sourceUnreachable({ source }, { cause: error });
  }
  const table = `${quote(settings.schema)}.${quote(settings.table)}`;

  return {
    async describe() {
      const { rows } = await withPatience(
        client.query<{ name: string }>(
          `select a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
          [settings.schema, settings.table],
        ),
      );
      // 42P01: what the table's absence would be called when read.
      if (rows.length === 0) throw exchangeErrors.sourceRefused({ source, code: '42P01' });
      return { place: `${settings.schema}.${settings.table}`, columns: rows.map((row) => row.name) };
    },
    async count() {
      const { rows } = await withPatience(client.query<{ count: string }>(`select count(*) as count from ${table}`));
      return Number(rows[0]?.count ?? 0);
    },
    async *read() {
      const cursor = client.query(
        new Cursor<(string | null)[]>(`select ${options.columns.map(quote).join(', ')} from ${table}`, [], {
          rowMode: 'array',
          types: AS_TEXT,
        }),
      );
      for (;;) {
        if (lost) throw coded(lost);
        const batch = await withPatience(cursor.read(BATCH_ROWS));
        if (batch.length === 0) return;
        yield batch.map((row): SourceRow => {
          rowsRead += 1;
          const values: Record<string, string | null> = {};
          for (let index = 0; index < options.columns.length; index += 1)
            values[options.columns[index] as string] = row[index] ?? null;
          return { rowNo: rowsRead, values };
        });
      }
    },
    close: end,
  };
}
