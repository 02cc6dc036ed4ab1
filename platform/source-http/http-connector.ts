import { jsonType, jsonValue } from '@platform/source-files';
import { DomainError, fillText, type LocalText } from '@platform/kernel';
import {
  copyBatch,
  rowLimiter,
  sourceErrors,
  type Chunk,
  type ColumnShape,
  type Connector,
  type CopyBatch,
  type Finding,
  type RowLimiter,
  type SourceSession,
  type TableName,
  type TableShape,
  type Value,
} from '@platform/sources';
import { httpClient, placeOf, type Client } from './client.ts';
import { checkedUrl } from './guard.ts';
import { at, describedCollections, parseDescription, type Described } from './open-api.ts';
import { pagesOf, totalOf, type Asked, type Item, type Span } from './pages.ts';
import { HttpSecret, HttpSettings, httpSettings } from './settings.ts';

export type HttpConnectorOptions = {
  /** Addresses of this machine and its link may be asked; for demo and tests. */
  readonly allowLocal?: boolean;
  /** First wait before another try, in milliseconds. */
  readonly firstWaitMs?: number;
};

/** A collection by all that is known of it: what people set goes before what a document says. */
type Collection = {
  readonly name: string;
  readonly asked: Asked;
  readonly key: readonly string[];
  readonly columns: readonly ColumnShape[];
  readonly since?: { readonly parameter: string; readonly column: string };
  readonly comment?: string;
};

/** JSON APIs over HTTP, read page by page. */
export function httpConnector(options: HttpConnectorOptions = {}): Connector {
  return {
    kind: 'http-json',
    title: { zh: 'HTTP 接口（JSON）', en: 'HTTP API (JSON)' },
    tested: {
      zh: '已用本地服务实测五种分页、五种认证、限流与故障',
      en: 'Run here against a local server: five ways of paging, five of authentication, limits and faults',
    },
    settings: HttpSettings,
    secret: HttpSecret,
    async open({ settings: given, secret, limits, application }) {
      const settings = httpSettings(given);
      checkedUrl(settings.baseUrl, options.allowLocal ?? false);
      const value = (secret as { value?: unknown } | undefined)?.value;
      if (settings.auth && settings.auth.kind !== 'none' && typeof value !== 'string')
        throw sourceErrors.badSettings({ field: 'secret', reason: '必填 / required' });
      const client = httpClient({
        settings,
        secret: typeof value === 'string' ? value : undefined,
        application,
        connections: limits.connections,
        allowLocal: options.allowLocal ?? false,
        ...(options.firstWaitMs === undefined ? {} : { firstWaitMs: options.firstWaitMs }),
      });
      return session(settings, client, rowLimiter(limits.rowsPerSecond));
    },
  };
}

