import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { Reason } from '../domain/reasons.ts';
import { createExchange, type Exchange } from '../module.ts';
import { heldContext, holdColumn, holdValues } from '../store/held.ts';
import { noteMinute } from '../store/line-minutes.ts';
import { keepQuarantined, quarantineContext } from '../store/quarantine.ts';
import { citizenId, harbourCatalogue, harbourPack } from '../testing/harbour.ts';
import { openYard, yardTable } from '../testing/yard.ts';

const officer = staffActor('harbour-office', ['data-officer'], { organisations: 'all' });
const narrow = staffActor('fee-office', ['data-officer'], { organisations: ['fee-office'] });
const department = staffActor('harbour-office', ['department-admin'], { organisations: ['harbour-office'] });

const columns: [string, string?][] = [['ZJHM'], ['XM'], ['XB'], ['BW']];
const yard = openYard([yardTable('Holders', columns, [])]);
const mapping = [
  { item: 'citizen_id', column: 'ZJHM', transform: ['trim', 'citizen-id'] },
  { item: 'name', column: 'XM', transform: ['trim'] },
  { item: 'sex', column: 'XB', transform: ['trim', 'code:sex'] },
];

let city: TestCity<ReturnType<typeof harbourCatalogue> | ReturnType<typeof createExchange>>;
let exchange: Exchange;
let connection = '';
let line = '';

beforeAll(async () => {
  city = await startTestCity({
    packs: harbourPack(),
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      const find = (id: string) => f.packs.find('organisations', id)?.value as never;
      const hub = { id: 'hub', kind: 'sharing-authority' };
      const all = () => [...f.packs.all('organisations').map(({ value }) => value), hub] as never;
      exchange = createExchange({
        ...f,
        catalogue: catalogue.port,
        organisations: { find, all },
        connectors: yard.connectors,
        callFlows: async () => [{ provider: 'harbour-office', consumer: 'fee-office', calls: 3, records: 7 }],
      });
      return [catalogue, exchange];
    },
  });
  const made = await post('/connections', {
    title: { zh: '港务库', en: 'Harbour' },
    organisation: 'harbour-office',
    system: { zh: '泊位系统', en: 'Berths' },
    kind: 'postgres',
    settings: { host: 'yard' },
    secret: { password: 'open-sesame' },
  });
  connection = made.body.id;
});
afterAll(() => city.stop());

const post = (path: string, body?: unknown, as = officer, method: 'POST' | 'PATCH' = 'POST') =>
  city.request({ method, path: `/api/exchange${path}`, ...(body === undefined ? {} : { body }), as });
const get = (path: string, as = officer) => city.request({ path: `/api/exchange${path}`, as });
const all = async (text: string, values: unknown[] = []) => (await city.database.pool.query(text, values)).rows;
const inExchange = <T>(work: Parameters<ReturnType<TestCity<never>['database']['forModule']>['transaction']>[0]) =>
  city.database.forModule('exchange').transaction(work) as Promise<T>;

/** A fresh line; the one before is taken away, with its rows. */
beforeEach(async () => {
  if (line) await post(`/lines/${line}/remove`);
  await city.settle();
  await all('delete from lake.raw_berth_holders');
  yard.tables.set('front.Holders', yardTable('Holders', columns, []));
  const made = await post(`/connections/${connection}/lines`, {
    title: { zh: '泊位', en: 'Berths' },
    resource: 'berth-holders',
    schema: 'front',
    table: 'Holders',
    mapping,
    mode: 'snapshot',
  });
  line = made.body.id;
});

async function keep(
  values: (string | null)[],
  reasons: Reason[],
  key?: string,
  columnNames = ['ZJHM', 'XM', 'XB'],
): Promise<string> {
  const id = city.ids.next();
  await inExchange((tx) =>
    keepQuarantined(tx, [
      {
        id,
        lineId: line,
        at: city.clock.now(),
        op: 'read',
        rowNo: 7,
        reasons,
        ...(key === undefined ? {} : { keyMark: key }),
        sealed: city.sealer.sealJson({ columns: columnNames, values }, quarantineContext(id)),
      },
    ]),
  );
  return id;
}

