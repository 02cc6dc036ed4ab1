import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import type { Module } from '@platform/module';
import { loadPacks } from '@platform/packs';
import { startTestCity, staffActor, type TestCity } from '@platform/testkit';
import { loadCompleted } from '@modules/exchange/contract';
import { buildCatalogue } from './domain/catalogue.ts';
import { createCatalogue } from './module.ts';

const resource = (id: string, title: string, more = ''): string => `id: ${id}
title: { zh: ${title}, en: About ${id} }
summary: { zh: 摘要, en: Summary }
provider: harbour-office
class: { category: theme, theme: { zh: 港口, en: Ports } }
shareType: conditional
shareCondition: { zh: 限业务使用, en: For its purpose only }
openAttribute: closed
updateCycle: daily
grade: 2
key: [number]
items:
  - { name: number, title: { zh: 编号, en: Number }, type: text, personal: false, grade: 1 }
  - { name: length_m, title: { zh: 船长, en: Length }, type: integer }
  - { name: state, title: { zh: 状态, en: State }, type: code, codeTable: state, mask: all }
${more}`;

const FILES: Record<string, string> = {
  'pack.yaml': 'id: harbour\nversion: 1.0.0\ntitle: { zh: 港口, en: Harbour }\nrequires: []\n',
  'divisions/places.yaml': 'divisions:\n  - { code: "990100", name: { zh: 港市, en: Harbour City }, level: city }\n',
  'organisations/offices.yaml': `organisations:
  - { id: harbour-office, creditCode: 11100000000013338W, name: { zh: 港务局, en: Harbour Office }, short: { zh: 港务, en: Harbour }, division: "990100", kind: department }
`,
  'standards/state.yaml':
    'id: state\ntitle: { zh: 状态, en: State }\ncodes:\n  - { code: "1", name: { zh: 在港, en: In } }\n',
  'resources/boats.yaml': resource('boats', '船舶登记'),
  'resources/berths.yaml': resource('berths', '泊位清单'),
  'sources/boats.yaml': `id: boats-file
title: { zh: 船舶文件, en: Boats file }
organisation: harbour-office
resource: boats
mode: snapshot
connector: csv
settings: { dropFolderFrom: DROP, filePattern: boats-*.csv }
mapping:
  - { item: number, column: 编号 }
  - { item: state, column: 状态, transform: ["code:state"] }
`,
  'registries/fleet.yaml': `id: fleet
title: { zh: 船队基础库, en: Fleet }
kind: other
key: number
keyType: text
fields:
  - { name: number, title: { zh: 编号, en: Number }, type: text, from: [{ resource: boats, item: number }] }
  - { name: length_m, title: { zh: 船长, en: Length }, type: integer, from: [{ resource: boats, item: length_m }] }
watch: []
`,
};

