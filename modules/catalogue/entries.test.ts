// long-file: one city, begun once, goes through all of an entry's life.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { citizenIdCheckDigit } from '@platform/kernel';
import type { Module } from '@platform/module';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import { loadCompleted } from '@modules/exchange/contract';
import type { EntryOfNode, ResourceUse } from './contract/index.ts';
import { SHEETS } from './excel/columns.ts';
import { createCatalogue } from './module.ts';

type Catalogue = ReturnType<typeof createCatalogue>;
const PROVIDER = 'tennis-club-office';
const officer = (who = 'officer', organisation = PROVIDER) =>
  staffActor(organisation, ['department-data-officer'], { accountId: who });
const authority = (who = 'authority') =>
  staffActor('authority', ['sharing-authority'], { organisations: 'all', accountId: who });
const reader = staffActor('mayor', ['leader'], { organisations: 'all' });

const used = new Map<string, ResourceUse>();
const fromNodes: EntryOfNode[] = [];
let city: TestCity<Catalogue | Module>;
let other: Catalogue;
beforeAll(async () => {
  city = await startTestCity({
    packs: { ids: ['tennis-club'] },
    modules: (f) => {
      const organisations = { find: (id: string) => f.packs.find('organisations', id)?.value };
      other = createCatalogue({ ...f, organisations });
      const receivedEntries = async () => fromNodes;
      return [
        createCatalogue({ ...f, organisations, usageOf: async () => used, receivedEntries }),
        { name: 'exchange' },
      ];
    },
  });
});
afterAll(async () => {
  await other.stop?.();
  await city.stop();
});
const port = () => (city.modules[0] as Catalogue).port;
type As = ReturnType<typeof officer>;
const get = (path: string, as: As) => city.request({ path: `/api/catalogue${path}`, as });
const post = (path: string, as: As, body: unknown = {}) =>
  city.request({ method: 'POST', path: `/api/catalogue${path}`, as, body });

const text = (zh: string, en = zh) => ({ zh, en });
const COURTS = {
  title: text('网球场地信息', 'Tennis courts'),
  summary: text('全市网球场地的位置和开放时间'),
  provider: PROVIDER,
  class: { category: 'theme', theme: text('体育') },
  code: '209001/12',
  shareType: 'unconditional',
  openAttribute: 'open',
  updateCycle: 'daily',
  grade: 1,
  key: ['court_no'],
  items: [
    { name: 'court_no', title: text('场地编号'), type: 'text', personal: false },
    { title: text('场地位置'), type: 'text', personal: false },
    { name: 'keeper', title: text('管理人'), type: 'text', personal: false },
  ],
};
const step = async (id: string, what: string, as: As, more: object = {}) => {
  const { body } = await get(`/entries/${id}`, as);
  return post(`/entries/${id}/${what}`, as, { version: body.version, ...more });
};
let courts = '';