function session(settings: HttpSettings, client: Client, pace: RowLimiter): SourceSession {
  const closed = new AbortController();
  const base = new URL(settings.baseUrl);

  const collections = async (): Promise<Collection[]> =>
    collectionsOf(settings, await described(settings, client, closed.signal));

  const find = async (table: TableName): Promise<Collection> => {
    const found = table.schema === '' ? (await collections()).find((one) => one.name === table.table) : undefined;
    if (!found) throw sourceErrors.tableMissing({ table: table.table });
    return found;
  };

  async function* batches(
    asked: Asked,
    columns: readonly string[],
    span: Span,
    signal: AbortSignal,
    keep?: (item: Item) => boolean,
  ): AsyncGenerator<CopyBatch> {
    const stop = AbortSignal.any([signal, closed.signal]);
    for await (const page of pagesOf(client, asked, span, stop)) {
      const items = keep ? page.filter(keep) : page;
      for (let from = 0; from < items.length; from += pace.batchRows) {
        const some = pace.batchRows >= items.length ? items : items.slice(from, from + pace.batchRows);
        await pace.take(some.length, stop);
        stop.throwIfAborted();
        yield copyBatch(some.map((item) => columns.map((column) => valueOf(item, column))));
        if (some === items) break;
      }
    }
  }

  const shape = async (table: TableName): Promise<TableShape> => {
    const collection = await find(table);
    const first = await firstPage(client, collection.asked, closed.signal);
    const known = new Set(collection.columns.map((column) => column.name));
    const more = [...new Set(first.flatMap((item) => Object.keys(item)))].filter((name) => !known.has(name));
    const total = await totalOf(client, collection.asked, closed.signal);
    return {
      ...table,
      columns: [
        ...collection.columns,
        ...more.map((name) => ({
          name,
          type: jsonType(first.map((item) => item[name])),
          nativeType: 'json',
          nullable: true,
        })),
      ],
      key: collection.key,
      identity: 'none',
      ...(total === undefined ? {} : { estimatedRows: total }),
      ...(collection.comment === undefined ? {} : { comment: collection.comment }),
    };
  };

  const incremental = settings.collections?.some((one) => one.since) ?? false;
  return {
    async report() {
      const found = await collections();
      const findings: Finding[] = [];
      const [first] = found;
      if (first)
        await firstPage(client, first.asked, closed.signal).catch((error: unknown) => {
          // A wrong password or a dead server is a fault of the connection; one collection that is not there is not.
          if (!(error instanceof DomainError) || error.code !== 'sources.table-missing') throw error;
          findings.push({ code: error.code, level: 'warning', text: textOf(error) });
        });
      if (base.protocol === 'http:') findings.push(PLAIN);
      return {
        server: `${base.host} (HTTP JSON, ${found.length} 个集合 / collections)`,
        findings,
        modes: incremental ? ['snapshot', 'cursor'] : ['snapshot'],
      };
    },
    async tables() {
      return (await collections()).map(({ name, comment }) => ({
        schema: '',
        table: name,
        kind: 'collection' as const,
        ...(comment === undefined ? {} : { comment }),
      }));
    },
    shape,
    async sample(table, columns, rows) {
      const { asked } = await find(table);
      const values: Value[][] = [];
      for await (const page of pagesOf(client, asked, { from: 0 }, closed.signal)) {
        for (const item of page.slice(0, rows - values.length))
          values.push(columns.map((column) => valueOf(item, column)));
        if (values.length >= rows) break;
      }
      return values;
    },
    snapshot: {
      async plan(table, rowsPerChunk) {
        const { asked } = await find(table);
        const total = await totalOf(client, asked, closed.signal);
        const { kind, size = 500 } = asked.paging;
        if (total === undefined || (kind !== 'page' && kind !== 'offset')) return [{ no: 0, part: { from: 0 } }];
        const step = Math.max(1, Math.round(rowsPerChunk / size)) * size;
        const chunks: Chunk[] = [];
        for (let from = 0; from === 0 || from < total; from += step) {
          // The last has no end: what was added since the total was told is read, too.
          const part: Span = from + step < total ? { from, to: from + step } : { from };
          chunks.push({ no: chunks.length, part, estimatedRows: Math.min(step, total - from) });
        }
        return chunks;
      },
      async read(table, columns, chunk, { signal }) {
        const { asked } = await find(table);
        return { batches: batches(asked, columns, chunk.part as Span, signal), mark: () => undefined };
      },
    },
    ...(incremental
      ? {
          cursor: {
            readFrom(table: TableShape, columns: readonly string[], cursor: string, from: Value, { signal }) {
              let until: Value = null;
              async function* read(): AsyncGenerator<CopyBatch> {
                const { since, asked } = await find(table);
                if (since?.column !== cursor)
                  throw sourceErrors.columnsMissing({ table: table.table, columns: cursor });
                const url = new URL(asked.url);
                if (from !== null) url.searchParams.set(since.parameter, from);
                yield* batches({ ...asked, url }, columns, { from: 0 }, signal, (item) => {
                  const value = valueOf(item, cursor);
                  if (value === null) return from === null;
                  // Some take the parameter as a hint, by the day for instance.
                  if (from !== null && after(from, value)) return false;
                  // What was read is kept with the value it reached: a lower one behind it would be passed over after a stop.
                  if (until !== null && after(until, value))
                    throw sourceErrors.failed({
                      place: placeOf(asked.url),
                      reason: `应答没有按 ${cursor} 从小到大排列，请加上排序参数 / the answer is not in the order of ${cursor}; add the parameter that sorts it`,
                    });
                  until = value;
                  return true;
                });
              }
              return { batches: read(), until: () => until };
            },
          } satisfies SourceSession['cursor'],
        }
      : {}),
    async close() {
      closed.abort();
      client.close();
    },
  };
}

