import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectNats, openLanes, type Lanes, type NatsConnection } from '@platform/rail';
import { natsThere, startNodes, type NatsNodes } from '@platform/rail/testing';
import { startAppliers } from './nats-leases.ts';
import { openStage, type Stage } from './testing-stage.ts';

/** Other tests have other databases on the same server. */
const HERE = 'database = (select oid from pg_database where datname = current_database())';

describe.skipIf(!natsThere())('lanes among processes', () => {
  let stage: Stage;
  let nodes: NatsNodes;
  let nats: NatsConnection;
  const running: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    nodes = await startNodes(1);
    nats = await connectNats(nodes.url, 'test');
    stage = await openStage();
    await stage.connect('harbour', { boats: { items: [{ name: 'number', type: 'integer' }], key: ['number'] } });
    await stage.connect('quay', { tugs: { items: [{ name: 'number', type: 'integer' }], key: ['number'] } });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
    await stage.hubSql(`delete from exchange.rail_partition`);
  });
  afterAll(async () => {
    await stage?.stop();
    await nats?.close();
    await nodes?.stop();
  }, 60_000);

  const open = async (connection: string): Promise<Lanes> => {
    const lanes = await openLanes(nats, { hub: stage.deps.hub.name, connection, partitions: 4 });
    await stage.hubSql(
      `insert into exchange.rail_partition (connection_id, no, stream) select $1, no, $2 from generate_series(0, 3) no`,
      [connection, lanes.identity],
    );
    return lanes;
  };
  /** A message without changes in each lane: only that it was taken counts here. */
  const tell = async (lanes: Lanes): Promise<void> => {
    for (let lane = 0; lane < lanes.partitions; lane += 1) {
      const expected = (await lanes.last(lane))?.sequence ?? 0;
      const info = JSON.stringify({ after: expected, to: { transaction: '1', done: {} }, transactions: 1 });
      await lanes.append(lane, { id: `${lane} ${expected}`, info, body: Buffer.alloc(0), expected });
    }
  };
  const standing = async (connection: string, lanes: Lanes): Promise<number> => {
    const rows = await stage.hubSql<{ no: number; sequence: string }>(
      `select no, sequence::text from exchange.rail_partition where connection_id = $1`,
      [connection],
    );
    const there = await Promise.all(
      rows.map(async ({ no, sequence }) => Number(sequence) >= ((await lanes.last(no))?.sequence ?? 0)),
    );
    return there.filter((one) => !one).length;
  };
  const start = (nodesOf: () => Promise<NatsConnection> = async () => nats): void => {
    running.push(startAppliers(stage.deps, nodesOf, { leftMs: 300, keptMs: 60_000, endingMs: 1_000 }));
  };

  test('what a process cannot take, since the nodes are out of its reach, another takes beyond its share', async () => {
    const lanes = await open('harbour');
    start(async () => {
      throw new Error('no way to the nodes');
    });
    start();
    await tell(lanes);
    await stage.until(async () => (await standing('harbour', lanes)) === 0, 8_000);
  }, 30_000);

  test('lanes of a connection that is gone do not stand in the way of the others’', async () => {
    await open('harbour');
    start();
    const held = async (): Promise<number> =>
      (
        await stage.hubSql<{ held: number }>(
          `select count(*)::int as held from pg_locks where locktype = 'advisory' and classid = 73578 and granted and ${HERE}`,
        )
      )[0]?.held ?? 0;
    await stage.until(async () => (await held()) === 4, 5_000);
    await stage.hubSql(`delete from exchange.rail_partition`);
    const lanes = await open('quay');
    await tell(lanes);
    await stage.until(async () => (await standing('quay', lanes)) === 0, 8_000);
    expect(await held()).toBe(4);
  }, 30_000);

  test('when the hub ends the connection that holds the locks, again and again, all lanes go on', async () => {
    const lanes = await open('harbour');
    start();
    start();
    for (let turn = 0; turn < 12; turn += 1) {
      await new Promise((resume) => setTimeout(resume, 100 + turn * 40));
      await stage.hubSql(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 73577013 and granted and ${HERE}`,
      );
    }
    await tell(lanes);
    await stage.until(async () => (await standing('harbour', lanes)) === 0, 8_000);
  }, 30_000);
});
