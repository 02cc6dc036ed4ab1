import { setTimeout as sleep } from 'node:timers/promises';
import {
  readCopyBatch,
  sourceErrors,
  type CaptureEvent,
  type CaptureReader,
  type CaptureStream,
  type Change,
  type Connector,
  type CursorReader,
  type Finding,
  type SourceSession,
  type TableShape,
  type Value,
} from '@platform/sources';
import type { LocalText } from '@platform/kernel';
import { addedGaps, comparePlaces, placeOf, placeText, type Gap, type Place } from './journal-place.ts';

// A front database made by the kit (tools/front-database): triggers keep a journal of keys, read by its number with the right to SELECT alone.
// The rows themselves are read as they are now, so a change told late, or twice, brings the same end.

const JOURNAL = 'yw_journal';
const FLOOR = 'yw_journal_floor';
const VIEW = 'yw_changes_';
const POLL_MS = 500;
/** Gaps are looked at again this often: a transaction may commit its numbers after later ones were read. */
const GAPS_EVERY_MS = 5_000;
/** Entries of the journal taken in one go. */
const MOST_ENTRIES = 20_000;
/** What a row of the journal takes at the source, about. */
const ENTRY_BYTES = 150;

/** A kind of its own over the connector of the database behind it. */
export function frontDatabaseConnector(inner: Connector, kind: string, title: LocalText): Connector {
  return {
    ...inner,
    kind,
    title,
    async open(options) {
      const session = await inner.open(options);
      return journalSession(session);
    },
  };
}

/** The session of a database with a journal: whole tables as its own connector reads them, changes from the journal. */
export function journalSession(inner: SourceSession): SourceSession {
  const { capture: _log, snapshot, ...rest } = inner;
  const cursor = inner.cursor as CursorReader;
  const journal = journalReader(inner, cursor);
  return {
    ...rest,
    async report() {
      const report = await inner.report();
      const there = (await inner.tables()).some((table) => table.table === JOURNAL);
      const findings = report.findings.filter((finding) => finding.level === 'info');
      return {
        ...report,
        findings: there ? findings : [...findings, NO_JOURNAL],
        modes: there ? ['snapshot', 'capture'] : ['snapshot'],
      };
    },
    tables: async () => (await inner.tables()).filter((table) => !table.table.startsWith('yw_')),
    ...(snapshot
      ? {
          snapshot: {
            plan: (table: TableShape, rows: number) => snapshot.plan(table, rows),
            async read(table, columns, chunk, options) {
              const reading = await snapshot.read(table, columns, chunk, options);
              let mark: { position: string; snapshot: string } | undefined;
              async function* batches() {
                for await (const batch of reading.batches) {
                  // Once rows have come, what the chunk sees is settled; all of it stands in the journal by now.
                  mark ??= { position: await journal.end(), snapshot: '' };
                  yield batch;
                }
                mark ??= { position: await journal.end(), snapshot: '' };
              }
              return { batches: batches(), mark: () => mark };
            },
          } satisfies SourceSession['snapshot'],
        }
      : {}),
    capture: journal,
  };
}

