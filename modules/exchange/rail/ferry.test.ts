import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLake } from '@platform/lake';
import type { Module } from '@platform/module';
import { startTestCity, type TestCity } from '@platform/testkit';
import { DEFAULT_LIMITS } from '../domain/line.ts';
import { insertConnection } from '../store/connections.ts';
import { defineRoute, listRoutes, newSeries } from '../store/ferry.ts';
import { findLine, insertLine, lockLine } from '../store/lines.ts';
import { harbourCatalogue, harbourPack } from '../testing/harbour.ts';
import { FERRY_KEY, receiveConnection, sendRoute, type FerryLoopDeps } from './ferry-loop.ts';
import { takeChanges, type GivenChange } from './take-changes.ts';

// Two whole hubs, and a gate between them that a test plays.
const gate = mkdtempSync(join(tmpdir(), 'yiwang-gate-'));
const folder = (name: string): string => {
  mkdirSync(join(gate, name), { recursive: true });
  return join(gate, name);
};
const [out, arrived, back, returned] = [folder('out'), folder('arrived'), folder('back'), folder('returned')];
type Node = { city: TestCity<Module>; deps: FerryLoopDeps };

async function startNode(deployment: Record<string, string>): Promise<Node> {
  let deps: FerryLoopDeps | undefined;
  const city = await startTestCity<Module>({
    packs: harbourPack(),
    settings: { deployment },
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      deps = {
        ...f,
        database: f.database.forModule('exchange'),
        lake: openLake(f.database),
        catalogue: catalogue.port,
        table: () => undefined,
      };
      const migrations = { module: 'exchange', folder: new URL('../migrations', import.meta.url).pathname };
      return [catalogue, { name: 'exchange', migrations }];
    },
  });
  return { city, deps: deps as FerryLoopDeps };
}

const title = { zh: '规费', en: 'Fees' };
async function addLine(
  node: Node,
  connection: { id: string; kind: string; settings: unknown },
  line: { id: string; table: string; mapping?: [string, string][] },
): Promise<void> {
  await node.deps.database.transaction(async (tx) => {
    const at = new Date();
    if (!(await tx.first({ parts: [`select from exchange.connection where id = '${connection.id}'`], values: [] })))
      await insertConnection(tx, {
        ...connection,
        title,
        organisation: 'fee-office',
        system: title,
        secret: null,
        origin: 'console',
        limits: DEFAULT_LIMITS,
        at,
        by: 'test',
      });
    const mapping = line.mapping ?? [
      ['number', 'number'],
      ['payer', 'payer'],
      ['due_on', 'due_on'],
    ];
    await insertLine(tx, {
      id: line.id,
      connectionId: connection.id,
      title,
      organisation: 'fee-office',
      resource: 'fees',
      table: { schema: '', table: line.table },
      mapping: mapping.map(([item, column]) => ({ item, column })),
      mode: 'cursor',
      cursorColumn: '_sequence',
      schedule: null,
      origin: 'console',
      shape: null,
      at,
      by: 'test',
    });
  });
}