describe('orders to a line', () => {
  test('pause, resume, read whole, go back; each told in the timeline and the audit trail', async () => {
    expect((await post(`/lines/${line}/resume`)).body.code).toBe('exchange.not-stopped');
    expect((await post(`/lines/${line}/pause`)).body).toEqual({ state: 'paused' });
    expect((await post(`/lines/${line}/snapshot`)).body.code).toBe('exchange.line-paused');
    expect((await post(`/lines/${line}/resume`)).body).toEqual({ state: 'waiting' });
    await all(`update exchange.run set state = 'done' where line_id = $1`, [line]);
    expect((await post(`/lines/${line}/snapshot`, { confirmDeletions: true })).status).toBe(202);
    const [run] = await all(
      `select reason, deletions_confirmed from exchange.run where line_id = $1 and state = 'waiting'`,
      [line],
    );
    expect(run).toEqual({ reason: 'asked', deletions_confirmed: true });
    expect((await post(`/lines/${line}/rewind`, { to: '2031-01-01T00:00:00Z' })).body.code).toBe('exchange.bad-rewind');
    expect((await post(`/lines/${line}/rewind`, { to: 'soon' })).status).toBe(400);
    expect((await post(`/lines/${line}/rewind`, { to: '2026-11-19T00:00:00Z' })).status).toBe(202);
    const events = await get(`/lines/${line}/events?limit=2`);
    expect(events.body.items.map((one: { kind: string }) => one.kind)).toEqual(['rewind-line', 'snapshot-line']);
    const more = await get(`/lines/${line}/events?cursor=${events.body.next}`);
    expect(more.body.items[0]).toMatchObject({
      kind: 'resume-line',
      text: { zh: '恢复了线路' },
      actor: officer.accountId,
    });
    expect(
      (
        await all(
          `select count(*)::int as n from platform.audit_entry where action = 'exchange.pause-line' and subject = $1`,
          [`line:${line}`],
        )
      )[0].n,
    ).toBe(1);
  });

  test('are refused to others, and nothing changes', async () => {
    for (const path of ['pause', 'resume', 'remove', 'snapshot']) {
      expect((await post(`/lines/${line}/${path}`, undefined, narrow)).body.code).toBe('exchange.out-of-scope');
      expect((await post(`/lines/${line}/${path}`, undefined, department)).status).toBe(403);
    }
    expect((await post('/lines/none/pause')).body.code).toBe('exchange.unknown-line');
    expect((await get(`/lines/${line}`)).body.state).toBe('waiting');
  });

  test('a mapping is changed by one person at a time and reads the table anew', async () => {
    const { version } = (await get(`/lines/${line}`)).body;
    const wider = [...mapping, { item: 'berth', column: 'BW', transform: ['trim'] }];
    expect((await post(`/lines/${line}`, { version, mapping: [...wider, wider[0]] }, officer, 'PATCH')).body.code).toBe(
      'exchange.bad-mapping',
    );
    expect((await post(`/lines/${line}`, { version, mapping: wider }, officer, 'PATCH')).body).toEqual({
      version: version + 1,
    });
    expect((await post(`/lines/${line}`, { version, title: { zh: '甲', en: 'A' } }, officer, 'PATCH')).body.code).toBe(
      'exchange.changed-meanwhile',
    );
    expect((await get(`/lines/${line}`)).body.mapping.at(-1)).toMatchObject({
      item: 'berth',
      column: 'BW',
      grade: 2,
      personal: false,
    });
  });

  test('the stream begins where it is turned on', async () => {
    expect((await post(`/lines/${line}/stream`, { on: true })).body).toEqual({ state: 'waiting' });
    expect((await get(`/lines/${line}`)).body.streamed).toBe(true);
    expect(await exchange.stream.spans([line])).toMatchObject([{ lineId: line }]);
    expect((await exchange.port.findLine(line))?.streamed).toBe(true);
  });

  test('shows what passed, by the minute, and the mean over busy minutes', async () => {
    await inExchange((tx) =>
      noteMinute(tx, line, {
        at: city.clock.now(),
        inserted: 100,
        updated: 20,
        deleted: 0,
        rejected: 1,
        bytes: 5_000,
        transactions: 3,
        lagMs: 40,
      }),
    );
    expect((await get(`/lines/${line}/minutes?hours=1`)).body.items).toMatchObject([
      { inserted: 100, rejected: 1, lagMs: 40 },
    ]);
    expect((await get(`/lines/${line}`)).body).toMatchObject({ rowsLastHour: 120, rowsPerSecond: 2 });
    city.clock.advance(1_000);
    const flows = await get('/flows');
    expect(flows.body.cells).toEqual(
      expect.arrayContaining([
        { from: 'harbour-office', to: 'hub', records: 120, calls: 0 },
        { from: 'harbour-office', to: 'fee-office', records: 7, calls: 3 },
      ]),
    );
    expect((await get('/flows', narrow)).body.cells).toEqual([
      { from: 'harbour-office', to: 'fee-office', records: 7, calls: 3 },
    ]);
    expect((await get('/flows?from=2026-11-20&to=2026-11-19')).body.code).toBe('exchange.bad-period');
  });
});

