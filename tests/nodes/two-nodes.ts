// Two whole nodes for this module's tests, each with a catalogue, an exchange and a database of its own, and a wire between them that can be cut.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Actor, StaffActor } from '@platform/access';
import { startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createCatalogue } from '@modules/catalogue';
import { createExchange } from '@modules/exchange';
import { createOrganisations } from '@modules/organisations';
import { createNodes } from '@modules/nodes';
import { createSharing } from '@modules/sharing';
import type { GrantRecordsPort } from '@modules/sharing/contract';
import type { InterfaceAnswer, InterfaceCall } from '@modules/interfaces/contract';
import type { NodesPort, SharedInterface } from '@modules/nodes/contract';
import { DomainError } from '@platform/kernel';

const FILES: Record<string, string> = {
  'pack.yaml': 'id: shoreline\nversion: 1.0.0\ntitle: { zh: 海岸, en: Shoreline }\nrequires: []\n',
  'divisions/places.yaml': `divisions:
  - { code: "990100", name: { zh: 海市, en: Sea City }, level: city }
  - { code: "990102", name: { zh: 滩区, en: Beach District }, level: district, parent: "990100" }
  - { code: "990103", name: { zh: 崖区, en: Cliff District }, level: district, parent: "990100" }
`,
  'organisations/offices.yaml': `organisations:
  - { id: pier-office, creditCode: 11100000000013338W, name: { zh: 码头局, en: Pier Office }, short: { zh: 码头, en: Pier }, division: "990100", kind: department }
  - { id: data-office, creditCode: 11100000000013346P, name: { zh: 数据局, en: Data Office }, short: { zh: 数据, en: Data }, division: "990100", kind: sharing-authority }
`,
  'applications/systems.yaml': `applications:
  - { id: pier-system, title: { zh: 码头系统, en: Pier system }, organisation: pier-office }
`,
  'resources/moorings.yaml': `id: moorings
title: { zh: 泊位登记, en: Moorings }
summary: { zh: 泊位, en: Moorings }
provider: pier-office
class: { category: department }
shareType: conditional
shareCondition: { zh: 限业务使用, en: For its purpose only }
openAttribute: closed
updateCycle: daily
grade: 2
key: [number]
items:
  - { name: number, title: { zh: 编号, en: Number }, type: text, personal: false }
  - { name: owner, title: { zh: 持有人, en: Owner }, type: text, mask: name, grade: 3 }
  - { name: length, title: { zh: 长度, en: Length }, type: integer, personal: false }
  - { name: lit, title: { zh: 有灯, en: Lit }, type: boolean, personal: false }
  - { name: since, title: { zh: 起始, en: Since }, type: date, personal: false }
  - { name: place, title: { zh: 区划, en: Division }, type: text, personal: false }
  - { name: secret_note, title: { zh: 内部备注, en: Note }, type: text, personal: false, grade: 4 }
`,
};

function packs(): { folder: string; ids: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-packs-'));
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, 'shoreline', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { folder, ids: ['shoreline'] };
}

const actor = (name: string, permissions: string[]): StaffActor => ({
  kind: 'staff',
  accountId: name,
  organisation: 'pier-office',
  roles: [],
  permissions: new Set(permissions),
  organisations: 'all',
});
/** Trust is one administrator's, data another's. */
export const security = actor('security', ['nodes.read', 'nodes.manage']);
export const officer = actor('officer', ['nodes.read', 'nodes.publish']);
export const reader = actor('reader', ['nodes.read']);

/** A department's officer, who asks for data and answers for what the office provides. */
export const department: StaffActor = {
  ...actor('department', ['sharing.read', 'sharing.apply', 'sharing.decide']),
  organisations: ['pier-office'],
};
/** The sharing authority of a node: settles objections, consents to more time. */
export const authority: StaffActor = {
  ...actor('authority', ['sharing.read', 'sharing.check']),
  organisation: 'data-office',
};
/** A department's system. */
export const system: Actor = { kind: 'application', applicationId: 'pier-system', organisation: 'pier-office' };

const BY_LENGTH: SharedInterface = {
  id: 'moorings-by-number',
  version: '1.0.0',
  title: { zh: '泊位查询', en: 'Mooring by number' },
  mode: 'rows',
  fields: ['number', 'length'],
  parameters: [{ name: 'number', title: { zh: '编号', en: 'Number' }, required: true }],
};

