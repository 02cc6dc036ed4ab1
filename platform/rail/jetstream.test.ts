import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  connectNats,
  findLanes,
  LaneTaken,
  openLanes,
  type LaneMessage,
  type Lanes,
  type NatsConnection,
} from './jetstream.ts';
import { natsThere, startNodes, type NatsNodes } from './testing.ts';

describe.skipIf(!natsThere())('lanes', () => {
  let nodes: NatsNodes;
  let nats: NatsConnection;
  let lanes: Lanes;
  beforeAll(async () => {
    nodes = await startNodes(1);
    nats = await connectNats(nodes.url, 'test');
    lanes = await openLanes(nats, { hub: 'hub', connection: 'club.db', partitions: 4 });
  }, 30_000);
  afterAll(async () => {
    await nats?.close();
    await nodes?.stop();
  });
  const read = async (lane: number, after: number, count: number): Promise<LaneMessage[]> => {
    const stop = new AbortController();
    const found: LaneMessage[] = [];
    for await (const message of lanes.read(lane, after, stop.signal)) if (found.push(message) === count) break;
    stop.abort();
    return found;
  };

  test('carry what is given, in order, also what is far greater than a message may be', async () => {
    const great = Buffer.alloc(5_000_000, 'ab');
    let last = await lanes.append(0, { id: 'a', info: '{"n":1}', body: Buffer.from('one'), expected: 0 });
    last = await lanes.append(0, { id: 'b', info: '{"n":2}', body: great, expected: last });
    await lanes.append(1, { id: 'c', info: '', body: Buffer.from('elsewhere'), expected: 0 });
    const [one, two] = await read(0, 0, 2);
    expect([one?.body.toString(), one?.info]).toEqual(['one', '{"n":1}']);
    expect([two?.body.equals(great), two?.sequence]).toEqual([true, last]);
    expect((await read(0, one?.sequence as number, 1))[0]?.sequence).toBe(last);
    expect(await lanes.last(0)).toEqual({ sequence: last, info: '{"n":2}', whole: true });
    expect(await lanes.last(3)).toBeUndefined();
  });

  test('the same message twice is kept once; a second writer is stopped', async () => {
    const first = await lanes.append(2, { id: 'x', info: '', body: Buffer.from('x'), expected: 0 });
    expect(await lanes.append(2, { id: 'x', info: '', body: Buffer.from('x'), expected: 0 })).toBe(first);
    await expect(lanes.append(2, { id: 'y', info: '', body: Buffer.from('y'), expected: 0 })).rejects.toBeInstanceOf(
      LaneTaken,
    );
  });

  test('are found again with their partitions, and are others when made anew', async () => {
    expect((await openLanes(nats, { hub: 'hub', connection: 'club.db', partitions: 16 })).partitions).toBe(4);
    expect((await findLanes(nats, { hub: 'hub', connection: 'club.db' }))?.identity).toBe(lanes.identity);
    expect(await findLanes(nats, { hub: 'hub', connection: 'nobody' })).toBeUndefined();
  });

  // Whoever applies a lane waits for its reader to end: one that never ends keeps the lane from everybody.
  test('a reader that is told to end does so, whatever it is about', async () => {
    const ended = await Promise.all(
      Array.from({ length: 40 }, async (_, no) => {
        const stop = new AbortController();
        const reading = (async () => {
          for await (const message of lanes.read(3, 0, stop.signal)) void message;
          return 'ended';
        })();
        await new Promise((resume) => setTimeout(resume, no));
        stop.abort();
        return Promise.race([reading, new Promise((resume) => setTimeout(() => resume(`waits (${no} ms)`), 3_000))]);
      }),
    );
    expect(ended).toEqual(Array.from({ length: 40 }, () => 'ended'));
  });

  test('what is let go of is gone, and the lane goes on', async () => {
    const one = await lanes.append('mark', { id: 'm1', info: 'first', body: Buffer.alloc(0), expected: 0 });
    const two = await lanes.append('mark', { id: 'm2', info: 'second', body: Buffer.alloc(0), expected: one });
    await lanes.trim(two);
    expect(await lanes.last('mark')).toMatchObject({ sequence: two, info: 'second' });
    expect(await lanes.last(0)).toBeUndefined();
    expect(await lanes.append(0, { id: 'z', info: '', body: Buffer.from('z'), expected: 0 })).toBeGreaterThan(two);
  });

  test('nobody there is told as such', async () => {
    await expect(connectNats('nats://127.0.0.1:1', 'test')).rejects.toMatchObject({ code: 'rail.nats-unreachable' });
  });
});