describe('quarantine', () => {
  test('lists reasons without contents; opening needs the right and a purpose, and the person can see it', async () => {
    const id = await keep([citizenId(1), '张三', '第三性'], [{ item: 'sex', code: 'unknown-code' }]);
    const list = await get(`/lines/${line}/quarantine`);
    expect(list.body).toMatchObject({
      items: [
        { id, rowNo: 7, state: 'kept', reasons: [{ item: 'sex', itemTitle: { zh: '性别' }, code: 'unknown-code' }] },
      ],
      reasons: [{ code: 'unknown-code', count: 1 }],
    });
    expect(list.text).not.toContain('张三');
    expect((await get(`/quarantine/${id}?purpose=${encodeURIComponent('核对')}`, department)).status).toBe(403);
    expect((await get(`/quarantine/${id}?purpose=${encodeURIComponent('核对')}`, narrow)).body.code).toBe(
      'exchange.out-of-scope',
    );
    expect((await get(`/quarantine/${id}?purpose=%20`)).body.code).toBe('exchange.purpose-missing');
    const open = await get(`/quarantine/${id}?purpose=${encodeURIComponent('核对性别')}`);
    expect(open.body.values).toEqual({ ZJHM: citizenId(1), XM: '张三', XB: '第三性' });
    const reads = await all(`select channel, resource, purpose from platform.data_read`);
    expect(reads).toEqual([
      { channel: 'console', resource: 'berth-holders', purpose: { zh: '核对性别', en: '核对性别' } },
    ]);
  });

  test('a mended row is checked again, enters the lake once, and is told of', async () => {
    const id = await keep([citizenId(1), '张三', '第三性'], [{ item: 'sex', code: 'unknown-code' }]);
    const still = await post(`/quarantine/${id}/mend`, { values: { XB: '未知' } });
    expect(still.status).toBe(422);
    expect(still.body.errors).toMatchObject([{ pointer: '/values/XB', code: 'unknown-code' }]);
    expect((await post(`/quarantine/${id}/mend`, { values: { NONE: 'x' } })).body.code).toBe('exchange.unknown-column');
    expect((await post(`/quarantine/${id}/mend`, { values: { XB: '男' } }, narrow)).body.code).toBe(
      'exchange.out-of-scope',
    );
    expect(await all('select * from lake.raw_berth_holders')).toEqual([]);
    expect((await post(`/quarantine/${id}/mend`, { values: { XB: '男' } })).body).toEqual({ state: 'replayed' });
    expect(await all('select citizen_id, name, sex, _source from lake.raw_berth_holders')).toEqual([
      { citizen_id: citizenId(1), name: '张三', sex: '1', _source: line },
    ]);
    expect((await post(`/quarantine/${id}/mend`, { values: { XB: '女' } })).body.code).toBe(
      'exchange.quarantine-ended',
    );
    const events = await all(
      `select payload from platform.event where type = 'exchange.changes-applied' order by position desc limit 1`,
    ).catch(() => undefined);
    if (events) expect(events[0].payload).toMatchObject({ lineId: line, inserted: 1 });
    expect((await get(`/lines/${line}`)).body).toMatchObject({ quarantined: 0, rowsInLake: 1 });
  });

  test('a row of which only a part is told is not made whole by guessing', async () => {
    const id = await keep([citizenId(1), '男'], [{ code: 'not-told' }], undefined, ['ZJHM', 'XB']);
    expect((await post(`/quarantine/${id}/mend`)).body.errors).toMatchObject([{ code: 'not-told' }]);
    expect((await post(`/quarantine/${id}/mend`, { values: { XM: '张三' } })).body).toEqual({ state: 'replayed' });
  });

  test('all are checked again at once; of two rows of one key the later counts', async () => {
    await keep([citizenId(1), '旧名', '男'], [{ item: 'sex', code: 'unknown-code' }]);
    await keep([citizenId(1), '新名', '男'], [{ item: 'sex', code: 'unknown-code' }]);
    await keep(['12', '王五', '男'], [{ item: 'citizen_id', code: 'required' }]);
    expect((await post(`/lines/${line}/quarantine/replay`)).body).toEqual({ waiting: 3 });
    await city.settle();
    expect(await all('select name from lake.raw_berth_holders')).toEqual([{ name: '新名' }]);
    const left = await get(`/lines/${line}/quarantine`);
    expect(left.body.reasons).toMatchObject([{ code: 'citizen-id-shape', count: 1 }]);
    const [{ id }] = left.body.items;
    expect((await post(`/lines/${line}/quarantine/drop`, { ids: [id], reason: '测试数据' })).body).toEqual({
      dropped: 1,
    });
    expect((await get(`/lines/${line}/quarantine`)).body.items).toEqual([]);
    expect((await get(`/lines/${line}/quarantine?state=dropped`)).body.items).toMatchObject([
      { id, endedBy: officer.accountId },
    ]);
  });
});