function journalReader(inner: SourceSession, cursor: CursorReader): CaptureReader {
  const shapes = new Map<string, Promise<TableShape>>();
  const schemaOf = async (): Promise<string> => {
    const found = (await inner.tables()).find((table) => table.table === JOURNAL);
    if (!found) throw sourceErrors.tableMissing({ table: JOURNAL });
    return found.schema;
  };
  const shapeOf = async (table: string): Promise<TableShape> => {
    const known = shapes.get(table) ?? schemaOf().then((schema) => inner.shape({ schema, table }));
    shapes.set(table, known);
    known.catch(() => shapes.delete(table));
    return known;
  };
  /** Rows of a numbered table from a number on, until `enough` says so. */
  async function* numbered(
    table: string,
    columns: readonly string[],
    from: bigint,
    signal: AbortSignal,
  ): AsyncGenerator<Value[]> {
    const reading = cursor.readFrom(await shapeOf(table), columns, 'seq', String(from), { signal });
    for await (const batch of reading.batches) yield* readCopyBatch(batch);
  }
  const floor = async (): Promise<bigint> => {
    const [row] = await inner.sample(await shapeOf(FLOOR), ['floor'], 1);
    return BigInt(row?.[0] ?? 0);
  };
  /** The journal behind a number: which tables changed, up to where, and which numbers are missing in between. */
  const entriesAfter = async (after: bigint, signal: AbortSignal) => {
    const numbers: bigint[] = [];
    const tables = new Set<string>();
    let at: Value = null;
    for await (const [seq, tbl, changedAt] of numbered(JOURNAL, ['seq', 'tbl', 'changed_at'], after + 1n, signal)) {
      numbers.push(BigInt(seq as string));
      tables.add(tbl as string);
      at = changedAt ?? null;
      if (numbers.length >= MOST_ENTRIES) break;
    }
    return { numbers, tables, at: instantOf(at) };
  };
  const end = async (signal = new AbortController().signal): Promise<string> => {
    let seq = await floor();
    for (;;) {
      const { numbers } = await entriesAfter(seq, signal);
      const last = numbers.at(-1);
      if (last === undefined) return placeText({ seq, gaps: [] });
      seq = last;
    }
  };

  return {
    async obstacles(tables) {
      const names = new Set((await inner.tables()).map((table) => table.table));
      if (!names.has(JOURNAL)) return [{ ...NO_JOURNAL, level: 'blocking' }];
      return tables
        .filter((table) => !names.has(`${VIEW}${table.table}`))
        .map(
          (table): Finding => ({
            code: 'front-database.no-changes-view',
            level: 'blocking',
            text: {
              zh: `表 ${table.table} 没有变更日志，请用 front:kit 为它生成脚本并执行 install.sql`,
              en: `The table ${table.table} has no journal; make its script with front:kit and run install.sql`,
            },
          }),
        );
    },
    // The journal keeps what it keeps whether we read it or not: there is no place of ours at the source.
    prepare: async () => ({ position: await end(), fresh: true }),
    async open({ tables, after, signal }) {
      const names = tables.map(({ shape }) => shape.table);
      const stop = new AbortController();
      const both = AbortSignal.any([signal, stop.signal]);
      let wake: () => void = () => undefined;
      let place = placeOf(after);
      if ((await floor()) > place.seq) throw sourceErrors.logLost({ place: JOURNAL });

      /** Changes of the tables in a stretch of the journal, by what the rows are now. */
      const changesIn = async (from: bigint, to: bigint, changed: ReadonlySet<string>): Promise<Change[]> => {
        const all: Change[] = [];
        for (const [index, captured] of tables.entries()) {
          const name = names[index] as string;
          if (!changed.has(name)) continue;
          const columns = ['seq', 'op', 'there', ...captured.columns];
          for await (const [seq, op, there, ...values] of numbered(`${VIEW}${name}`, columns, from, both)) {
            if (BigInt(seq as string) > to) break;
            if (op === 'T') all.push({ op: 'truncate', table: index });
            else if (there === '1') all.push({ op: 'update', table: index, after: values });
            else all.push({ op: 'delete', table: index, before: values.map((value) => value ?? undefined) });
          }
        }
        return all;
      };

      async function* transaction(changes: Change[], next: Place, committedAt: Date): AsyncGenerator<CaptureEvent> {
        const position = placeText(next);
        const bytes = changes.length * ENTRY_BYTES;
        yield { kind: 'begin', transaction: position };
        if (changes.length > 0) yield { kind: 'changes', changes, bytes };
        yield { kind: 'commit', transaction: position, position, committedAt };
      }

      async function* events(): AsyncGenerator<CaptureEvent> {
        let gapsAt = 0;
        for (;;) {
          both.throwIfAborted();
          // What a slow transaction has committed meanwhile, below what was told already.
          if (place.gaps.length > 0 && Date.now() - gapsAt >= GAPS_EVERY_MS) {
            gapsAt = Date.now();
            const filled = await filledGaps(place.gaps, both);
            for (const { gap, numbers, tables: changed } of filled.found) {
              const changes = await changesIn(gap.from, gap.to, changed);
              place = { ...place, gaps: withoutNumbers(place.gaps, numbers) };
              yield* transaction(changes, place, new Date());
            }
          }
          const { numbers, tables: changed, at } = await entriesAfter(place.seq, both);
          const top = numbers.at(-1);
          if (top !== undefined) {
            const changes = await changesIn(place.seq + 1n, top, changed);
            place = { seq: top, gaps: addedGaps(place.gaps, place.seq, numbers, Date.now()) };
            yield* transaction(changes, place, at);
            if (numbers.length >= MOST_ENTRIES) continue;
          }
          yield { kind: 'idle', position: placeText(place) };
          await new Promise<void>((resume) => {
            wake = resume;
            sleep(POLL_MS, undefined, { signal: both }).then(resume, resume);
          });
        }
      }

      const filledGaps = async (gaps: readonly Gap[], during: AbortSignal) => {
        const found: { gap: Gap; numbers: bigint[]; tables: Set<string> }[] = [];
        for (const gap of gaps) {
          const numbers: bigint[] = [];
          const changed = new Set<string>();
          for await (const [seq, tbl] of numbered(JOURNAL, ['seq', 'tbl'], gap.from, during)) {
            if (BigInt(seq as string) > gap.to) break;
            numbers.push(BigInt(seq as string));
            changed.add(tbl as string);
          }
          if (numbers.length > 0) found.push({ gap, numbers, tables: changed });
        }
        return { found };
      };

      const stream: CaptureStream = {
        async *[Symbol.asyncIterator]() {
          try {
            yield* events();
          } catch (error) {
            // Closed by us is an end; anything else is a fault.
            if (!stop.signal.aborted) throw error;
          }
        },
        acknowledge: () => undefined,
        nudge: () => wake(),
        async close() {
          stop.abort();
          wake();
        },
      };
      return stream;
    },
    retention: async () => ({ bytes: 0, lost: false }),
    end: () => end(),
    pace: async () => undefined,
    drop: async () => undefined,
    compare: (a, b) => comparePlaces(placeOf(a), placeOf(b)),
    // A row's state as it is when told is never older than what a chunk read before it: the change wins in every case.
    saw: () => false,
    distance: (from, to) => {
      const entries = Number(placeOf(to).seq - placeOf(from).seq);
      return Math.max(0, entries) * ENTRY_BYTES;
    },
  };
}

/** An instant as either kind of database tells it; those of MariaDB and MySQL are read in UTC and bear no zone. */
function instantOf(text: Value): Date {
  if (text === null) return new Date();
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(at.getTime()) ? new Date() : at;
}

function withoutNumbers(gaps: readonly Gap[], numbers: readonly bigint[]): Gap[] {
  let left = [...gaps];
  for (const number of numbers)
    left = left.flatMap((gap) => {
      if (number < gap.from || number > gap.to) return [gap];
      const parts: Gap[] = [];
      if (gap.from < number) parts.push({ ...gap, to: number - 1n });
      if (number < gap.to) parts.push({ ...gap, from: number + 1n });
      return parts;
    });
  return left;
}

const NO_JOURNAL: Finding = {
  code: 'front-database.no-journal',
  level: 'warning',
  text: {
    zh: '库中没有变更日志 yw_journal：请用 front:kit 生成脚本，由部门执行 install.sql',
    en: 'There is no journal yw_journal in this database: make its script with front:kit and have the department run install.sql',
  },
};