let sender: Node;
let receiver: Node;
beforeAll(async () => {
  [sender, receiver] = await Promise.all([
    startNode({ OUT: out, BACK: returned }),
    startNode({ IN: arrived, ACKS: back }),
  ]);
  await addLine(sender, { id: 'own', kind: 'push', settings: { tables: [] } }, { id: 'fees-there', table: 'fees' });
  const hex = (node: Node): string => node.city.keys.signing(FERRY_KEY).publicKey.toString('hex');
  await sender.deps.database.transaction((tx) =>
    defineRoute(tx, {
      id: 'gate-1',
      self: 'office',
      peer: 'hub',
      peerKeys: [hex(receiver)],
      outFrom: 'OUT',
      inFrom: 'BACK',
      lines: ['fees-there'],
      at: new Date(),
    }),
  );
  const settings = {
    route: 'gate-1',
    self: 'hub',
    peer: 'office',
    peerKeys: [hex(sender)],
    inFrom: 'IN',
    outFrom: 'ACKS',
  };
  await receiver.deps.database.transaction((tx) =>
    insertConnection(tx, {
      id: 'gate',
      kind: 'ferry',
      settings,
      title,
      organisation: 'fee-office',
      system: title,
      secret: null,
      origin: 'console',
      limits: DEFAULT_LIMITS,
      at: new Date(),
      by: 'test',
    }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all([sender?.city.stop(), receiver?.city.stop()]);
  rmSync(gate, { recursive: true, force: true });
});

const row = (number: string, payer: string | null, due_on: string | null = '2026-01-02'): GivenChange => ({
  op: 'upsert',
  values: { number, payer, due_on },
  rowNo: 1,
});
const gone = (number: string): GivenChange => ({ op: 'delete', values: { number }, rowNo: 1 });
async function give(changes: GivenChange[], emptied = false): Promise<void> {
  await sender.deps.database.transaction(async (tx) => {
    const line = await lockLine(tx, 'fees-there');
    if (!line) throw new Error('no line');
    await takeChanges(sender.deps, tx, line, changes, { position: 'p', trace: 't', emptied, bytes: 0 });
  });
}
const rows = async (node: Node) =>
  (await node.city.database.pool.query('select number, payer, due_on from lake.raw_fees order by number'))
    .rows as object[];
const route = async () => (await sender.deps.database.read(listRoutes))[0];
const connection = async () => {
  const { rows: found } = await receiver.city.database.pool.query(
    `select id, settings from exchange.connection where id = 'gate'`,
  );
  return found[0] as { id: string; settings: unknown };
};
const send = async () => sendRoute(sender.deps, (await route()) as never);
const receive = async () => receiveConnection(receiver.deps, await connection());
function carry(lose: (name: string) => boolean = () => false): void {
  for (const [from, to] of [
    [out, arrived],
    [back, returned],
  ] as const)
    for (const name of readdirSync(from).filter((one) => !one.startsWith('.')))
      if (lose(name)) rmSync(join(from, name));
      else renameSync(join(from, name), join(to, name));
}

test('what is there when the route begins, and every change after it, arrives once and in order', async () => {
  await give([row('1', '甲'), row('2', '乙\t"丙"\n', null), row('3', null)]);
  await send();
  carry();
  // Nobody has said yet what becomes of the line: nothing is applied, nothing lost, and the sender's table is offered.
  await expect(receive()).rejects.toMatchObject({ code: 'exchange.ferry-line-unmapped' });
  expect((await connection()).settings).toMatchObject({ tables: [{ name: 'fees-there', key: ['number'] }] });
  await addLine(receiver, { id: 'gate', kind: 'ferry', settings: {} }, { id: 'fees-here', table: 'fees-there' });
  expect(await receive()).toMatchObject({ applied: 1, waiting: 0 });
  expect(await rows(receiver)).toEqual(await rows(sender));
  carry();
  await give([row('1', '甲二'), gone('2'), row('4', '丁')]);
  await give([row('4', '戊'), gone('1'), row('1', '甲三')]);
  await send();
  expect((await route())?.ackedUpTo).toBe(1);
  carry();
  expect((await receive()).applied).toBe(1);
  expect(await rows(receiver)).toEqual(await rows(sender));
  carry();
  await send();
  expect(await route()).toMatchObject({
    number: 2,
    ackedUpTo: 2,
    differences: [],
    fault: null,
    ack: { lines: [{ id: 'fees-there', state: { count: 3 }, quarantined: 0 }] },
  });
  const { rows: told } = await receiver.city.database.pool.query(
    `select position, state, rows_in_lake::int as n from exchange.line where id = 'fees-here'`,
  );
  expect(told).toEqual([{ position: '1/2', state: 'live', n: 3 }]);
  expect(readdirSync(arrived)).toEqual([]);
});

test('a lost package is asked for again, a doubled one does nothing, a truncation empties', async () => {
  await give([row('5', 'a')]);
  await send();
  await give([row('5', 'b'), row('6', 'c')]);
  await send();
  await give([row('7', 'd')], true);
  await send();
  const kept = readFileSync(join(out, 'gate-1-data-0001-0000000004.ferry'));
  carry((name) => name.endsWith('0000000004.ferry'));
  expect(await receive()).toMatchObject({ applied: 1, waiting: 1, missing: [4] });
  carry();
  await send();
  carry();
  writeFileSync(join(arrived, 'gate-1-data-0001-0000000004-again.ferry'), kept);
  expect(await receive()).toMatchObject({ applied: 2, waiting: 0, missing: [] });
  expect(await rows(receiver)).toEqual([{ number: '7', payer: 'd', due_on: '2026-01-02' }]);
  carry();
  await send();
  expect(await route()).toMatchObject({ number: 5, ackedUpTo: 5, differences: [] });
});

test('what the receiver’s checks refuse is quarantined there, counted in the acknowledgement, and no difference', async () => {
  await give([row('8', '一二三四五六七八九十一二三四五六七八九十')]);
  await receiver.city.database.pool.query(
    `update exchange.line set mapping = '[{"item":"number","column":"number"},{"item":"payer","column":"payer"},{"item":"due_on","column":"payer"}]' where id = 'fees-here'`,
  );
  await send();
  carry();
  await receive();
  carry();
  await send();
  expect(await route()).toMatchObject({ differences: [], ack: { lines: [{ quarantined: 1, state: { count: 2 } }] } });
  await receiver.city.database.pool.query(
    `update exchange.line set mapping = '[{"item":"number","column":"number"},{"item":"payer","column":"payer"},{"item":"due_on","column":"due_on"}]' where id = 'fees-here'`,
  );
});

test('rows that went past the stream are found by the sweep and sent', async () => {
  const source = `insert into lake.raw_fees (number, payer, _source, _load, _at) values ('20', '绕过', 'fees-there', gen_random_uuid(), now())`;
  await sender.city.database.pool.query(source);
  await sender.city.database.pool.query(`delete from lake.raw_fees where number = '7'`);
  await send();
  expect((await route())?.number).toBe(6);
  sender.city.clock.advance(25 * 3_600_000);
  await send();
  carry();
  await receive();
  expect(await rows(receiver)).toContainEqual({ number: '20', payer: '绕过', due_on: null });
  expect(await rows(receiver)).not.toContainEqual(expect.objectContaining({ number: '7' }));
});

test('after a backup was restored both sides stop, and a new series makes them equal again', async () => {
  await sender.city.database.pool.query(
    `update exchange.ferry_route set number = 2, hash = repeat('a', 64), acked_up_to = 2`,
  );
  await sender.city.database.pool.query('delete from exchange.ferry_package');
  await give([row('30', 'x')]);
  await send();
  carry();
  expect((await receive()).stopped?.code).toBe('ferry.chain-broken');
  carry();
  await send();
  expect((await route())?.fault?.code).toMatch(/^ferry\.(chain-broken|receiver-ahead)$/);
  await sender.deps.database.transaction((tx) => newSeries(tx, 'gate-1'));
  for (let turn = 0; turn < 2; turn += 1) {
    await send();
    carry();
    await receive();
    carry();
  }
  await send();
  expect(await rows(receiver)).toEqual(await rows(sender));
  expect(await route()).toMatchObject({ series: 2, fault: null, differences: [] });
  expect(await receiver.deps.database.read((tx) => findLine(tx, 'fees-here'))).toMatchObject({ state: 'live' });
});