describe('a new column', () => {
  async function hold(column: string, values: Record<string, string>): Promise<void> {
    await inExchange(async (tx) => {
      await holdColumn(tx, { lineId: line, column, type: 'text', at: city.clock.now() });
      await holdValues(
        tx,
        line,
        column,
        Object.entries(values).map(([key, value]) => ({
          key: [key],
          sealed: city.sealer.sealText(value, heldContext(line, column, [key])),
          at: city.clock.now(),
        })),
      );
    });
  }

  test('is catalogued and graded, and what was held is filled in', async () => {
    const id = await keep([citizenId(1), '张三', '男'], []);
    await post(`/quarantine/${id}/mend`);
    await hold('SBRQ', { [citizenId(1)]: '20260102', [citizenId(2)]: '20260103' });
    expect((await get(`/lines/${line}`)).body.heldColumns).toMatchObject([
      { column: 'SBRQ', values: 2, state: 'held' },
    ]);
    const item = {
      as: 'item',
      name: 'reported_on',
      title: { zh: '申报日期', en: 'Reported on' },
      type: 'date',
      grade: 2,
      personal: false,
    };
    expect((await post(`/lines/${line}/held-columns/SBRQ`, { ...item, grade: 9 })).status).toBe(400);
    expect((await post(`/lines/${line}/held-columns/SBRQ`, item, narrow)).body.code).toBe('exchange.out-of-scope');
    const done = await post(`/lines/${line}/held-columns/SBRQ`, item);
    expect(done.body).toEqual({ state: 'catalogued', filled: 1 });
    expect(await all('select reported_on::text from lake.raw_berth_holders')).toEqual([{ reported_on: '2026-01-02' }]);
    const shown = (await get(`/lines/${line}`)).body;
    expect(shown.mapping.at(-1)).toMatchObject({ item: 'reported_on', column: 'SBRQ', itemTitle: { zh: '申报日期' } });
    expect(shown.heldColumns).toMatchObject([{ state: 'catalogued', values: 0, item: 'reported_on' }]);
    expect((await post(`/lines/${line}/held-columns/SBRQ`, item)).body.code).toBe('exchange.held-column-ended');
  });

  test('what the rail held before it knew of the item is filled in later, but never over what is newer', async () => {
    const [first, second] = [citizenId(1), citizenId(3)];
    for (const id of [first, second]) await post(`/quarantine/${await keep([id, '张三', '男'], [])}/mend`);
    await hold('DH', { [first]: '1' });
    await post(`/lines/${line}/held-columns/DH`, {
      as: 'item',
      name: 'phone',
      title: { zh: '电话', en: 'Phone' },
      type: 'text',
      grade: 3,
      personal: true,
    });
    await city.settle();
    // Told under the old plan, after the column had been catalogued; the second row changed once more since.
    city.clock.advance(1_000);
    await hold('DH', { [first]: '13800000001', [second]: '13800000002' });
    await all(`update lake.raw_berth_holders set phone = 'newer', _at = $2 where citizen_id = $1`, [
      second,
      new Date(city.clock.now().getTime() + 1_000),
    ]);
    const late = exchange.jobs?.find((job) => job.name === 'exchange.fill-late');
    await late?.run(
      { lineId: line, column: 'DH', trace: 'trace' },
      { jobId: '1', attempt: 1, signal: new AbortController().signal },
    );
    expect(await all('select citizen_id, phone from lake.raw_berth_holders order by citizen_id')).toEqual(
      [
        { citizen_id: first, phone: '13800000001' },
        { citizen_id: second, phone: 'newer' },
      ].sort((a, b) => (a.citizen_id < b.citizen_id ? -1 : 1)),
    );
    expect(await all('select * from exchange.held_value where line_id = $1', [line])).toEqual([]);
  });

  test('is not taken when someone says so', async () => {
    await hold('BZ', { [citizenId(1)]: 'x' });
    expect((await post(`/lines/${line}/held-columns/BZ`, { as: 'ignored' })).body).toEqual({
      state: 'ignored',
      filled: 0,
    });
    expect((await post(`/lines/${line}/held-columns/None`, { as: 'ignored' })).body.code).toBe(
      'exchange.unknown-held-column',
    );
  });
});

