import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@platform/kernel';
import { rawTable } from '@platform/lake';
import type { Foundations } from '@platform/module';
import { readCopyBatch } from '@platform/sources';
import type { CheckedRow, ChangeStream, ExchangePort, LineFacts } from './contract/index.ts';
import { openable, openSource, type OpenSourceDeps } from './adapters/open-source.ts';
import type { Line } from './domain/line.ts';
import { lineErrors } from './domain/line-errors.ts';
import { findAtSource, takeReloaded, takenSince } from './jobs/reload-rows.ts';
import { checkerOf, withRetries } from './jobs/replay-rows.ts';
import type { TakeDeps } from './rail/take-changes.ts';
import { findConnection, listCaptureFacts, listConnections, type ConnectionRow } from './store/connections.ts';
import { changeLine, findLine, listLines, lockLine } from './store/lines.ts';
import { askReload, reloadContext, reloadEnd } from './store/reloads.ts';

export type PortDeps = OpenSourceDeps & TakeDeps & { live: Pick<Foundations['live'], 'publish'>; stream: ChangeStream };

/** How long a request waits for whoever runs the connection's rail. */
const RELOAD_MS = 10 * 60_000;
const LOOK_MS = 100;
const ROWS_PER_CHUNK = 500_000;

/** What other modules may do with lines. */
export function exchangePort(deps: PortDeps): ExchangePort {
  const { database } = deps;
  const lineOf = async (lineId: string): Promise<{ line: Line; connection: ConnectionRow }> =>
    database.read(async (tx) => {
      const line = await findLine(tx, lineId);
      const connection = line && (await findConnection(tx, line.connectionId));
      if (!line || !connection) throw lineErrors.unknownLine();
      return { line, connection };
    });
  const open = async (lineId: string) => {
    const { line, connection } = await lineOf(lineId);
    const session = await openSource(deps, openable(deps, connection));
    try {
      return { line, session, shape: await session.shape(line.table) };
    } catch (error) {
      await session.close().catch(() => undefined);
      throw error;
    }
  };

  /** Without a capture that runs, nobody else applies changes of this line but its own readings. */
  const reloadHere = async (lineId: string, keys: readonly (readonly string[])[], trace: string) => {
    // What the lake takes from now on is newer than what is read below.
    const began = deps.clock.now();
    const { line, session, shape } = await open(lineId);
    try {
      const { key } = deps.catalogue.resource(line.resource);
      const never = new AbortController().signal;
      const found = await findAtSource(session, line, shape, checkerOf(deps, line), key, keys, never);
      return await withRetries(() =>
        database.transaction(async (tx) => {
          const locked = await lockLine(tx, lineId);
          if (!locked) throw lineErrors.unknownLine();
          const newer = await takenSince(tx, rawTable(deps.catalogue.resource(locked.resource)), keys, began);
          return takeReloaded(deps, tx, locked, keys, found, newer, trace);
        }),
      );
    } finally {
      await session.close().catch(() => undefined);
    }
  };

  const reloadOnRail = async (
    line: Line,
    keys: readonly (readonly string[])[],
    by: { actor: string; trace: string },
  ): Promise<{ written: number; removed: number }> => {
    const id = deps.ids.next();
    const sealed = deps.sealer.sealJson(keys, reloadContext(id));
    await database.transaction((tx) =>
      askReload(tx, { id, line_id: line.id, sealed, actor: by.actor, trace: by.trace, at: deps.clock.now() }),
    );
    const until = performance.now() + RELOAD_MS;
    while (performance.now() < until) {
      const end = await database.read((tx) => reloadEnd(tx, id));
      if (end.state === 'done') return { written: end.written, removed: end.removed };
      if (end.state === 'failed') throw new DomainError(end.fault.code, { ...end.fault.text, status: 502 });
      await sleep(LOOK_MS);
    }
    throw lineErrors.railSilent();
  };

  return {
    lines: () =>
      database.read(async (tx) => {
        const connections = new Map((await listConnections(tx)).map((one) => [one.id, one]));
        return (await listLines(tx)).flatMap((line) => {
          const connection = connections.get(line.connectionId);
          return connection ? [factsOf(line, connection)] : [];
        });
      }),
    findLine: (id) =>
      database.read(async (tx) => {
        const line = await findLine(tx, id);
        const connection = line && (await findConnection(tx, line.connectionId));
        return line && connection ? factsOf(line, connection) : undefined;
      }),
    async *readSource(lineId, signal) {
      const { line, session, shape } = await open(lineId);
      try {
        const checker = checkerOf(deps, line);
        const keyPlaces = keyPlacesOf(deps, line);
        if (!session.snapshot) throw lineErrors.modeNotPossible();
        for (const chunk of await session.snapshot.plan(shape, ROWS_PER_CHUNK)) {
          const reading = await session.snapshot.read(shape, checker.columns, chunk, { signal });
          for await (const batch of reading.batches) {
            const { good, goodRows, bad } = checker.checkBatch(batch);
            const rows = readCopyBatch({ bytes: good, rows: goodRows }).map(
              (values): CheckedRow => ({ key: keyPlaces.map((place) => values[place] as string), values }),
            );
            yield { rows, rejected: bad.length };
          }
        }
      } finally {
        await session.close().catch(() => undefined);
      }
    },
    async readRows(lineId, keys, signal) {
      const { line, session, shape } = await open(lineId);
      try {
        const { key } = deps.catalogue.resource(line.resource);
        const checker = checkerOf(deps, line);
        const found = await findAtSource(session, line, shape, checker, key, keys, signal);
        const rows = [...found.rows].map(([name, values]): CheckedRow => {
          const checked = checker.checkValues(values);
          return {
            key: JSON.parse(name) as string[],
            values: 'values' in checked ? checked.values.map((value) => value ?? null) : [],
          };
        });
        return { rows, refused: [...found.unsound].map((name) => JSON.parse(name) as string[]) };
      } finally {
        await session.close().catch(() => undefined);
      }
    },
    async caughtUp(lineId, waitMs, signal) {
      const { line } = await lineOf(lineId);
      if (line.mode !== 'capture' || line.state !== 'live') return false;
      const { session } = await open(lineId);
      try {
        const { capture } = session;
        if (!capture) return false;
        const end = await capture.end();
        const until = performance.now() + waitMs;
        for (;;) {
          const facts = await database.read(async (tx) => (await listCaptureFacts(tx)).get(line.connectionId));
          if (facts?.position && capture.compare(facts.position, end) >= 0) return true;
          if (signal.aborted || performance.now() >= until || facts?.state !== 'running') return false;
          await sleep(LOOK_MS);
        }
      } finally {
        await session.close().catch(() => undefined);
      }
    },
    async reload(lineId, keys, by) {
      if (keys.length === 0) return { written: 0, removed: 0 };
      const { line } = await lineOf(lineId);
      const capture = await database.read(async (tx) => (await listCaptureFacts(tx)).get(line.connectionId));
      const followed =
        line.mode === 'capture' && capture?.state === 'running' && line.state !== 'paused' && line.state !== 'held';
      const done = followed ? await reloadOnRail(line, keys, by) : await reloadHere(lineId, keys, by.trace);
      deps.live.publish({ topic: 'exchange', data: { lineId } });
      return done;
    },
    async setStreamed(lineId, streamed) {
      const { line } = await lineOf(lineId);
      if (line.streamed === streamed) return;
      // What came before was not written: whoever rides along begins here.
      if (streamed) await deps.stream.begin(lineId);
      await database.transaction((tx) => changeLine(tx, lineId, { streamed }));
      deps.live.publish({ topic: 'exchange', data: { lineId } });
    },
    changes: (options) => deps.stream.changes(options),
    newestChange: (options) => deps.stream.newestChange(options),
  };
}

function keyPlacesOf(deps: Pick<PortDeps, 'catalogue'>, line: Line): number[] {
  const resource = deps.catalogue.resource(line.resource);
  return resource.key.map((name) => resource.items.findIndex((item) => item.name === name));
}

function factsOf(line: Line, connection: ConnectionRow): LineFacts {
  return {
    id: line.id,
    connectionId: line.connectionId,
    title: line.title,
    system: connection.system,
    organisation: line.organisation,
    resource: line.resource,
    table: line.table,
    mapping: line.mapping,
    mode: line.mode,
    state: line.state,
    streamed: line.streamed,
    sourceAt: line.sourceAt,
    rowsInLake: line.rowsInLake,
  };
}