const folder = mkdtempSync(join(tmpdir(), 'yiwang-packs-'));
function writePack(changed: Record<string, string | undefined> = {}): { folder: string; ids: string[] } {
  rmSync(join(folder, 'harbour'), { recursive: true, force: true });
  for (const [name, text] of Object.entries({ ...FILES, ...changed })) {
    if (text === undefined) continue;
    const path = join(folder, 'harbour', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { folder, ids: ['harbour'] };
}

const officer = staffActor('data-office', ['data-officer']);
let city: TestCity<Module>;
const organisationsOf = (packs: TestCity<Module>['packs']) => ({
  find: (id: string) => packs.find('organisations', id)?.value,
});

beforeAll(async () => {
  city = await startTestCity<Module>({
    packs: writePack(),
    modules: (f) => [createCatalogue({ ...f, organisations: organisationsOf(f.packs) }), { name: 'exchange' }],
  });
});
afterAll(async () => {
  await city.stop();
  rmSync(folder, { recursive: true, force: true });
});

const idsFor = async (q: string): Promise<string[]> =>
  (await city.request({ path: `/api/catalogue/resources?q=${encodeURIComponent(q)}`, as: officer })).body.items.map(
    (item: { id: string }) => item.id,
  );

describe('the catalogue', () => {
  test.each([
    ['', ['berths', 'boats']],
    ['泊位', ['berths']],
    ['位清', ['berths']],
    ['舶', ['boats']],
    ['cbdj', ['boats']],
    ['chuanbo', ['boats']],
    ['boweiqingdan', ['berths']],
    ['length_m', ['berths', 'boats']],
    ['ABOUT boats', ['boats']],
    ['船长', ['berths', 'boats']],
    ['港务局', ['berths', 'boats']],
    ['船舶 清单', []],
    ['火箭', []],
  ])('is searched: %s', async (q, ids) => {
    expect(await idsFor(q)).toEqual(ids);
  });

  test('pages on', async () => {
    const first = await city.request({ path: '/api/catalogue/resources?limit=1', as: officer });
    expect(first.body.items.map((item: { id: string }) => item.id)).toEqual(['berths']);
    const next = await city.request({
      path: `/api/catalogue/resources?limit=1&cursor=${first.body.next}`,
      as: officer,
    });
    expect(next.body).toMatchObject({ items: [{ id: 'boats' }] });
    expect(next.body.next).toBeUndefined();
  });

  test('shows a resource with its items, where it comes from and what is made from it', async () => {
    const { body } = await city.request({ path: '/api/catalogue/resources/boats', as: officer });
    expect(body).toMatchObject({
      id: 'boats',
      providerName: { zh: '港务局' },
      itemCount: 3,
      rowCount: 0,
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      sources: [{ id: 'boats-file', connector: 'csv' }],
      lineage: { registries: [{ id: 'fleet', fields: ['number', 'length_m'] }], interfaces: [] },
    });
    expect(body.items).toEqual([
      {
        name: 'number',
        title: { zh: '编号', en: 'Number' },
        type: 'text',
        required: false,
        key: true,
        personal: false,
        grade: 1,
        dataClass: 'other',
        maskInForce: 'none',
      },
      {
        name: 'length_m',
        title: { zh: '船长', en: 'Length' },
        type: 'integer',
        required: false,
        key: false,
        personal: true,
        grade: 2,
        dataClass: 'person',
        maskInForce: 'none',
      },
      {
        name: 'state',
        title: { zh: '状态', en: 'State' },
        type: 'code',
        required: false,
        key: false,
        personal: true,
        grade: 2,
        mask: 'all',
        dataClass: 'person',
        maskInForce: 'all',
        codeTable: { id: 'state', title: { zh: '状态', en: 'State' } },
      },
    ]);
    expect((await city.request({ path: '/api/catalogue/resources/none', as: officer })).body).toMatchObject({
      status: 404,
      code: 'catalogue.unknown-resource',
    });
    expect((await city.request({ path: '/api/catalogue/resources', as: staffActor('x', ['clerk']) })).status).toBe(403);
  });

  test('keeps count of rows from what loads say', async () => {
    const tell = (inserted: number, deleted: number) =>
      city.database.forModule('exchange').transaction((tx) =>
        city.outbox.append(
          tx,
          loadCompleted,
          'source:boats-file',
          {
            loadId: city.ids.next(),
            sourceId: 'boats-file',
            resource: 'boats',
            organisation: 'harbour-office',
            rowsRead: 9,
            rowsGood: 9,
            rowsRejected: 0,
            inserted,
            updated: 1,
            deleted,
          },
          'trace',
        ),
      );
    await tell(7, 0);
    await tell(2, 4);
    await city.settle();
    const { body } = await city.request({ path: '/api/catalogue/resources?q=boats', as: officer });
    expect(body.items[0]).toMatchObject({ rowCount: 5, lastLoadAt: '2026-11-20T02:00:00.000Z' });
  });

  test('the raw table is there for the exchange to write, and for no other module', async () => {
    await city.database
      .forModule('exchange')
      .transaction((tx) => tx.run(sql`insert into lake.raw_boats (number, length_m, state) values ('1', 12, '1')`));
    await expect(
      city.database.forModule('catalogue').transaction((tx) => tx.run(sql`delete from lake.raw_boats`)),
    ).rejects.toThrow(/permission denied/);
  });
});

test('a new version of a resource gets its column, keeps the rows, and the old version stays on record', async () => {
  const before = (await city.request({ path: '/api/catalogue/resources/boats', as: officer })).body.version;
  const packs = loadPacks(
    writePack({
      'resources/boats.yaml': resource(
        'boats',
        '船舶登记',
        '  - { name: owner, title: { zh: 船主, en: Owner }, type: text }\n',
      ),
      'resources/berths.yaml': undefined,
    }),
  );
  const next = createCatalogue({ ...city, packs, organisations: organisationsOf(packs) });
  await next.prepare?.();
  await next.prepare?.();
  const { rows } = await city.database.pool.query(
    `select version from catalogue.resource_version where resource = 'boats' order by first_used_at`,
  );
  expect(rows.map((row) => row.version)).toEqual(expect.arrayContaining([before, next.port.resource('boats').version]));
  expect(rows).toHaveLength(2);
  expect((await city.database.pool.query(`select number, owner from lake.raw_boats`)).rows).toEqual([
    { number: '1', owner: null },
  ]);
  expect(
    (await city.database.pool.query(`select removed_at is not null as removed from catalogue.resource order by id`))
      .rows,
  ).toEqual([{ removed: true }, { removed: false }]);
  expect(
    (
      await city.database.pool.query(`select name from catalogue.item where resource = 'boats' order by position`)
    ).rows.map((row) => row.name),
  ).toEqual(['number', 'length_m', 'state', 'owner']);
  expect(() => next.port.resource('berths')).toThrow(/catalogue.unknown-resource/);
});

test('a key that is not among the items is refused', () => {
  const value = { ...city.packs.get('resources', 'boats').value, key: ['hull'] };
  const packs = { all: () => [{ id: 'boats', hash: 'x', value }] } as unknown as Parameters<typeof buildCatalogue>[0];
  expect(() => buildCatalogue(packs)).toThrow(/catalogue.key-not-an-item/);
});