describe('what other modules may do', () => {
  const rows = [
    [citizenId(1), '张三', '男', 'A1'],
    [citizenId(3), '李四', '男', 'B2'],
    ['12', '王五', '男', 'C3'],
  ];
  const by = { actor: 'test', trace: 'trace' };

  test('reads a source through the checks', async () => {
    yard.tables.set('front.Holders', yardTable('Holders', columns, rows));
    const read = [];
    for await (const batch of exchange.port.readSource(line, new AbortController().signal)) read.push(batch);
    expect(read[0]?.rejected).toBe(1);
    expect(read[0]?.rows.map((row) => row.key)).toEqual([[citizenId(1)], [citizenId(3)]]);
    expect(read[0]?.rows[0]?.values.slice(0, 3)).toEqual([citizenId(1), '张三', '1']);
    expect(yard.open).toBe(0);
  });

  test('makes rows of the lake agree with the source again: altered, missing and left over', async () => {
    yard.tables.set('front.Holders', yardTable('Holders', columns, rows));
    expect(await exchange.port.reload(line, [[citizenId(1)], [citizenId(3)]], by)).toEqual({ written: 2, removed: 0 });
    await all(`update lake.raw_berth_holders set name = '被改' where citizen_id = $1`, [citizenId(1)]);
    yard.tables.set('front.Holders', yardTable('Holders', columns, rows.slice(0, 1)));
    city.clock.advance(1_000);
    expect(await exchange.port.reload(line, [[citizenId(1)], [citizenId(3)]], by)).toEqual({ written: 1, removed: 1 });
    expect(await all('select name from lake.raw_berth_holders')).toEqual([{ name: '张三' }]);
    expect((await exchange.port.lines()).map((one) => one.id)).toEqual([line]);
  });
});
