import { citizenIdCheckDigit } from '@platform/kernel';
import { lakeColumn, openLake, rawTable } from '@platform/lake';
import { sql } from '@platform/database';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { Grant, GrantsPort, LostGrant } from '@modules/sharing/contract';
import { createDeliveries } from '../module.ts';

const text = (zh: string) => ({ zh, en: zh });
const item = (name: string, more: object = {}) => ({ name, title: text(name), type: 'text' as const, ...more });

export const players = {
  id: 'players-roll',
  version: '1',
  title: text('球员名册'),
  summary: text('登记的球员'),
  provider: 'tennis-club-office',
  shareType: 'conditional',
  grade: 2,
  key: ['citizen_id'],
  items: [
    item('citizen_id', { type: 'citizen-id', grade: 4, mask: 'citizen-id' }),
    item('name', { grade: 3, mask: 'name' }),
    item('address', { mask: 'address' }),
    item('born_on', { type: 'date' }),
    item('status', { type: 'code', codeTable: 'player-status', personal: false }),
    item('points', { type: 'integer', personal: false }),
    item('notes', { grade: 4 }),
  ],
} as unknown as CataloguedResource;
export const fees = {
  id: 'court-fees',
  version: '1',
  title: text('场地费'),
  summary: text('交过的场地费'),
  provider: 'club-data-office',
  shareType: 'unconditional',
  grade: 2,
  key: ['receipt_no'],
  items: [
    item('receipt_no', { personal: false }),
    item('citizen_id', { type: 'citizen-id', grade: 4, mask: 'citizen-id' }),
    item('paid', { type: 'number', personal: false }),
  ],
} as unknown as CataloguedResource;

export const idOf = (n: number): string => {
  const first = `9999001950${String((n % 12) + 1).padStart(2, '0')}01${String(n % 1000).padStart(3, '0')}`;
  return first + citizenIdCheckDigit(first);
};

const PURPOSE = { id: 'discount', title: text('会员折扣') };
const grantOf = (id: string, resource: CataloguedResource, delivery: Grant['delivery'], more: object = {}): Grant => ({
  id,
  resource: resource.id,
  delivery,
  application: 'racket-shop',
  organisation: 'courts-bureau',
  fields: resource.items.map(({ name }) => name).filter((name) => name !== 'notes'),
  purposes: [PURPOSE],
  legalBasis: text('协议'),
  ...more,
});

export const asker = staffActor('courts-bureau', ['department-data-officer'], { accountId: 'asker' });
export const provider = staffActor('tennis-club-office', ['department-data-officer'], { accountId: 'provider' });
export const second = staffActor('club-data-office', ['department-data-officer'], { accountId: 'second' });
export const authority = staffActor('city-data-bureau', ['sharing-authority'], {
  organisations: 'all',
  accountId: 'authority',
});
export const guard = staffActor('city-data-bureau', ['data-security-officer'], {
  organisations: 'all',
  accountId: 'guard',
});
export const stranger = staffActor('fire-brigade', ['department-data-officer'], { accountId: 'stranger' });

/** A city with this module, two resources with rows in the lake, and grants that a test can take away. */
export async function openStand(people = 300) {
  const all = new Map<string, Grant>();
  const lost = new Map<string, LostGrant>();
  const reset = (): void => {
    lost.clear();
    all.clear();
    for (const grant of [
      grantOf('file', players, 'file'),
      grantOf('few', players, 'file', { rowsPerDay: 50 }),
      grantOf('box', players, 'sandbox'),
      grantOf('fees', fees, 'sandbox'),
    ])
      all.set(grant.id, grant);
  };
  reset();
  const grants: Pick<GrantsPort, 'byId' | 'of' | 'lost'> = {
    byId: (id) => all.get(id),
    of: (filter) =>
      [...all.values()].filter((grant) =>
        Object.entries(filter).every(([key, value]) => grant[key as keyof Grant] === value),
      ),
    lost: (id) => lost.get(id),
  };
  const resources = [players, fees];
  const city: TestCity<ReturnType<typeof createDeliveries> | { name: string }> = await startTestCity({
    packs: { ids: ['tennis-club'] },
    modules: (f) => [
      { name: 'exchange' },
      createDeliveries({
        ...f,
        organisations: { find: (id: string) => ({ id, name: text(id) }) as never },
        catalogue: { find: (id) => resources.find((one) => one.id === id) },
        grants,
      }),
    ],
  });
  const lake = openLake(city.database);
  for (const resource of resources) {
    await lake.ensureTable(rawTable(resource));
    await lake.grantWrite(rawTable(resource), 'exchange');
  }
  const column = lakeColumn;
  await city.database.forModule('exchange').transaction(async (tx) => {
    const numbers = Array.from({ length: people }, (_, index) => index);
    await tx.run(sql`insert into ${rawTable(players).at} (${column('citizen_id')}, ${column('name')}, ${column('address')}, ${column('born_on')}, ${column('status')},
        ${column('points')}, ${column('notes')})
      select * from unnest(${numbers.map(idOf)}::text[], ${numbers.map(() => '张三丰')}::text[], ${numbers.map((n) => `球场市东区网球路${n}号`)}::text[],
        ${numbers.map((n) => `19${50 + (n % 3)}-01-01`)}::date[], ${numbers.map((n) => (n < 4 ? 'banned' : 'active'))}::text[], ${numbers}::bigint[], ${numbers.map(() => '密')}::text[])`);
    await tx.run(sql`insert into ${rawTable(fees).at} (${column('receipt_no')}, ${column('citizen_id')}, ${column('paid')})
      select * from unnest(${numbers.map((n) => `R${n}`)}::text[], ${numbers.map((n) => idOf(n % 100))}::text[], ${numbers.map((n) => n + 0.5)}::numeric[])`);
  });
  const port = city.modules[1] as ReturnType<typeof createDeliveries>;
  return {
    city,
    all,
    lost,
    reset,
    port: port.port,
    /** Runs one of the module's jobs now, as the scheduler would. */
    run: (job: string) =>
      (port.jobs ?? [])
        .find(({ name }) => name === job)
        ?.run({}, { jobId: '1', attempt: 1, signal: new AbortController().signal }),
    get: (path: string, as = asker) => city.request({ path: `/api/deliveries${path}`, as }),
    post: (path: string, body: unknown, as = asker) =>
      city.request({ method: 'POST', path: `/api/deliveries${path}`, body, as }),
    onList: async (list: string) =>
      (
        await city.database.pool.query<{ subject: string }>(
          'select unnest(subjects) as subject from platform.read_list_piece where list = $1',
          [list],
        )
      ).rows.map(({ subject }) => subject),
    rows: (table: 'receipt' | 'data_read' | 'audit_entry') =>
      city.database.asPlatform.read((tx) =>
        table === 'receipt'
          ? tx.rows<Record<string, unknown>>(sql`select * from platform.receipt order by at, id`)
          : table === 'data_read'
            ? tx.rows<Record<string, unknown>>(sql`select * from platform.data_read order by at, id`)
            : tx.rows<Record<string, unknown>>(sql`select * from platform.audit_entry order by at, id`),
      ),
    wanted: (more: object = {}) => ({
      grant: 'file',
      fields: ['citizen_id', 'name', 'address', 'status', 'points'],
      filters: [],
      limit: 1000,
      format: 'csv',
      purpose: 'discount',
      ...more,
    }),
  };
}
