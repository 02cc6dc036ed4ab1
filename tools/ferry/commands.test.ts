import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { createCatalogue } from '@modules/catalogue';
import { createExchange, FERRY_KEY } from '@modules/exchange';
import { createOrganisations } from '@modules/organisations';

// Two real hubs, and the commands as their administrators type them.
const base = mkdtempSync(join(tmpdir(), 'yiwang-ferry-'));
const folders = Object.fromEntries(['out', 'arrived', 'back', 'returned'].map((name) => [name, join(base, name)]));
const run = promisify(execFile);
const repository = join(import.meta.dirname, '..', '..');
let sender: TestCity<Module>;
let receiver: TestCity<Module>;

beforeAll(async () => {
  for (const folder of Object.values(folders)) mkdirSync(folder);
  const start = () =>
    startTestCity<Module>({
      packs: { ids: ['tennis-club'] },
      modules: (f) => {
        const organisations = createOrganisations(f);
        const catalogue = createCatalogue({ ...f, organisations: organisations.port });
        return [
          organisations,
          catalogue,
          createExchange({ ...f, organisations: organisations.port, catalogue: catalogue.port }),
        ];
      },
    });
  sender = await start();
  receiver = await start();
}, 120_000);
afterAll(async () => {
  await sender?.stop();
  await receiver?.stop();
  rmSync(base, { recursive: true, force: true });
});

const command = async (city: TestCity<Module>, name: 'send' | 'receive', ...more: string[]): Promise<string> => {
  const { stdout } = await run(process.execPath, [join(repository, 'tools', 'ferry', `${name}.ts`), ...more], {
    cwd: repository,
    env: {
      ...process.env,
      DATABASE_URL: city.database.pool.options.connectionString as string,
      YIWANG_DATA: city.settings.dataFolder,
      YIWANG_PACKS: 'tennis-club',
    },
  }).catch((error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}\n${error.stderr}` }));
  return stdout;
};
const carry = (): void => {
  for (const [from, to] of [
    ['out', 'arrived'],
    ['back', 'returned'],
  ] as const)
    for (const name of readdirSync(folders[from] as string))
      renameSync(join(folders[from] as string, name), join(folders[to] as string, name));
};
const title = `'{"zh":"t","en":"t"}'`;

test('the commands define a route, carry a line over, and show that both sides agree', async () => {
  const limits = `'{"connections":1,"logBytes":1,"logSeconds":1}'`;
  const line = (
    id: string,
    connection: string,
    table: string,
  ): string => `insert into exchange.line (id, connection_id, title, organisation, resource, schema_name, table_name,
    mapping, mode, cursor_column, origin, created_at, created_by) values ('${id}', '${connection}', ${title}, 'courts-bureau', 'players-roll', '', '${table}',
    '[{"item":"citizen_id","column":"citizen_id"},{"item":"name","column":"name"},
    {"item":"birth_date","column":"birth_date"},{"item":"status","column":"status"}]', 'cursor', '_sequence', 'console', now(), 'test')`;
  const connection = (
    id: string,
    kind: string,
    settings: object,
  ): string => `insert into exchange.connection (id, title, organisation, system, kind, settings, origin, limits, created_at, created_by)
    values ('${id}', ${title}, 'courts-bureau', ${title}, '${kind}', '${JSON.stringify(settings)}', 'console', ${limits}, now(), 'test')`;
  await sender.database.pool.query(connection('push', 'push', { tables: [] }));
  await sender.database.pool.query(line('roll', 'push', 'roll'));
  await sender.database.pool.query(
    `insert into lake.raw_players_roll (citizen_id, name, birth_date, status, _source, _load, _at) values ('11010519491231002X', '甲', '1949-12-31', '1', 'roll', gen_random_uuid(), now())`,
  );

  const [theirs, ours] = [receiver, sender].map((city) => city.keys.signing(FERRY_KEY).publicKey.toString('hex')) as [
    string,
    string,
  ];
  await receiver.database.pool.query(
    connection('gate', 'ferry', {
      route: 'r1',
      self: 'hub',
      peer: 'office',
      peerKeys: [ours],
      inFrom: 'IN',
      outFrom: 'OUT',
    }),
  );
  await receiver.database.pool.query(line('roll-here', 'gate', 'roll'));
  const at = ['--out', folders['out'] as string, '--in', folders['returned'] as string];
  const made = await command(
    sender,
    'send',
    '--route',
    'r1',
    '--key',
    '--define',
    '--self',
    'office',
    '--peer',
    'hub',
    '--peer-key',
    theirs,
    '--lines',
    'roll',
    ...at,
  );
  expect(made).toContain('1 packages made, 1 put out; acknowledged up to 0 of 1 (series 1)');
  expect(made).toContain(ours);
  carry();
  const taken = await command(
    receiver,
    'receive',
    '--connection',
    'gate',
    '--in',
    folders['arrived'] as string,
    '--out',
    folders['back'] as string,
  );
  expect(taken).toContain('1 packages applied, 0 wait, missing: none');
  carry();
  expect(await command(sender, 'send', '--route', 'r1', ...at)).toContain('acknowledged up to 1 of 1');
  const { rows } = await receiver.database.pool.query('select citizen_id, name from lake.raw_players_roll');
  const kept = await receiver.database.pool.query(`select reasons from exchange.quarantined`);
  expect({ rows, kept: kept.rows }).toEqual({ rows: [{ citizen_id: '11010519491231002X', name: '甲' }], kept: [] });
}, 120_000);
