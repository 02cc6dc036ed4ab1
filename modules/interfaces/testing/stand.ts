import { randomUUID } from 'node:crypto';
import { citizenIdCheckDigit } from '@platform/kernel';
import { staffActor, startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import { openLake, rawTable } from '@platform/lake';
import type { PackSet } from '@platform/packs';
import type { BaseRegistriesPort, RegistryRecord } from '@modules/base-registries/contract';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { Grant, GrantsPort } from '@modules/sharing/contract';
import type { UpstreamsPort } from '@modules/upstreams/contract';
import { signRequest, type Algorithm } from '../domain/signature.ts';
import { createInterfaces, type InterfacesDeps } from '../module.ts';

export type Interfaces = ReturnType<typeof createInterfaces>;

/** A made-up citizen id that is valid by its check digit. */
export function madeUpId(number: number): string {
  const head = `990203195001${String(1 + Math.floor(number / 1_000)).padStart(2, '0')}${String(number % 1_000).padStart(3, '0')}`;
  return head + citizenIdCheckDigit(head);
}

/** Bookings of courts: a row each, more than one for some people, prices in whole yuan, some without a coach. */
export const BOOKINGS: CataloguedResource = {
  id: 'court-bookings',
  version: 'v1',
  title: { zh: '场地预订', en: 'Bookings of courts' },
  summary: { zh: '场地预订', en: 'Bookings of courts' },
  provider: 'courts-bureau',
  class: { category: 'department' },
  shareType: 'unconditional',
  openAttribute: 'closed',
  updateCycle: 'daily',
  grade: 2,
  key: ['booking_no'],
  items: [
    { name: 'booking_no', title: { zh: '预订号', en: 'Booking number' }, type: 'text', required: true },
    {
      name: 'citizen_id',
      title: { zh: '身份证号', en: 'Citizen id' },
      type: 'citizen-id',
      grade: 4,
      mask: 'citizen-id',
    },
    { name: 'player', title: { zh: '球员', en: 'Player' }, type: 'text', grade: 3, mask: 'name' },
    { name: 'court', title: { zh: '场地', en: 'Court' }, type: 'code', personal: false },
    { name: 'sex', title: { zh: '性别', en: 'Sex' }, type: 'code' },
    { name: 'booked_on', title: { zh: '预订日期', en: 'Booked on' }, type: 'date', personal: false },
    { name: 'price', title: { zh: '价格', en: 'Price' }, type: 'integer', personal: false },
    { name: 'club', title: { zh: '俱乐部', en: 'Club' }, type: 'credit-code', personal: false },
  ],
};

export type Booking = {
  no: string;
  id: string;
  player: string;
  court: string;
  sex: string;
  on: string;
  price: number | null;
  /** Credit code of the club that the player books for. */
  club?: string;
};

/** Grants of the packs, and those that a test gives or takes. */
export function testGrants(packs: PackSet): GrantsPort & { give(grant: Grant): void; take(id: string): void } {
  const grants = new Map<string, Grant>(
    packs
      .all('grants')
      .map(({ id, value: { consumer, ...grant } }) => [
        id,
        { ...grant, id, delivery: 'interface' as const, application: consumer } as Grant,
      ]),
  );
  const of: GrantsPort['of'] = (filter) =>
    [...grants.values()].filter((grant) =>
      Object.entries(filter).every(([name, value]) => grant[name as keyof Grant] === value),
    );
  return {
    give: (grant) => void grants.set(grant.id, grant),
    take: (id) => void grants.delete(id),
    forInterface: (interfaceId, application) => of({ interface: interfaceId, application })[0],
    byId: (id) => grants.get(id),
    of,
    lost: () => undefined,
  };
}

/** Signs with the key of an application, as its system does. */
export type Signed = {
  path: string;
  body: unknown;
  algorithm?: Algorithm;
  time?: string;
  nonce?: string;
  secret?: string;
  signed?: unknown;
  headers?: Record<string, string>;
};

/** A city with this module alone: the tennis club's registry of one player, and {@link BOOKINGS} as a resource. */
export async function startStand(options: {
  record: RegistryRecord;
  upstreams?: Pick<UpstreamsPort, 'services' | 'call'>;
}): Promise<{
  city: TestCity<Interfaces>;
  interfaces: Interfaces;
  grants: ReturnType<typeof testGrants>;
  officer: ReturnType<typeof staffActor>;
  /** Makes a key for the shop; calls are signed with the newest one. */
  newKey(): Promise<{ keyId: string; secret: string }>;
  call(signed: Signed): Promise<TestResponse>;
  book(rows: readonly Booking[]): Promise<void>;
}> {
  let interfaces: Interfaces | undefined;
  let grants: ReturnType<typeof testGrants> | undefined;
  const officer = staffActor('courts-bureau', ['data-officer'], { organisations: 'all' });
  const resources = new Map<string, CataloguedResource>([[BOOKINGS.id, BOOKINGS]]);
  const registries: Pick<BaseRegistriesPort, 'findMany'> = {
    findMany: async (_registry, keys) =>
      new Map(keys.includes(options.record.key) ? [[options.record.key, options.record]] : []),
  };
  const city = await startTestCity({
    packs: { ids: ['tennis-club'] },
    resolveApplication: (request, body) => (interfaces as Interfaces).resolveApplication(request, body),
    modules: async (f) => {
      for (const { id, value, hash } of f.packs.all('resources'))
        resources.set(id, { ...value, provider: 'courts-bureau', version: hash });
      grants = testGrants(f.packs);
      const named = (id: string) => ({ id, name: { zh: id, en: id } });
      const organisations = { get: named, find: named } as unknown as OrganisationsPort;
      const catalogue: InterfacesDeps['catalogue'] = {
        find: (id) => resources.get(id),
        resources: () => [...resources.values()],
      };
      const upstreams = options.upstreams ?? {
        services: () => [],
        call: () => Promise.reject(new Error('no service above')),
      };
      interfaces = createInterfaces({ ...f, organisations, catalogue, registries, grants, upstreams });
      // The catalogue makes raw tables before this module looks at them.
      const catalogueAlone = { name: 'catalogue', prepare: () => openLake(f.database).ensureTable(rawTable(BOOKINGS)) };
      return [catalogueAlone as Interfaces, interfaces, { name: 'neighbour' } as Interfaces];
    },
  });
  let key = { keyId: '', secret: '' };
  const stand = {
    city,
    interfaces: interfaces as unknown as Interfaces,
    grants: grants as unknown as ReturnType<typeof testGrants>,
    officer,
    async newKey() {
      const made = await city.request({ method: 'POST', path: '/api/applications/racket-shop/keys', as: officer });
      if (made.status !== 201) throw new Error(made.text);
      key = made.body;
      return key;
    },
    call({ path, body, algorithm = 'sm3', ...signed }: Signed) {
      const time = signed.time ?? String(city.clock.now().getTime());
      const nonce = signed.nonce ?? randomUUID();
      const text = Buffer.from(JSON.stringify(signed.signed ?? body));
      const signature = signRequest(
        { method: 'POST', path, time, nonce, body: text },
        signed.secret ?? key.secret,
        algorithm,
      );
      return city.request({
        method: 'POST',
        path,
        body,
        headers: {
          'x-yiwang-key': key.keyId,
          'x-yiwang-time': time,
          'x-yiwang-nonce': nonce,
          'x-yiwang-signature': signature,
          'x-yiwang-algorithm': algorithm,
          ...signed.headers,
        },
      });
    },
    async book(rows: readonly Booking[]) {
      await city.database.asPlatform.transaction(async (tx) => {
        await tx.client.query(
          `insert into lake.raw_court_bookings (booking_no, citizen_id, player, court, sex, booked_on, price, club, _at)
           select * , now() from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::text[])`,
          (['no', 'id', 'player', 'court', 'sex', 'on', 'price', 'club'] as const).map((name) =>
            rows.map((row) => row[name] ?? null),
          ),
        );
      });
    },
  };
  await stand.newKey();
  return stand;
}