/** What answers calls at a node, in place of the module interfaces: under grants alone, as that does. */
export type Desk = { calls: InterfaceCall<Actor>[]; fail: boolean };
function deskOf(desk: Desk, grants: () => NodesPort['grants']) {
  return {
    interfacesOf: (resource: string): SharedInterface[] => (resource === 'moorings' ? [BY_LENGTH] : []),
    async call(call: InterfaceCall<Actor>): Promise<InterfaceAnswer> {
      const grant = grants().forInterface(call.interface, call.application);
      const refuse = (code: string): Error => new DomainError(code, { zh: '不予受理', en: 'refused', status: 403 });
      if (!grant) throw refuse('interfaces.not-granted');
      if (!grant.purposes.some(({ id }) => id === call.purpose)) throw refuse('interfaces.purpose-not-granted');
      desk.calls.push(call);
      if (desk.fail) throw new Error('the desk burns');
      const values = Object.fromEntries(
        grant.fields.map((field) => [field, `${field} of ${call.parameters['number']}`]),
      );
      return { callId: 'there', mode: 'rows', rows: [{ values, sources: {} }] };
    },
  };
}

/** A wire to a node: it can be cut, and what goes over it counted. */
export type Wire = {
  url: string;
  cut: boolean;
  calls: number;
  bodies: string[];
  loseAnswers: number;
  stop(): Promise<void>;
};

