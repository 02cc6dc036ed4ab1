import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { createExchange } from '../module.ts';
import { citizenId, harbourCatalogue, harbourPack } from '../testing/harbour.ts';
import { openYard, yardTable } from '../testing/yard.ts';

const officer = staffActor('harbour-office', ['data-officer'], { organisations: 'all' });
const narrow = staffActor('fee-office', ['data-officer'], { organisations: ['fee-office'] });
const department = staffActor('fee-office', ['department-admin'], { organisations: ['fee-office'] });
const clerk = staffActor('harbour-office', ['clerk']);

const yard = openYard([
  yardTable(
    'Holders',
    [['ZJHM'], ['XM'], ['XB'], ['CSRQ'], ['BW', 'text', '泊位'], ['BZ']],
    [
      [citizenId(1), '张三', '男', '19600504', 'A1', null],
      [citizenId(3), '李四', '男', '1960-05-04', 'B2', 'x'],
      ['99010019600504001', '王五', '2', '1960-05-04', 'C3', null],
    ],
  ),
]);

let city: TestCity<ReturnType<typeof harbourCatalogue> | ReturnType<typeof createExchange>>;
beforeAll(async () => {
  city = await startTestCity({
    packs: harbourPack(),
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      const find = (id: string) => f.packs.find('organisations', id)?.value as never;
      const all = () => f.packs.all('organisations').map(({ value }) => value) as never;
      return [
        catalogue,
        createExchange({ ...f, catalogue: catalogue.port, organisations: { find, all }, connectors: yard.connectors }),
      ];
    },
  });
});
afterAll(() => city.stop());

const given = {
  title: { zh: '港务库', en: 'Harbour' },
  organisation: 'harbour-office',
  system: { zh: '泊位系统', en: 'Berths' },
  kind: 'postgres',
  settings: { host: 'yard' },
  secret: { password: 'open-sesame' },
};
const post = (path: string, body?: unknown, as = officer, method: 'POST' | 'PATCH' = 'POST') =>
  city.request({ method, path: `/api/exchange${path}`, ...(body === undefined ? {} : { body }), as });
const get = (path: string, as = officer) => city.request({ path: `/api/exchange${path}`, as });
const mapping = [
  { item: 'citizen_id', column: 'ZJHM', transform: ['trim', 'citizen-id'] },
  { item: 'name', column: 'XM', transform: ['trim'] },
  { item: 'sex', column: 'XB', transform: ['trim', 'code:sex'] },
];