test('a department compiles an entry, the authority checks and publishes it, and its raw table is there for the rail', async () => {
  const begun = await post('/entries', officer(), {
    definition: { ...COURTS, shareType: 'none' },
    cause: { kind: 'law', changedOn: '2026-11-10' },
  });
  expect(begun.status).toBe(201);
  courts = begun.body.id;
  expect(courts).toBe('wang-qiu-chang-di-xin-xi');
  const refused = await step(courts, 'submit', officer());
  expect(refused.body).toMatchObject({ status: 422, code: 'catalogue.not-yet-sound' });
  expect(refused.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual(['/shareBasis', '/openAttribute']);
  expect(port().find(courts)).toBeUndefined();

  const saved = await city.request({
    method: 'PUT',
    path: `/api/catalogue/entries/${courts}`,
    as: officer(),
    body: { definition: COURTS, cause: { kind: 'law', changedOn: '2026-11-10' }, version: begun.body.version },
  });
  expect(saved.status).toBe(200);
  expect((await step(courts, 'submit', officer())).status).toBe(200);
  const seen = (await get(`/entries/${courts}`, authority())).body;
  expect(seen).toMatchObject({
    state: 'submitted',
    may: ['check', 'return'],
    review: { light: 'green', dueDate: '2026-11-24', workdaysLeft: 2 },
    update: { dueDate: '2026-11-24' },
  });
  expect((await post(`/entries/${courts}/publish`, authority(), { version: seen.version })).body.code).toBe(
    'catalogue.wrong-state',
  );
  await step(courts, 'check', authority());
  await other.start?.();
  const published = await step(courts, 'publish', authority());
  expect(published.body).toMatchObject({ no: 1, version: port().resource(courts).version });
  expect(port().resource(courts)).toMatchObject({
    origin: 'console',
    items: [{ name: 'court_no' }, { name: 'chang_di_wei_zhi' }, { name: 'keeper' }],
  });
  await expect.poll(() => other.port.find(courts)?.version).toBe(published.body.version);
  await city.database.pool.query(
    `set role ${city.database.name}_exchange; insert into lake.raw_wang_qiu_chang_di_xin_xi (court_no, chang_di_wei_zhi) values ('1', '东'); reset role`,
  );
  const found = await get('/resources?q=wqcd', reader);
  expect(found.body.items[0]).toMatchObject({ id: courts, origin: 'console', code: '209001/12' });
  expect((await get('/resources?q=209001', reader)).body.items).toHaveLength(1);
});

test('nobody publishes what they compiled, compiles for others, or sees others’ drafts', async () => {
  const both = staffActor(PROVIDER, ['department-data-officer', 'sharing-authority'], { accountId: 'both' });
  const { body } = await post('/entries', both, { of: courts, cause: { kind: 'correction' } });
  expect(body.id).toBe(courts);
  await step(courts, 'submit', both);
  expect((await step(courts, 'check', both)).body).toMatchObject({ status: 403, code: 'catalogue.own-work' });
  expect((await get(`/entries/${courts}`, both)).body).toMatchObject({ ownWork: true, may: ['withdraw', 'return'] });
  const stranger = officer('stranger', 'other-office');
  expect((await get(`/entries/${courts}`, stranger)).status).toBe(404);
  expect((await get('/entries', stranger)).body.items).toEqual([]);
  expect((await post('/entries', stranger, { of: courts, cause: { kind: 'correction' } })).body.code).toBe(
    'catalogue.out-of-scope',
  );
  expect((await post(`/entries/${courts}/return`, reader, { version: 1, reason: '不行' })).status).toBe(403);
  expect((await step(courts, 'return', authority(), { reason: ' ' })).body.code).toBe('catalogue.reason-missing');
  expect((await step(courts, 'return', authority(), { reason: '请补充开放时间' })).status).toBe(200);
  expect((await get(`/entries/${courts}`, both)).body).toMatchObject({
    state: 'draft',
    returnedReason: '请补充开放时间',
  });
  expect((await post(`/entries/${courts}/submit`, both, { version: 1 })).body.code).toBe('catalogue.changed-meanwhile');
});

test('a new version shows what it changes, and versions stay on record', async () => {
  const now = (await get(`/entries/${courts}`, officer())).body;
  await city.request({
    method: 'PUT',
    path: `/api/catalogue/entries/${courts}`,
    as: officer(),
    body: {
      definition: {
        ...now.definition,
        updateCycle: 'weekly',
        items: [...now.definition.items, { name: 'hours', title: text('开放时间'), type: 'text', personal: false }],
      },
      cause: { kind: 'correction' },
      version: now.version,
    },
  });
  expect((await get(`/entries/${courts}`, officer())).body.changes).toMatchObject([
    { field: 'updateCycle', before: 'daily', after: 'weekly' },
    { kind: 'added', item: 'hours' },
  ]);
  await step(courts, 'submit', officer());
  await step(courts, 'check', authority());
  await step(courts, 'publish', authority());
  const { items } = (await get(`/entries/${courts}/versions`, reader)).body;
  expect(items.map((one: { no: number; inUse: boolean }) => [one.no, one.inUse])).toEqual([
    [2, true],
    [1, false],
  ]);
  expect(items[0].changes).toHaveLength(2);
  const audit = await city.database.pool.query(
    `select distinct action from platform.audit_entry where action like 'catalogue.%'`,
  );
  expect(audit.rows.map((row) => row.action)).toEqual(
    expect.arrayContaining(['catalogue.publish-entry', 'catalogue.submit-entry', 'catalogue.return-entry']),
  );
});

test('columns that look sensitive are found, a stricter version comes at once, and nothing of the sample is kept', async () => {
  const phones = Array.from({ length: 30 }, (_, n) => `('p${n}', '1390000${1000 + n}')`).join();
  await city.database.pool.query(`insert into lake.raw_wang_qiu_chang_di_xin_xi (court_no, keeper) values ${phones}`);
  expect((await post('/discoveries/scan', officer('x', 'other-office'), { resource: courts })).status).toBe(403);
  expect((await post('/discoveries/scan', officer(), { resource: courts })).body).toEqual({ started: 1 });
  await city.settle();
  // Where its columns are not marked as they should be is no other department's to know.
  for (const query of ['', '?state=open', `?resource=${courts}`]) {
    const others = (await get(`/discoveries${query}`, officer('x', 'other-office'))).body;
    expect([others.items, others.counts.open]).toEqual([[], 0]);
  }
  expect((await get('/discoveries', reader)).body.counts.open).toBe(1);
  const { body } = await get('/discoveries?state=open', officer());
  expect(body.items).toMatchObject([
    { resource: courts, item: 'keeper', kind: 'phone', proposed: { grade: 3, mask: 'phone' }, mayDecide: true },
  ]);
  const { rows } = await city.database.pool.query('select row_to_json(d)::text as kept from catalogue.discovery d');
  expect(rows.map((row) => row.kept).join()).not.toContain('1390000');
  expect((await post(`/discoveries/${body.items[0].id}/accept`, reader)).status).toBe(403);
  expect((await post(`/discoveries/${body.items[0].id}/accept`, officer())).status).toBe(200);
  expect(port().resource(courts).items[2]).toMatchObject({ grade: 3, personal: true, mask: 'phone' });
  expect(port().resource(courts).openAttribute).toBe('closed');
  // Stated as 1, it is as high as its highest item, in its own page and where one looks for a grade.
  expect((await get(`/resources/${courts}`, reader)).body.grade).toBe(3);
  const ids = async (grade: number) =>
    (await get(`/resources?grade=${grade}`, reader)).body.items.map(({ id }: { id: string }) => id);
  expect(await ids(3)).toContain(courts);
  expect(await ids(1)).not.toContain(courts);
  expect((await get(`/entries/${courts}/versions`, reader)).body.items[0]).toMatchObject({ no: 3, inUse: true });
  expect((await post(`/discoveries/${body.items[0].id}/dismiss`, officer(), { reason: '不是电话' })).body.code).toBe(
    'catalogue.discovery-decided',
  );
});

test('a pack’s resource is looked at too; what is dismissed stays so until the catalogue says otherwise', async () => {
  const ids = Array.from({ length: 25 }, (_, n) => `9902001980010${n + 10}10${n % 10}`.slice(0, 17)).map(
    (first) => first + citizenIdCheckDigit(first),
  );
  const valid = ids.map(
    (id, n) =>
      `('${id.slice(0, 6)}19800101${String(100 + n)}${citizenIdCheckDigit(`${id.slice(0, 6)}19800101${100 + n}`)}', '王芳${n}')`,
  );
  await city.database.pool.query(`insert into lake.raw_players_roll (citizen_id, name) values ${valid.join()}`);
  await post('/discoveries/scan', officer(), { resource: 'players-roll' });
  await city.settle();
  const one = (await get('/discoveries?resource=players-roll', officer())).body.items.find(
    (each: { item: string }) => each.item === 'citizen_id',
  );
  expect(one).toMatchObject({ state: 'open', stated: { grade: 3 }, proposed: { grade: 4 } });
  await post(`/discoveries/${one.id}/dismiss`, officer(), { reason: '仅存号码，已脱敏' });
  await post('/discoveries/scan', officer(), { resource: 'players-roll' });
  await city.settle();
  expect((await get('/discoveries?resource=players-roll&state=dismissed', officer())).body.items).toMatchObject([
    { id: one.id, reason: '仅存号码，已脱敏' },
  ]);
});

test('entries of other nodes are found by the same words, with their level, beside one’s own and never among them', async () => {
  const definition = port().resource('players-roll');
  const entry = (nodeId: string, level: 'above' | 'below', withdrawn = false): EntryOfNode => ({
    nodeId,
    nodeName: text('滨海省平台'),
    level,
    definition: { ...definition, id: 'province-players', title: text('全省运动员注册信息') },
    version: '1',
    interfaces: [{ id: 'player-check', title: text('运动员核验') }],
    withdrawn,
  });
  fromNodes.push(entry('n-up', 'above'), entry('n-gone', 'below', true));
  const own = (await get('/resources?q=运动员注册', reader)).body.items;
  expect(own.map((one: { id: string }) => one.id)).not.toContain('province-players');
  for (const q of ['运动员注册', 'qsydy', '滨海省'])
    expect((await get(`/received?q=${encodeURIComponent(q)}`, officer())).body.items).toMatchObject([
      { node: { id: 'n-up' }, level: 'above', resource: 'province-players', interfaces: [{ id: 'player-check' }] },
    ]);
  expect((await get('/received?q=nothing-such', reader)).body.items).toEqual([]);
});

/** A load of the resource that brought a row. */
async function supply(resource: string): Promise<void> {
  await city.database.forModule('exchange').transaction((tx) =>
    city.outbox.append(
      tx,
      loadCompleted,
      'source:x',
      {
        loadId: city.ids.next(),
        sourceId: 'x',
        resource,
        organisation: PROVIDER,
        rowsRead: 1,
        rowsGood: 1,
        rowsRejected: 0,
        inserted: 1,
        updated: 0,
        deleted: 0,
      },
      'trace',
    ),
  );
  await city.settle();
}

test('the responsibility list tells who supplied, who is late and who never did, and scores departments', async () => {
  const line = { provider: PROVIDER, title: text('球童名册'), dueOn: '2026-11-30' };
  expect((await post('/responsibilities', officer(), line)).status).toBe(403);
  expect((await post('/responsibilities', authority(), { ...line, provider: 'nobody' })).body.code).toBe(
    'catalogue.unknown-organisation',
  );
  const { id } = (await post('/responsibilities', authority(), line)).body;
  for (const dueOn of ['2026-02-31', '0000-01-01', '2026-1-1'])
    expect((await post('/responsibilities', authority(), { ...line, dueOn })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/dueOn', detail: '日期应写成 2026-12-31 这样，且确有这一天' }],
    });
  await post('/responsibilities', authority(), { ...line, title: text('裁判名册'), dueOn: '2026-10-30' });
  await post('/responsibilities', authority(), { ...line, title: text('场地'), resource: courts });
  await supply(courts);
  const { items, board } = (await get('/responsibilities', reader)).body;
  expect(items.map((one: { title: { zh: string }; state: string }) => [one.title.zh, one.state])).toEqual([
    ['裁判名册', 'never'],
    ['球童名册', 'due'],
    ['场地', 'supplied'],
  ]);
  expect(board).toMatchObject([{ provider: PROVIDER, total: 3, never: 1, due: 1, supplied: 1, share: 0.5 }]);
  const removed = await post(`/responsibilities/${id}/remove`, authority());
  expect(removed.status).toBe(200);
  expect((await get('/responsibilities?state=due', reader)).body.items).toEqual([]);
});

test('sleeping and overdue lists follow use, loads and the calendar; measures count the same', async () => {
  expect((await get('/sleeping?days=1', reader)).body.items).toEqual([]);
  await supply('players-roll');
  const sleeping = async () => (await get('/sleeping?days=1', reader)).body.items.map((one: { id: string }) => one.id);
  expect(await sleeping()).toEqual(['players-roll']);
  used.set('players-roll', { calls: 1, subscriptions: 0, requests: 0 });
  expect(await sleeping()).toEqual([]);
  expect((await get('/overdue', reader)).body.items).toEqual([]);
  city.clock.set(new Date('2026-12-01T02:00:00Z'));
  expect((await get('/overdue', reader)).body.items).toMatchObject([
    { id: 'players-roll', freshUntil: '2026-11-23', overdueDays: 6 },
    { id: courts, freshUntil: '2026-11-27', overdueDays: 2 },
  ]);
  used.clear();
  const measures = (city.modules[0] as Module).measures ?? [];
  const values = await Promise.all(
    measures.map(async (one) => [one.id, (await one.value({ from: new Date(0), to: new Date() })).value]),
  );
  expect(values).toEqual([
    ['catalogue.entries', 2],
    ['catalogue.sleeping', 1],
    ['catalogue.overdue', 2],
  ]);
});

const upload = (bytes: Uint8Array, as: As, commit = false) => {
  const form = new FormData();
  form.append('file', new Blob([bytes as never]), '目录.xlsx');
  return city.request({ method: 'POST', path: `/api/catalogue/import${commit ? '?commit=true' : ''}`, as, body: form });
};

test('the exported workbook comes back without a change; a trial names every fault by its cell, and faults let nothing in', async () => {
  const exported = await get('/export.xlsx', officer());
  expect(exported.headers['content-type']).toContain('spreadsheetml');
  const again = await upload(exported.bytes, officer(), true);
  expect(again.body.errors ?? again.body).toMatchObject({ faults: [] });
  expect(again.body.entries.map((one: { outcome: string }) => one.outcome)).toEqual(['unchanged', 'unchanged']);

  const book = new ExcelJS.Workbook();
  await book.xlsx.load(exported.bytes as never);
  const [entries, items] = [book.getWorksheet(SHEETS.entries), book.getWorksheet(SHEETS.items)];
  entries?.addRow([
    null,
    '会员缴费记录',
    null,
    '会员每年缴费',
    '没有这个局',
    '部门',
    null,
    null,
    null,
    null,
    null,
    null,
    '有条件',
    null,
    null,
    null,
    '不开放',
    null,
    '每年',
    2,
  ]);
  entries?.addRow([
    null,
    '球拍租借记录',
    null,
    '球拍租借',
    'tennis-club-office',
    '部门',
    null,
    null,
    null,
    null,
    null,
    null,
    '有条件共享',
    null,
    null,
    null,
    '不予开放',
    null,
    '每年',
    9,
  ]);
  items?.addRow(['球拍租借记录', '租借单号', null, null, '说不清']);
  const at = (sheet: string, faults: { sheet: string; cell: string }[]) =>
    faults
      .filter((one) => one.sheet === sheet)
      .map(({ cell }) => cell)
      .sort();
  const trial = await upload(new Uint8Array(await book.xlsx.writeBuffer()), officer());
  expect(trial.body.imported).toBe(false);
  expect(at(SHEETS.entries, trial.body.faults)).toEqual(expect.arrayContaining(['E4', 'N5', 'Q4', 'T5']));
  expect(at(SHEETS.items, trial.body.faults)).toEqual(['E13']);
  const refused = await upload(new Uint8Array(await book.xlsx.writeBuffer()), officer(), true);
  expect(refused.body).toMatchObject({ status: 422, code: 'catalogue.import-faults' });
  expect((await get('/entries?state=work', officer())).body.items).toEqual([]);

  entries?.spliceRows(4, 1);
  for (const [sheet, cell, value] of [
    [entries, 'N4', '限场馆管理使用'],
    // As departments' own catalogues say it.
    [entries, 'S4', '每天'],
    [entries, 'P4', '联机查询、下载'],
    [entries, 'T4', '二级'],
    [items, 'E13', '字符型'],
    [items, 'G13', '是'],
    [items, 'K13', '其他'],
  ] as const)
    if (sheet) Object.assign(sheet.getCell(cell), { value });
  const good = new Uint8Array(await book.xlsx.writeBuffer());
  const done = await upload(good, officer(), true);
  expect(done.body).toMatchObject({ imported: true, faults: [] });
  expect(done.body.entries[2]).toMatchObject({ id: 'qiu-pai-zu-jie-ji-lu', outcome: 'new', items: 1 });
  expect((await get('/entries/qiu-pai-zu-jie-ji-lu', officer())).body.definition).toMatchObject({
    updateCycle: 'daily',
    shareModes: ['interface', 'file'],
    grade: 2,
    items: [{ type: 'text', dataClass: 'other' }],
  });
  expect((await upload(good, officer(), true)).body.entries[2].outcome).toBe('unchanged');
  expect((await get('/entries?state=draft', officer())).body.items).toMatchObject([{ id: 'qiu-pai-zu-jie-ji-lu' }]);
  expect((await upload(good, officer('x', 'other-office'), true)).body.code).toBe('catalogue.import-faults');
  expect((await upload(Buffer.from('not a workbook'), officer())).body.code).toBe('catalogue.not-a-workbook');
});

test('an entry of the console is retired with a reason, a pack’s is not', async () => {
  const retired = await step(courts, 'retire', authority(), { reason: '场地已移交' });
  expect(retired.body).toEqual({ id: courts, retired: true });
  expect(port().find(courts)).toBeUndefined();
  expect((await get('/resources?q=wqcd', reader)).body.items).toEqual([]);
  expect((await post('/entries', officer(), { of: courts, cause: { kind: 'correction' } })).status).toBe(404);
  const again = await post('/entries', officer(), { id: courts, definition: COURTS, cause: { kind: 'new' } });
  expect(again.body.code).toBe('catalogue.id-taken');
});

test('what is closed to the public is not in the public export', async () => {
  const anybody = await city.request({ path: '/api/catalogue/dcat.ttl' });
  expect(anybody.headers['content-type']).toContain('text/turtle');
  expect(anybody.text).not.toContain('players-roll');
});