const PLAIN: Finding = {
  code: 'source-http.plain',
  level: 'warning',
  text: {
    zh: '未加密（http），口令和数据在网络上可见',
    en: 'Not encrypted (http): secrets and rows can be seen on the network',
  },
};

function textOf(error: DomainError): LocalText {
  return { zh: fillText(error.text, 'zh', error.params), en: fillText(error.text, 'en', error.params) };
}

/** A column is a name of the item, or, when it begins with a slash, a place in it (JSON pointer). */
function valueOf(item: Item, column: string): Value {
  if (column.startsWith('/') && !Object.hasOwn(item, column)) return jsonValue(at(item, column));
  return Object.hasOwn(item, column) ? jsonValue(item[column]) : null;
}

/** Whether a cursor value stands after another: as numbers where both are, as text otherwise (ISO instants). */
function after(a: string, b: string): boolean {
  const whole = /^-?\d+$/;
  if (whole.test(a) && whole.test(b)) return BigInt(a) > BigInt(b);
  return a > b;
}

async function firstPage(client: Client, asked: Asked, signal: AbortSignal): Promise<Item[]> {
  for await (const page of pagesOf(client, asked, { from: 0 }, signal)) return page;
  return [];
}

async function described(settings: HttpSettings, client: Client, signal: AbortSignal): Promise<Described[]> {
  const { openapi } = settings;
  if (!openapi) return [];
  if (openapi.document !== undefined) {
    try {
      return describedCollections(parseDescription(openapi.document));
    } catch (error) {
      throw sourceErrors.badSettings(
        { field: 'openapi/document', reason: '不是 JSON 或 YAML / neither JSON nor YAML' },
        { cause: error },
      );
    }
  }
  const url = new URL(openapi.url as string, settings.baseUrl);
  return describedCollections((await client.get(url, signal, parseDescription)).json);
}

function collectionsOf(settings: HttpSettings, known: readonly Described[]): Collection[] {
  const set = settings.collections ?? [];
  const urlOf = (path: string, parameters: Readonly<Record<string, string>> = {}): URL => {
    const base = new URL(settings.baseUrl);
    const url = new URL(`${base.pathname.replace(/\/$/, '')}/${path.replace(/^\//, '')}`, base);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  };
  const listed = set.map((one): Collection => {
    const from = known.find((other) => other.name === one.name || other.path === one.path);
    return {
      name: one.name,
      key: one.key ?? [],
      columns: from?.columns ?? [],
      asked: {
        url: urlOf(one.path, one.parameters),
        items: one.items ?? from?.items ?? '',
        paging: one.paging ?? settings.paging ?? from?.paging ?? { kind: 'none' },
      },
      ...(one.since ? { since: one.since } : {}),
      ...(from?.comment === undefined ? {} : { comment: from.comment }),
    };
  });
  const names = new Set(set.flatMap((one) => [one.name, one.path]));
  return [
    ...listed,
    ...known
      .filter((one) => !names.has(one.name) && !names.has(one.path))
      .map(
        (one): Collection => ({
          name: one.name,
          key: [],
          columns: one.columns,
          asked: { url: urlOf(one.path), items: one.items, paging: settings.paging ?? one.paging ?? { kind: 'none' } },
          ...(one.comment === undefined ? {} : { comment: one.comment }),
        }),
      ),
  ];
}
