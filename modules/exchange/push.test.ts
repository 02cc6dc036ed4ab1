import { existsSync, readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLake } from '@platform/lake';
import type { Module } from '@platform/module';
import { staffActor, startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import { pushConnector } from './adapters/passive-connectors.ts';
import { codeTable } from './domain/code-tables.ts';
import { DEFAULT_LIMITS } from './domain/line.ts';
import { grantPush, listPushGrants, revokePush } from './features/push-grants.ts';
import { pushRows } from './features/push-rows.ts';
import { uploadFile } from './features/upload-file.ts';
import { createExchange } from './module.ts';
import { insertConnection } from './store/connections.ts';
import { changeLine, insertLine, orderLineState } from './store/lines.ts';
import { quarantineContext } from './store/quarantine.ts';
import { harbourCatalogue, harbourPack } from './testing/harbour.ts';

const pack = harbourPack();
mkdirSync(join(pack.folder, 'harbour', 'applications'));
writeFileSync(
  join(pack.folder, 'harbour', 'applications', 'tills.yaml'),
  `applications:
  - { id: till, title: { zh: 收费系统, en: Till }, organisation: fee-office }
  - { id: crane, title: { zh: 吊机系统, en: Crane }, organisation: harbour-office }
`,
);
const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });
const reader = staffActor('data-office', ['leader'], { organisations: 'all' });
const elsewhere = staffActor('harbour-office', ['data-officer']);
const RESOURCE_MAPPING = [
  { item: 'number', column: '编号', transform: ['trim'] },
  { item: 'payer', column: '缴费人', transform: ['trim'] },
  { item: 'due_on', column: '到期', transform: ['date'], dateFormats: ['YYYY-MM-DD'] },
];
let city: TestCity<Module>;

beforeAll(async () => {
  city = await startTestCity<Module>({
    packs: pack,
    resolveApplication: async (request) => ({
      kind: 'application',
      applicationId: String(request.headers['x-yiwang-key'] ?? ''),
      organisation: 'fee-office',
    }),
    modules: (f) => {
      const catalogue = harbourCatalogue(f);
      const organisations = { find: () => undefined, all: () => [] };
      const tables = new Map(f.packs.all('standards').map(({ id, value }) => [id, codeTable(value)]));
      const deps = {
        ...f,
        database: f.database.forModule('exchange'),
        lake: openLake(f.database),
        catalogue: catalogue.port,
        organisations,
        connectors: new Map([[pushConnector.kind, pushConnector]]),
        table: (id: string) => tables.get(id),
        places: { deployment: {}, uploads: join(f.settings.dataFolder, 'drop') },
      };
      return [
        catalogue,
        { ...createExchange({ ...f, catalogue: catalogue.port, organisations } as never), features: [] },
        {
          name: 'push-test',
          features: [pushRows(deps), grantPush(deps), listPushGrants(deps), revokePush(deps), uploadFile(deps)],
        },
      ];
    },
  });
  await city.database.forModule('exchange').transaction(async (tx) => {
    const at = city.clock.now();
    const common = {
      organisation: 'fee-office',
      system: { zh: '收费', en: 'Fees' },
      secret: null,
      origin: 'console' as const,
      limits: DEFAULT_LIMITS,
      at,
      by: 'test',
    };
    const title = { zh: '推送', en: 'Push' };
    await insertConnection(tx, { ...common, id: 'fees', title, kind: 'push', settings: { tables: [] } });
    await insertConnection(tx, {
      ...common,
      id: 'drop',
      title,
      kind: 'files',
      settings: { uploadFolder: 'fee-files' },
    });
    await insertConnection(tx, { ...common, id: 'read', title, kind: 'files', settings: { dropFolderFrom: 'X' } });
    for (const [id, connectionId, table] of [
      ['fees-line', 'fees', 'fees'],
      ['other-line', 'fees', 'others'],
      ['read-line', 'read', 'fees'],
    ] as const)
      await insertLine(tx, {
        id,
        connectionId,
        title,
        organisation: 'fee-office',
        resource: 'fees',
        table: { schema: '', table },
        mapping: RESOURCE_MAPPING,
        mode: 'cursor',
        cursorColumn: '_sequence',
        schedule: null,
        origin: 'console',
        shape: null,
        at,
        by: 'test',
      });
  });
});
afterAll(() => city.stop());

let serial = 0;
const push = (body: unknown, more: { line?: string; as?: string; ndjson?: boolean } = {}): Promise<TestResponse> =>
  city.request({
    method: 'POST',
    path: `/api/push/v1/lines/${more.line ?? 'fees-line'}/rows`,
    headers: {
      'x-yiwang-key': more.as ?? 'till',
      ...(more.ndjson ? { 'content-type': 'application/x-ndjson' } : { 'content-type': 'application/json' }),
    },
    body: more.ndjson ? (body as string) : JSON.stringify(body),
  });
