import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lanes } from '@platform/rail';
import type { Change, PackedChanges } from '@platform/sources';
import { copyLine } from '@platform/sources';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { Line } from '../domain/line.ts';
import type { LineBatch } from './line-batch.ts';
import { planLine, type LinePlan } from './line-plan.ts';
import { fillBatch, readSections, SectionWriter } from './nats-codec.ts';
import { laneOf, type RoutedBatch } from './nats-route.ts';
import { openSinkOver } from './nats-sink.ts';

const title = { zh: '项', en: 'item' };

function planOf(id: string): LinePlan {
  const resource = {
    id,
    key: ['no'],
    grade: 1,
    items: [
      { name: 'no', title, type: 'integer' },
      { name: 'name', title, type: 'text' },
    ],
  } as unknown as CataloguedResource;
  const columns = ['no', 'name'].map((name) => ({ name, type: 'text' as const, nativeType: 'text', nullable: true }));
  const line = {
    id,
    connectionId: 'c',
    mapping: [
      { item: 'no', column: 'no' },
      { item: 'name', column: 'name' },
    ],
    streamed: false,
    state: 'live',
    table: { schema: '', table: id },
  } as unknown as Line;
  return planLine({
    line,
    resource,
    shape: { schema: '', table: id, columns, key: ['no'], identity: 'key' },
    heldColumns: [],
    quarantined: false,
    table: () => undefined,
    demo: true,
  });
}

/** What a lane's messages put into a line's batch, in order, as text. */
function contentOf(body: Buffer): { plan: string; change: string }[] {
  return readSections(body).flatMap((section) => {
    const found: { plan: string; change: string }[] = [];
    const batch = {
      begin: () => undefined,
      addPacked: ({ from, to, ops, starts, bytes }: PackedChanges) => {
        for (let index = from; index < to; index += 1)
          found.push({
            plan: section.plan,
            change: `${ops[index]} ${bytes.toString('utf8', starts[index], (starts[index + 1] as number) - 1)}`,
          });
      },
      addChange: (change: Change) =>
        found.push({
          plan: section.plan,
          change: JSON.stringify(change, (_, value: unknown) => (value === undefined ? '(untold)' : value)),
        }),
    };
    fillBatch(batch as unknown as LineBatch, section);
    return found;
  });
}

type Kept = { sequence: number; lane: number | 'mark'; info: string; body: Buffer };

/** Lanes in memory that take `room` messages more and then break, as a killed process does. */
function lanesOver(kept: Kept[], room: { left: number }): Lanes {
  return {
    identity: 'test',
    partitions: 3,
    async last(lane) {
      const found = kept.findLast((one) => one.lane === lane);
      return found && { sequence: found.sequence, info: found.info, whole: true };
    },
    async append(lane, { info, body, expected }) {
      expect(kept.findLast((one) => one.lane === lane)?.sequence ?? 0).toBe(expected);
      if (room.left <= 0) throw new Error('killed');
      room.left -= 1;
      kept.push({ sequence: kept.length + 1, lane, info, body });
      return kept.length;
    },
    read: () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: undefined }) }) }),
    trim: async () => undefined,
  };
}

const database = {
  transaction: async <T>(work: (tx: never) => Promise<T>): Promise<T> =>
    work({
      run: async () => 1,
      rows: async () => [{ connection_id: 'c', no: 0, stream: 'test', sequence: 0n }],
      first: async () => undefined,
    } as never),
};
let ids = 0;
const deps = {
  database: { ...database, read: database.transaction, readOnce: database.transaction },
  clock: { now: () => new Date(0) },
  ids: { next: () => `id-${(ids += 1)}` },
} as never;

type Told = { table: number; no: number; text: string };