async function openWire(target: () => string): Promise<Wire> {
  const wire: Wire = {
    url: '',
    cut: false,
    calls: 0,
    bodies: [],
    loseAnswers: 0,
    stop: async () => void server.close(),
  };
  const server: Server = createServer((request, response) => {
    if (wire.cut) return void request.socket.destroy();
    wire.calls += 1;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const onward = httpRequest(
        `${target()}${request.url}`,
        { method: request.method, headers: request.headers },
        (answer) => {
          // The other side has done it, but this one never hears so.
          if (wire.loseAnswers > 0) {
            wire.loseAnswers -= 1;
            answer.resume();
            return void request.socket.destroy();
          }
          wire.bodies.push(body.toString('utf8'));
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => request.socket.destroy());
      onward.end(body);
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return wire;
}

export type Row = {
  number: string;
  owner?: string | null;
  length?: number | null;
  lit?: boolean | null;
  since?: string | null;
  place?: string | null;
  secret_note?: string | null;
};

export type TestNode = {
  city: TestCity<Module>;
  wire: Wire;
  port: NodesPort;
  /** Grants as whoever was read is told of them. */
  records: GrantRecordsPort;
  desk: Desk;
  get(path: string, as?: StaffActor): Promise<TestResponse>;
  post(path: string, body: unknown, as?: StaffActor): Promise<TestResponse>;
  /** A request on the page of sharing, as the provider’s officer sees it. */
  asked(id: string, as?: StaffActor): Promise<Record<string, unknown>>;
  /** Any other act on it there. */
  act(id: string, act: string, body: object, as?: StaffActor): Promise<TestResponse>;
  /** The provider’s answer, there. */
  answer(id: string, body: object, as?: StaffActor): Promise<TestResponse>;
  /** Rows enter the lake on the line, and the stream with it. */
  give(rows: readonly Row[], gone?: readonly string[]): Promise<void>;
  /** Ends what carries and begins it again, as a kill would. */
  restart(): Promise<void>;
  rows(table: string): Promise<object[]>;
  stop(): Promise<void>;
};

export const LINE = 'moorings-line';
const COLUMNS = ['number', 'owner', 'length', 'lit', 'since', 'place', 'secret_note'] as const;

export async function startNode(): Promise<TestNode> {
  const pack = packs();
  let made: ReturnType<typeof createNodes> | undefined;
  let told: GrantRecordsPort | undefined;
  const records = (): GrantRecordsPort => {
    if (!told) throw new Error('not made');
    return told;
  };
  const desk: Desk = { calls: [], fail: false };
  const make = (): ReturnType<typeof createNodes> => {
    if (!made) throw new Error('not made');
    return made;
  };
  const city = await startTestCity<Module>({
    packs: pack,
    // Who calls is known by key and signature, which is the business of interfaces.
    resolveApplication: async () => system,
    modules: (f) => {
      const organisations = createOrganisations(f);
      const catalogue = createCatalogue({ ...f, organisations: organisations.port });
      const exchange = createExchange({ ...f, organisations: organisations.port, catalogue: catalogue.port });
      const sharing = createSharing({ ...f, organisations: organisations.port, catalogue: catalogue.port });
      told = sharing.records;
      const ports = {
        organisations: organisations.port,
        catalogue: catalogue.port,
        requests: sharing.across,
        exchange: exchange.port,
        changes: exchange.stream,
        interfaces: () => deskOf(desk, () => make().port.grants),
      };
      made = createNodes({ ...f, ...ports }, { beatMs: 400, pollMs: 300, settleMs: 0 });
      return [organisations, catalogue, sharing, exchange, made];
    },
  });
  await city.http.listen({ port: 0, host: '127.0.0.1' });
  const own = `http://127.0.0.1:${(city.http.server.address() as AddressInfo).port}`;
  const wire = await openWire(() => own);
  const { pool } = city.database;
  await pool.query(`insert into exchange.connection (id, title, organisation, system, kind, settings, origin, limits, created_at, created_by)
    values ('pier', '{"zh":"码头","en":"Pier"}', 'pier-office', '{"zh":"码头系统","en":"Pier system"}', 'push', '{"tables":[]}', 'console', '{}', now(), 'test')`);
  await pool.query(`insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name, mapping, mode, origin, state, created_at, created_by)
    values ('${LINE}', 'pier', '{"zh":"泊位","en":"Moorings"}', 'pier-office', 'moorings', '', 'moorings', '[]', 'snapshot', 'console', 'live', now(), 'test')`);
  await make().start?.();
  const act = async (id: string, what: string, body: object, as = department): Promise<TestResponse> => {
    const { revision } = (await city.request({ path: `/api/sharing/requests/${id}`, as: department })).body;
    return city.request({
      method: 'POST',
      path: `/api/sharing/requests/${id}/${what}`,
      body: { revision, ...body },
      as,
    });
  };
  return {
    city,
    wire,
    port: make().port,
    records: records(),
    desk,
    get: (path, as = reader) => city.request({ path: `/api/nodes${path}`, as }),
    post: (path, body, as = officer) => city.request({ method: 'POST', path: `/api/nodes${path}`, body, as }),
    asked: async (id, as = department) => (await city.request({ path: `/api/sharing/requests/${id}`, as })).body,
    answer: (id, body, as = department) => act(id, 'decide', body, as),
    act,
    async give(rows, gone = []) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const { rows: lines } = await client.query<{ streamed: boolean }>(
          `select streamed from exchange.line where id = '${LINE}'`,
        );
        const tell = async (op: string, number: string, after: object | null): Promise<void> => {
          if (!lines[0]?.streamed) return;
          await client.query(
            `insert into exchange.change (line_id, at, position, transaction, op, key, before, after, source_at) values ($1, $2, '0', '0', $3, $4, null, $5, $2)`,
            [LINE, city.clock.now(), op, JSON.stringify({ number }), after && JSON.stringify(after)],
          );
        };
        for (const row of rows) {
          await client.query(`delete from lake.raw_moorings where number = $1`, [row.number]);
          await client.query(
            `insert into lake.raw_moorings (${COLUMNS.join(', ')}, _source, _load, _at) values ($1, $2, $3, $4, $5, $6, $7, '${LINE}', gen_random_uuid(), now())`,
            COLUMNS.map((name) => row[name] ?? null),
          );
          await tell('u', row.number, row);
        }
        for (const number of gone) {
          await client.query(`delete from lake.raw_moorings where number = $1`, [number]);
          await tell('d', number, null);
        }
        await client.query('commit');
      } finally {
        client.release();
      }
    },
    async restart() {
      await make().stop?.();
      await make().start?.();
    },
    rows: async (table) =>
      (
        await pool.query(`select to_jsonb(t) - '_row_hash' - '_at' as row from lake.${table} t order by number`)
      ).rows.map(({ row }) => row as object),
    async stop() {
      await wire.stop();
      await city.stop();
      rmSync(pack.folder, { recursive: true, force: true });
    },
  };
}