const batch = (rows: unknown[], more: object = {}) => ({ batchId: `b${(serial += 1)}`, rows, ...more });
const row = (编号: unknown, 缴费人: unknown, 到期: unknown = '2026-01-02', more: object = {}) => ({
  values: { 编号, 缴费人, 到期, ...more },
});
const lake = async () =>
  (await city.database.pool.query(`select number, payer, due_on from lake.raw_fees order by number`)).rows as object[];
const grant = (application: string, as = officer) =>
  city.request({ method: 'POST', path: '/api/exchange/lines/fees-line/push-grants', as, body: { application } });

describe('the right to push', () => {
  test('is given for a line to an application, by who may, and told', async () => {
    expect((await push(batch([row('1', '段一')]))).body.code).toBe('exchange.push-not-granted');
    expect((await grant('till', reader)).status).toBe(403);
    expect((await grant('till', elsewhere)).status).toBe(403);
    expect((await grant('nobody')).body.code).toBe('exchange.unknown-application');
    expect((await grant('till')).status).toBe(201);
    expect((await grant('till')).status).toBe(201);
    const { body } = await city.request({ path: '/api/exchange/lines/fees-line/push-grants', as: officer });
    expect(body.items.map((item: { application: string }) => item.application)).toEqual(['till']);
    expect((await push(batch([row('1', '段一')]))).status).toBe(200);
  });

  test('is not one for other lines, other applications, or lines that are not there', async () => {
    for (const more of [{ line: 'other-line' }, { as: 'crane' }, { line: 'no-such-line' }])
      expect((await push(batch([row('9', 'x')]), more)).body.code).toBe('exchange.push-not-granted');
    await city.database.pool.query(`insert into exchange.push_grant values ('read-line', 'till', now(), 'test')`);
    expect((await push(batch([row('9', 'x')]), { line: 'read-line' })).body.code).toBe('exchange.not-pushed');
  });

  test('ends with the next batch once it is taken away', async () => {
    await grant('crane');
    expect((await push(batch([row('1', '段一')]), { as: 'crane' })).status).toBe(200);
    const path = '/api/exchange/lines/fees-line/push-grants/crane/revoke';
    expect((await city.request({ method: 'POST', path, as: officer })).body).toEqual({ revoked: true });
    expect((await push(batch([row('1', '段一')]), { as: 'crane' })).body.code).toBe('exchange.push-not-granted');
  });
});