describe('a writer that dies between the lanes', () => {
  test('each change comes to its lane exactly once and in order, wherever it died, however batches were cut, and within great transactions', async () => {
    const transactions = fc.array(
      fc.array(fc.record({ table: fc.nat(1), no: fc.nat(20), text: fc.string({ maxLength: 4 }) }), {
        minLength: 1,
        maxLength: 8,
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        transactions,
        fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (source, lives, cut) => {
          const plans = [planOf('boats'), planOf('crews')];
          const kept: Kept[] = [];
          const wire = { compare: (a: string, b: string) => Number(a) - Number(b) };
          for (const room of [...lives, 1_000_000]) {
            const left = { left: room };
            const sink = await openSinkOver(deps, lanesOver(kept, left), {
              connectionId: 'c',
              capture: wire,
              plans,
              kept: '0',
              prepared: '0',
            });
            try {
              await runSource(source, sink, plans, cut + room);
              break;
            } catch (error) {
              if ((error as Error).message !== 'killed') throw error;
            } finally {
              await sink.close();
            }
          }
          for (let lane = 0; lane < 3; lane += 1) {
            for (const plan of plans) {
              const hash = kept.flatMap((one) => (one.lane === lane ? contentOf(one.body) : []));
              const table = plans.indexOf(plan);
              const wanted = source
                .flat()
                .filter((one) => one.table === table && laneOf(one.no, 3) === lane)
                .map(textOf);
              const got = hash
                .filter((one) => one.change.startsWith('1') && one.change.endsWith(plan.line.id))
                .map((one) => one.change);
              expect(got).toEqual(wanted);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

const rowOf = ({ table, no, text }: Told): string[] => [String(no), `${text} ${table === 0 ? 'boats' : 'crews'}`];
const textOf = (one: Told): string => `1 ${copyLine(rowOf(one)).slice(0, -1)}`;

/** Tells a sink the source's transactions after where it says to begin, a batch of about `cut` changes at a time. */
async function runSource(
  source: readonly (readonly Told[])[],
  sink: Awaited<ReturnType<typeof openSinkOver>>,
  plans: readonly LinePlan[],
  cut: number,
): Promise<void> {
  const size = 1 + (cut % 7);
  const byTable = plans.map((plan) => [plan]);
  let batch = sink.batch(byTable, '') as RoutedBatch;
  let great: ReturnType<typeof sink.open> | undefined;
  for (let turn = Number(sink.after); turn < source.length; turn += 1) {
    const transaction = `t${turn}`;
    const commit = { position: String(turn + 1), committedAt: new Date(turn) };
    batch.begin(transaction);
    for (const one of source[turn] as readonly Told[]) {
      const line = Buffer.from(copyLine(rowOf(one)));
      batch.addPacked({
        from: 0,
        to: 1,
        table: one.table,
        ops: new Uint8Array([1]),
        starts: new Uint32Array([0, line.length]),
        bytes: line,
      });
      if (batch.changes < size * 2) continue;
      // A transaction greater than a batch goes in parts.
      const part = batch;
      batch = sink.batch(byTable, transaction) as RoutedBatch;
      for (const [name, known] of part.commits) batch.commits.set(name, known);
      great ??= sink.open();
      await great.part(part);
    }
    batch.commits.set(transaction, commit);
    batch.commit = commit;
    batch.position = commit.position;
    if (!great && batch.changes < size && turn < source.length - 1) continue;
    const done = batch;
    batch = sink.batch(byTable, transaction) as RoutedBatch;
    const applying = great ?? sink.open();
    great = undefined;
    await applying.part(done);
    await applying.commit(
      { connectionId: 'c', from: '', to: commit.position, commit, transactions: 1, received: new Date(0) },
      [],
    );
  }
}

test('all kinds of changes survive the way, with what was not told told apart from nothing', () => {
  const section = new SectionWriter('plan', 'line');
  section.change({ op: 'update', table: 0, before: ['1', undefined], after: ['2', undefined, null] }, 'a');
  section.change({ op: 'truncate', table: 0 }, 'a');
  const line = Buffer.from(copyLine(['3', 'tab\there', null]));
  section.packed(
    { from: 0, to: 1, table: 0, ops: new Uint8Array([2]), starts: new Uint32Array([0, line.length]), bytes: line },
    0,
    'b',
  );
  section.change({ op: 'delete', table: 0, before: ['9', undefined] }, 'b');
  expect(contentOf(section.encode()).map((one) => one.change)).toEqual([
    '{"op":"update","table":0,"after":["2","(untold)",null],"before":["1","(untold)"]}',
    '{"op":"truncate","table":0}',
    '2 3\ttab\\there\t\\N',
    '{"op":"delete","table":0,"before":["9","(untold)"]}',
  ]);
  expect(contentOf(section.filtered((transaction) => transaction === 'b').encode())).toHaveLength(2);
});

test('begun anew, what lanes held of an older stretch of the log leaves nothing out', async () => {
  const source: Told[][] = Array.from({ length: 6 }, (_, no) => [{ table: no % 2, no, text: 'x' }]);
  const plans = [planOf('boats'), planOf('crews')];
  const options = { connectionId: 'c', capture: { compare: (a: string, b: string) => Number(a) - Number(b) }, plans };
  const kept: Kept[] = [];
  const life = async (more: { kept: string | null; prepared: string }, room: number): Promise<number> => {
    const from = kept.length;
    const sink = await openSinkOver(deps, lanesOver(kept, { left: room }), { ...options, ...more });
    await runSource(source, sink, plans, 1).catch(() => undefined);
    await sink.close();
    return kept.slice(from).reduce((sum, one) => sum + (one.lane === 'mark' ? 0 : contentOf(one.body).length), 0);
  };
  // Dies behind a lane and before the mark; then the source has lost its log, and its transactions bear other names to us.
  expect(await life({ kept: '0', prepared: '0' }, 1)).toBeGreaterThan(0);
  expect(await life({ kept: null, prepared: '0' }, 1)).toBe(0);
  expect(await life({ kept: '0', prepared: '0' }, 1_000)).toBe(6);
});
