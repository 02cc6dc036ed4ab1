import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing-stage.ts';

/** A way to the source that can be cut: connections end, or, as when a cable is pulled, nothing comes any more and nobody says so. */
type Way = { port: number; cut(): void; freeze(): void; mend(): void; close(): Promise<void> };

async function openWay(to: number): Promise<Way> {
  const pairs = new Set<[Socket, Socket]>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  const server: Server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(to, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => undefined);
      one.on('data', (bytes) => {
        if (state !== 'frozen') other.write(bytes);
      });
      one.on('close', () => {
        pairs.delete(pair);
        if (state !== 'frozen') other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = (): void => {
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      end();
    },
    freeze() {
      state = 'frozen';
    },
    mend() {
      // What was lost on the way stays lost: those connections are dead.
      end();
      state = 'open';
    },
    async close() {
      state = 'cut';
      end();
      server.close();
      await once(server, 'close');
    },
  };
}

let stage: Stage;
let way: Way;
beforeAll(async () => {
  stage = await openStage();
  way = await openWay(Number(new URL(stage.sourceUrl).port));
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await way?.close();
}, 60_000);

const ROWS = 6_000;
const rowsOf = async (table: string): Promise<number> =>
  (await stage.hubSql<{ rows: number }>(`select count(*)::int as rows from lake.raw_${table}`))[0]?.rows ?? 0;

test.each(['cut', 'freeze'] as const)(
  'the network goes in mid-snapshot (%s): nothing waits for ever, and after it is back the rest is read and followed',
  async (how) => {
    const table = `of_${how}`;
    await stage.source.query(
      `create table ${table} (n int primary key, name text); insert into ${table} select n, 'a' || n from generate_series(1, ${ROWS}) n`,
    );
    const items = [
      { name: 'n', type: 'integer' as const },
      { name: 'name', type: 'text' as const },
    ];
    // Slow enough to be under way for seconds.
    await stage.connect(how, { [table]: { items, key: ['n'] } }, { rowsPerSecond: 1_500 });
    const line = `${how}-${table.replaceAll('_', '-')}`;
    await stage.hubSql(
      `update exchange.connection set settings = jsonb_set(settings, '{port}', to_jsonb($2::int)) where id = $1`,
      [how, way.port],
    );
    let rail = stage.rail();
    const run = async (): Promise<{ state: string; read: number } | undefined> =>
      (
        await stage.hubSql<{ state: string; read: number }>(
          `select state, rows_read::int as read from exchange.run where line_id = $1 order by id desc limit 1`,
          [line],
        )
      )[0];
    await stage.until(async () => (await run())?.state === 'running');
    await new Promise((resume) => setTimeout(resume, 1_200));
    way[how]();
    await stage.source.query(`update ${table} set name = 'b' where n % 10 = 0; delete from ${table} where n % 7 = 0`);
    if (how === 'cut') {
      const said = async (): Promise<string | undefined> =>
        (
          await stage.hubSql<{ code?: string }>(
            `select report -> 'error' ->> 'code' as code from exchange.connection where id = $1`,
            [how],
          )
        )[0]?.code;
      await stage.until(async () => /^sources\.(interrupted|unreachable)$/.test((await said()) ?? ''));
    } else {
      // What is silent for a minute counts as dead (and is told as above); whoever stops the rail need not wait for that.
      const began = Date.now();
      await rail.stop();
      expect(Date.now() - began, 'milliseconds to stop').toBeLessThan(15_000);
    }
    expect((await run())?.state, 'it is taken up again, not given up').toBe('running');
    way.mend();
    if (how === 'freeze') rail = stage.rail();
    await stage.until(async () => (await stage.line(line)).state === 'live', 60_000);
    await stage.caughtUp(how, 30_000);
    const there = await stage.hubSql(`select n::int, name from lake.raw_${table} order by n`);
    expect(there).toEqual((await stage.source.query(`select n, name from ${table} order by n`)).rows);
    expect(await rowsOf(table)).toBe(ROWS - Math.floor(ROWS / 7));
    await rail.stop();
  },
  240_000,
);