describe('pushed rows', () => {
  test('are in the lake when the answer comes: new, changed and deleted ones', async () => {
    await city.database.pool.query('truncate lake.raw_fees');
    const first = await push(batch([row('1', '段一'), row(2, '段二'), row('3', null)]));
    expect(first.body).toMatchObject({ taken: 3, inserted: 3, updated: 0, deleted: 0, refused: [], heldColumns: [] });
    const second = await push(
      batch([
        row('1', '段一'),
        row('2', '段贰'),
        { op: 'delete', values: { 编号: '3' } },
        { op: 'delete', values: { 编号: '77' } },
      ]),
    );
    expect(second.body).toMatchObject({ taken: 4, inserted: 0, updated: 1, deleted: 1 });
    expect(await lake()).toEqual([
      { number: '1', payer: '段一', due_on: '2026-01-02' },
      { number: '2', payer: '段贰', due_on: '2026-01-02' },
    ]);
    const { rows } = await city.database.pool.query(
      `select state, rows_in_lake::int as rows from exchange.line where id = 'fees-line'`,
    );
    expect(rows).toEqual([{ state: 'live', rows: expect.any(Number) }]);
  });

  test('of one key in one batch: the last one counts', async () => {
    await push(batch([row('k', 'a'), { op: 'delete', values: { 编号: 'k' } }, row('k', 'b'), row('k', 'c')]));
    expect(await lake()).toContainEqual({ number: 'k', payer: 'c', due_on: '2026-01-02' });
    await push(batch([row('k', 'd'), { op: 'delete', values: { 编号: 'k' } }]));
    expect(await lake()).not.toContainEqual(expect.objectContaining({ number: 'k' }));
  });

  test('that are wrong are named with their reasons and kept; the good ones are taken all the same', async () => {
    const answer = await push(
      batch([
        row('10', '甲'),
        row('11', '乙', '2026-02-30'),
        row(null, '丙'),
        { op: 'delete', values: { 缴费人: 'x' } },
      ]),
    );
    expect(answer.body.taken).toBe(1);
    expect(
      answer.body.refused.map((one: { row: number; reasons: { code: string }[] }) => [one.row, one.reasons[0]?.code]),
    ).toEqual([
      [2, 'not-a-date'],
      [3, 'required'],
      [4, 'required'],
    ]);
    expect(answer.body.refused[0].reasons[0]).toMatchObject({
      item: 'due_on',
      text: { zh: expect.any(String), en: expect.any(String) },
    });
    const kept = await city.database.pool.query(
      `select id, op, row_no::int as row_no, sealed from exchange.quarantined where line_id = 'fees-line' and state = 'kept' order by row_no`,
    );
    expect(kept.rows.map(({ op, row_no }) => [op, row_no])).toEqual([
      ['update', 2],
      ['update', 3],
      ['delete', 4],
    ]);
    expect(city.sealer.openJson(kept.rows[0].sealed, quarantineContext(kept.rows[0].id))).toMatchObject({
      columns: ['编号', '缴费人', '到期'],
      values: ['11', '乙', '2026-02-30'],
    });
    // A later good row of the key makes what was kept of it out of date.
    await push(batch([row('11', '乙')]));
    const after = await city.database.pool.query(
      `select state, row_no::int as row_no from exchange.quarantined where line_id = 'fees-line' order by row_no`,
    );
    expect(after.rows[0]).toEqual({ state: 'superseded', row_no: 2 });
    expect(after.rows[1]).toEqual({ state: 'kept', row_no: 3 });
  });

  test('keep every digit of a number', async () => {
    await push(
      '{"batchId": "digits", "rows": [{"values": {"编号": 12345678901234567890, "缴费人": "x", "到期": null}}]}' as never,
      { ndjson: false },
    ).catch(() => undefined);
    const text = '{"batchId": "digits-2"}\n{"values": {"编号": 12345678901234567890.10, "缴费人": "x"}}\n';
    expect((await push(text, { ndjson: true })).body).toMatchObject({ taken: 1 });
    expect(await lake()).toContainEqual(expect.objectContaining({ number: '12345678901234567890.10' }));
  });

  test('with a column nobody knows are taken, and its values held', async () => {
    const { body } = await push(batch([row('20', '甲', null, { 备注: '加急' })]));
    expect(body).toMatchObject({ taken: 1, heldColumns: ['备注'] });
    const { rows } = await city.database.pool.query(
      `select column_name, state, key from exchange.held_value join exchange.held_column using (line_id, column_name)`,
    );
    expect(rows).toEqual([{ column_name: '备注', state: 'held', key: ['20'] }]);
  });

  test('go to the stream of a streamed line, with what was there before', async () => {
    await city.database.forModule('exchange').transaction((tx) => changeLine(tx, 'fees-line', { streamed: true }));
    await push(batch([row('s', 'a')]));
    await push(batch([row('s', 'b')]));
    await push(batch([row('s', 'b')]));
    await push(batch([{ op: 'delete', values: { 编号: 's' } }]));
    const { rows } = await city.database.pool.query(
      `select op, key, before ->> 'payer' as before, after ->> 'payer' as after from exchange.change order by seq`,
    );
    expect(rows).toEqual([
      { op: 'c', key: { number: 's' }, before: null, after: 'a' },
      { op: 'u', key: { number: 's' }, before: 'a', after: 'b' },
      { op: 'd', key: { number: 's' }, before: 'b', after: null },
    ]);
    await city.database.forModule('exchange').transaction((tx) => changeLine(tx, 'fees-line', { streamed: false }));
  });
});

