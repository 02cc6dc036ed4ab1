import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LaneMessage, Lanes } from '@platform/rail';
import { listPartitions } from '../store/rail-partitions.ts';
import { applyLane } from './nats-applier.ts';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(async () => {
  await stage?.stop();
}, 60_000);

/** A message that holds no changes: only that it came, and after which one, counts here. */
const message = (sequence: number, after: number): LaneMessage => ({
  sequence,
  info: JSON.stringify({ after, to: { transaction: '1', done: {} }, transactions: 1 }),
  body: Buffer.alloc(0),
});

test('a lane’s message that a node leaves out is noticed, and the lane is read again until it comes', async () => {
  await stage.connect('harbour', {
    boats: { items: [{ name: 'number', type: 'integer' }], key: ['number'] },
  });
  await stage.hubSql(`insert into exchange.rail_partition (connection_id, no, stream) values ('harbour', 0, 'test')`);
  const all = [message(3, 0), message(5, 3), message(8, 5), message(9, 8)];
  const places: number[] = [];
  const lanes: Lanes = {
    identity: 'test',
    partitions: 1,
    last: async () => undefined,
    append: async () => 0,
    trim: async () => undefined,
    async *read(_lane, after, signal) {
      places.push(after);
      // Twice the node behind the consumer has not got the third.
      const there = places.length <= 2 ? all.filter(({ sequence }) => sequence !== 8) : all;
      for (const each of there) if (each.sequence > after) yield each;
      await new Promise((resume) => signal.addEventListener('abort', resume));
    },
  };
  const stop = new AbortController();
  const place = (await stage.deps.database.read((tx) => listPartitions(tx, 'harbour')))[0];
  const applying = applyLane(stage.deps, lanes, place as NonNullable<typeof place>, stop.signal);
  await stage.until(
    async () =>
      (await stage.hubSql<{ sequence: string }>(`select sequence::text from exchange.rail_partition`))[0]?.sequence ===
      '9',
  );
  stop.abort();
  await applying;
  expect(places).toEqual([0, 5, 5]);
  expect(await stage.hubSql(`select from exchange.run`), 'nothing had to be read anew').toEqual([]);
}, 60_000);