describe('a connection', () => {
  let id = '';
  test('is tried without keeping anything, and a wrong password is told in both languages', async () => {
    const wrong = await post('/connections/test', {
      kind: 'postgres',
      settings: { host: 'yard' },
      secret: { password: 'no' },
    });
    expect(wrong.status).toBe(200);
    expect(wrong.body.error.code).toBe('sources.wrong-password');
    expect(wrong.body.error.text.zh).toContain('口令');
    expect(wrong.body.error.text.en).toContain('password');
    const right = await post('/connections/test', {
      kind: 'postgres',
      settings: { host: 'yard' },
      secret: { password: 'open-sesame' },
    });
    expect(right.body).toMatchObject({ server: 'Yard 1.0', modes: ['snapshot', 'cursor', 'capture'] });
    expect((await get('/connections')).body.items).toEqual([]);
    expect(yard.open).toBe(0);
  });

  test('is refused with the fields that are wrong, and nothing is half made', async () => {
    const bad = await post('/connections', { ...given, settings: { host: '', port: 1 } });
    expect(bad.status).toBe(422);
    expect(bad.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual(
      expect.arrayContaining(['/settings/host', '/settings/port']),
    );
    expect((await post('/connections', { ...given, kind: 'tape' })).body.code).toBe('exchange.unknown-kind');
    expect((await post('/connections', { ...given, organisation: 'moon' })).body.code).toBe(
      'exchange.unknown-organisation',
    );
    expect((await post('/connections', given, narrow)).body.code).toBe('exchange.out-of-scope');
    expect((await post('/connections', given, department)).status).toBe(403);
    expect((await post('/connections', given, clerk)).status).toBe(403);
    expect((await get('/connections')).body.items).toEqual([]);
    expect((await get('/islands')).body.items).toEqual([]);
  });

  test('keeps its secret sealed and never tells it', async () => {
    const made = await post('/connections', given);
    expect(made.status).toBe(201);
    id = made.body.id;
    const list = await get('/connections');
    expect(list.body.items).toMatchObject([
      {
        id,
        hasSecret: true,
        lines: 0,
        kindTitle: { en: 'Yard' },
        report: { server: 'Yard 1.0' },
        settings: { host: 'yard' },
      },
    ]);
    expect(list.text).not.toContain('open-sesame');
    const { rows } = await city.database.pool.query('select * from exchange.connection');
    expect(JSON.stringify(rows)).not.toContain('open-sesame');
    expect(rows[0].secret.toString('latin1')).not.toContain('open-sesame');
    // Its system is in the register of systems, not connected yet.
    expect((await get('/islands')).body).toMatchObject({
      items: [{ system: { zh: '泊位系统' }, state: 'isolated', connectionId: id }],
      connectedShare: 0,
    });
  });

  test('takes a password out of an address before it is kept', async () => {
    const made = await post('/connections', {
      ...given,
      system: { zh: '另一系统', en: 'Other' },
      settings: { url: 'postgres://reader:open-sesame@yard/db' },
      secret: undefined,
    });
    const { body } = await get(`/connections/${made.body.id}`);
    expect(body).toMatchObject({ hasSecret: true, settings: { url: 'postgres://reader@yard/db' } });
    expect((await post(`/connections/${made.body.id}/remove`)).body).toEqual({ state: 'removed' });
    await city.settle();
    expect((await get(`/connections/${made.body.id}`)).status).toBe(404);
    const { rows } = await city.database.pool.query('select secret from exchange.connection where id = $1', [
      made.body.id,
    ]);
    expect(rows[0].secret).toBeNull();
  });

  test('never sends a stored secret elsewhere, and a second change at once is refused', async () => {
    const opened = yard.opened.length;
    const elsewhere = await post('/connections/test', {
      kind: 'postgres',
      settings: { host: 'thief' },
      connectionId: id,
    });
    expect(elsewhere.body.code).toBe('exchange.secret-again');
    const moved = await post(`/connections/${id}`, { version: 1, settings: { host: 'thief' } }, officer, 'PATCH');
    expect(moved.body.code).toBe('exchange.secret-again');
    expect(yard.opened).toHaveLength(opened);
    const changed = await post(`/connections/${id}`, { version: 1, limits: { connections: 2 } }, officer, 'PATCH');
    expect(changed.body).toEqual({ version: 2 });
    expect(
      (await post(`/connections/${id}`, { version: 1, limits: { connections: 9 } }, officer, 'PATCH')).status,
    ).toBe(409);
    expect((await get(`/connections/${id}`)).body.limits).toMatchObject({ connections: 2, logSeconds: 21_600 });
    expect((await post(`/connections/${id}`, { version: 2 }, narrow, 'PATCH')).body.code).toBe('exchange.out-of-scope');
  });

  test('shows its tables, a masked sample, and which column may be which item and why', async () => {
    expect((await get(`/connections/${id}/tables`)).body.items).toMatchObject([
      { schema: 'front', table: 'Holders', estimatedRows: 3 },
    ]);
    const shape = await get(`/connections/${id}/shape?schema=front&table=Holders`);
    expect(shape.status).toBe(200);
    expect(shape.text).not.toContain(citizenId(1));
    expect(shape.text).not.toContain('张三');
    const [best] = shape.body.proposals;
    expect(best.resource).toBe('berth-holders');
    expect(
      Object.fromEntries(best.mapping.map((one: { item: string; column: string }) => [one.item, one.column])),
    ).toMatchObject({
      citizen_id: 'ZJHM',
      name: 'XM',
      sex: 'XB',
      berth: 'BW',
    });
    expect(best.mapping.find((one: { item: string }) => one.item === 'sex').transform).toContain('code:sex');
    expect(best.unmapped).toContain('BZ');
    expect(best.mapping[0].why.zh).toContain('校验');
    expect((await get(`/connections/${id}/shape?schema=front&table=None`)).body.code).toBe('sources.table-missing');
    expect(yard.open).toBe(0);
  });

  test('tries a mapping on its rows and shows those that would be set aside, masked', async () => {
    const dry = await post(`/connections/${id}/dry-run`, {
      schema: 'front',
      table: 'Holders',
      resource: 'berth-holders',
      mapping,
    });
    expect(dry.body).toMatchObject({ read: 3, good: 2, rejected: 1 });
    expect(dry.body.reasons[0]).toMatchObject({ code: 'citizen-id-shape', count: 1 });
    expect(dry.body.rejects[0]).toMatchObject({ rowNo: 3, values: { XM: '王*' } });
    expect(dry.text).not.toContain('张三');
    const { rows } = await city.database.pool.query('select count(*)::int as n from lake.raw_berth_holders');
    expect(rows[0].n).toBe(0);
    const lacking = await post(`/connections/${id}/dry-run`, {
      schema: 'front',
      table: 'Holders',
      resource: 'berth-holders',
      mapping: [mapping[1], { item: 'moon', column: 'X' }],
    });
    expect(lacking.body.code).toBe('exchange.bad-mapping');
    expect(lacking.text).toContain('citizen_id');
  });

  test('foretells the snapshot against the log that is kept', async () => {
    const { body } = await post(`/connections/${id}/forecast`, { schema: 'front', table: 'Holders', mode: 'capture' });
    expect(body).toMatchObject({ rows: 3, seconds: 1, logBytes: 1_000, verdict: 'fits' });
    expect(body.text.zh).toContain('预算');
  });

  test('begins a line once, and only where the source is ready', async () => {
    const line = {
      title: { zh: '泊位', en: 'Berths' },
      resource: 'berth-holders',
      schema: 'front',
      table: 'Holders',
      mapping,
      mode: 'capture',
    };
    yard.obstacles = [
      { code: 'x', level: 'blocking', text: { zh: '日志级别不够', en: 'Log level' }, remedy: 'alter system …' },
    ];
    const unready = await post(`/connections/${id}/lines`, line);
    expect(unready.body.code).toBe('exchange.not-ready');
    expect(unready.text).toContain('alter system');
    yard.obstacles = [];
    const made = await post(`/connections/${id}/lines`, line);
    expect(made.status).toBe(201);
    expect((await post(`/connections/${id}/lines`, line)).body.code).toBe('exchange.line-there');
    expect((await post(`/connections/${id}/lines`, { ...line, mode: 'cursor' })).body.code).toBe(
      'exchange.bad-mapping',
    );
    const list = await get('/lines');
    expect(list.body.items).toMatchObject([
      { id: made.body.id, state: 'waiting', table: 'Holders', run: { state: 'waiting', reason: 'first' } },
    ]);
    expect((await get('/lines', department)).body.items).toEqual([]);
    expect((await get(`/lines/${made.body.id}`, department)).body.code).toBe('exchange.out-of-scope');
    const map = await get('/map');
    expect(map.body.departments).toMatchObject([
      { organisation: 'harbour-office', name: { en: 'Harbour Office' }, systems: [{ lines: [{ id: made.body.id }] }] },
    ]);
    expect((await get('/map', department)).body.departments).toEqual([]);
    expect((await get('/runs?state=waiting')).body.items).toMatchObject([{ lineTitle: { en: 'Berths' } }]);
    expect((await get('/runs', department)).body.items).toEqual([]);
    expect((await get(`/connections/${id}/tables`)).body.items[0].lineId).toBe(made.body.id);
  });

  test('is paused and resumed, with its lines', async () => {
    expect((await post(`/connections/${id}/pause`)).body).toEqual({ state: 'paused' });
    expect((await get('/lines')).body.items[0].state).toBe('paused');
    expect((await post(`/connections/${id}/resume`)).body).toEqual({ state: 'active' });
    expect((await post(`/connections/${id}/pause`, undefined, narrow)).body.code).toBe('exchange.out-of-scope');
  });
});