describe('a batch', () => {
  test('sent again answers the same and does nothing; other content under its id is refused', async () => {
    const body = batch([row('30', '甲'), row('31', '乙', 'no date')]);
    const first = await push(body);
    await push(batch([row('30', '后来')]));
    const again = await push(body);
    expect(again.body).toEqual(first.body);
    expect(await lake()).toContainEqual(expect.objectContaining({ number: '30', payer: '后来' }));
    expect((await push({ ...body, rows: [row('30', '别的')] })).body.code).toBe('exchange.batch-reused');
  });

  test('sent twice at once is taken once', async () => {
    const before = await city.database.pool.query(`select count(*)::int as n from exchange.push_batch`);
    const body = batch([row('35', '甲')]);
    const answers = await Promise.all([push(body), push(body), push(body)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const after = await city.database.pool.query(`select count(*)::int as n from exchange.push_batch`);
    expect(after.rows[0].n).toBe(before.rows[0].n + 1);
  });

  test('with a number may neither leave a gap unsaid nor come late', async () => {
    await grant('crane');
    const send = (sequence: number, more: object = {}) =>
      push(batch([row('40', `第${sequence}`)], { sequence, ...more }), { as: 'crane' });
    expect((await send(1)).body.sequence).toBe(1);
    const gap = await send(4);
    expect(gap.body).toMatchObject({ code: 'exchange.push-gap', title: expect.stringContaining('2–3') });
    expect((await send(2)).status).toBe(200);
    expect((await send(4, { acceptGap: true })).body.sequence).toBe(4);
    expect((await send(3)).body.code).toBe('exchange.push-late');
    expect(await lake()).toContainEqual(expect.objectContaining({ number: '40', payer: '第4' }));
  });

  test.each([
    ['no JSON', '{"batchId": "x", "rows": [', false],
    ['no batch id', '{"rows": [{"values": {"a": 1}}]}', false],
    ['an id with odd signs', '{"batchId": "a b", "rows": [{"values": {"a": 1}}]}', false],
    ['no rows', '{"batchId": "x", "rows": []}', false],
    ['an unknown op', '{"batchId": "x", "rows": [{"op": "drop", "values": {"a": 1}}]}', false],
    ['values that are a list', '{"batchId": "x", "rows": [{"values": [1]}]}', false],
    ['a broken third line', '{"batchId": "x"}\n{"values": {"编号": 1}}\n{"values"\n', true],
  ])('that holds %s is refused whole', async (_, body, ndjson) => {
    const before = await lake();
    const answer = await city.request({
      method: 'POST',
      path: '/api/push/v1/lines/fees-line/rows',
      headers: { 'x-yiwang-key': 'till', 'content-type': ndjson ? 'application/x-ndjson' : 'application/json' },
      body,
    });
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.title).toBeTruthy();
    expect(await lake()).toEqual(before);
  });

  test('to a paused line is refused and says so', async () => {
    await city.database.forModule('exchange').transaction((tx) => orderLineState(tx, 'fees-line', 'paused'));
    expect((await push(batch([row('50', '甲')]))).body.code).toBe('exchange.line-paused');
    await city.database.forModule('exchange').transaction((tx) => orderLineState(tx, 'fees-line', 'live'));
    expect((await push(batch([row('50', '甲')]))).status).toBe(200);
  });
});

describe('an uploaded file', () => {
  const upload = (
    name: string,
    content: string | Uint8Array<ArrayBuffer>,
    more: { connection?: string; as?: typeof officer } = {},
  ) => {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    return city.request({
      method: 'POST',
      path: `/api/exchange/connections/${more.connection ?? 'drop'}/files`,
      as: more.as ?? officer,
      body: form,
    });
  };
  const folder = (): string => join(city.settings.dataFolder, 'drop', 'fee-files');

  test('lands whole in the connection’s own folder', async () => {
    expect((await upload('费用 1.csv', '编号\n1\n')).body).toEqual({ name: '费用 1.csv', size: 9 });
    expect(readFileSync(join(folder(), '费用 1.csv'), 'utf8')).toBe('编号\n1\n');
    expect((await upload('rows.jsonl', '{"编号": 1}\n')).status).toBe(201);
    expect(readdirSync(folder()).sort()).toEqual(['rows.jsonl', '费用 1.csv']);
  });

  test.each([
    ['.hidden.csv', '编号\n1\n', 'exchange.upload-bad-name'],
    ['run.exe', 'MZ', 'exchange.upload-wrong-kind'],
    ['page.csv', '<html><script>1</script></html>', 'files.not-what-its-ending-says'],
    ['book.xlsx', 'not a workbook', 'files.not-what-its-ending-says'],
  ])('named %s is refused when it is not what it should be', async (name, content, code) => {
    const before = readdirSync(folder());
    expect((await upload(name, content)).body.code).toBe(code);
    expect(readdirSync(folder())).toEqual(before);
  });

  test('never leaves the folder, whatever its name says', async () => {
    await upload('../../outside.csv', '编号\n1\n');
    expect(existsSync(join(city.settings.dataFolder, 'outside.csv'))).toBe(false);
    expect(existsSync(join(city.settings.dataFolder, 'drop', 'outside.csv'))).toBe(false);
  });

  test('needs the right, the organisation, and a connection that takes uploads', async () => {
    expect((await upload('a.csv', 'x\n', { as: reader })).status).toBe(403);
    expect((await upload('a.csv', 'x\n', { as: elsewhere })).body.code).toBe('exchange.out-of-scope');
    expect((await upload('a.csv', 'x\n', { connection: 'read' })).body.code).toBe('exchange.not-uploaded');
    expect((await upload('a.csv', 'x\n', { connection: 'fees' })).body.code).toBe('exchange.not-uploaded');
    expect((await upload('a.csv', 'x\n', { connection: 'none' })).status).toBe(404);
  });
});
