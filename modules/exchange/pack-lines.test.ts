import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Foundations } from '@platform/module';
import { loadPacks } from '@platform/packs';
import { startTestCity } from '@platform/testkit';
import { createExchange, type Exchange } from './module.ts';
import { harbourCatalogue, harbourPack } from './testing/harbour.ts';
import { openYard, yardTable } from './testing/yard.ts';

const source = (id: string, more: string, mode = 'capture') => `id: ${id}
title: { zh: 港务${id}, en: Harbour ${id} }
organisation: harbour-office
resource: fees
mode: ${mode}
connector: postgres
settings: { urlFrom: HARBOUR_DATABASE, schema: front, table: ${id} }
mapping:
  - { item: number, column: BH }
  - { item: payer, column: JFR }
${more}`;

const rowsOf = async (f: Foundations, text: string) => (await f.database.pool.query(text)).rows;

test('a pack’s captured sources become a connection with lines, follow the pack and the deployment, and go with them', async () => {
  const pack = harbourPack();
  const file = (name: string, text: string) => writeFileSync(join(pack.folder, 'harbour', 'sources', name), text);
  file(
    'fees-a.yaml',
    source('fees-a', 'connection: { title: { zh: 规费库, en: Fees }, system: { zh: 规费系统, en: Fee system } }\n'),
  );
  file('fees-b.yaml', source('fees-b', 'cursorColumn: BH\nschedule: { everyMinutes: 5 }\n', 'cursor'));
  const yard = openYard([yardTable('fees-a', [['BH'], ['JFR']], [])]);
  const deployment: Record<string, string> = {};
  let foundations: Foundations | undefined;
  const make = (f: Foundations): Exchange =>
    createExchange({
      ...f,
      catalogue: harbourCatalogue(f).port,
      organisations: { find: () => undefined, all: () => [] },
      connectors: yard.connectors,
    });
  const city = await startTestCity({
    packs: pack,
    settings: { deployment },
    modules: (f) => {
      foundations = f;
      return [harbourCatalogue(f), make(f)];
    },
  });
  const f = foundations as Foundations;
  try {
    // Without an address the lines are there, and say what to set.
    const id = 'pack-harbour-office-harbour-database';
    expect(await rowsOf(f, 'select id, state, fault ->> $$code$$ as code from exchange.line order by id')).toEqual([
      { id: 'fees-a', state: 'held', code: 'exchange.setting-missing' },
      { id: 'fees-b', state: 'held', code: 'exchange.setting-missing' },
    ]);
    // The pack's plain sources are still loads.
    const listed = city.modules[1] as Exchange;
    expect(listed.features?.some((feature) => feature.name === 'exchange.list-sources')).toBe(true);

    deployment['HARBOUR_DATABASE'] = 'postgres://reader:open-sesame@yard:5432/front';
    await make(f).prepare?.();
    expect(
      await rowsOf(
        f,
        'select id, system ->> $$zh$$ as system, settings, secret is not null as sealed, origin, version from exchange.connection',
      ),
    ).toEqual([
      {
        id,
        system: '规费系统',
        settings: { url: 'postgres://reader@yard:5432/front' },
        sealed: true,
        origin: 'pack',
        version: 2,
      },
    ]);
    expect(
      await rowsOf(f, 'select id, state, mode, cursor_column, schedule, fault from exchange.line order by id'),
    ).toEqual([
      { id: 'fees-a', state: 'waiting', mode: 'capture', cursor_column: null, schedule: null, fault: null },
      {
        id: 'fees-b',
        state: 'waiting',
        mode: 'cursor',
        cursor_column: 'BH',
        schedule: { everyMinutes: 5 },
        fault: null,
      },
    ]);
    expect(await rowsOf(f, 'select line_id, reason, state from exchange.run')).toEqual([
      { line_id: 'fees-a', reason: 'first', state: 'waiting' },
    ]);
    expect(JSON.stringify(await rowsOf(f, 'select * from exchange.connection'))).not.toContain('open-sesame');

    // Prepared again, nothing changes; a new mapping makes a new version; a line that the pack drops goes, with its connection.
    await make(f).prepare?.();
    expect(await rowsOf(f, 'select version from exchange.connection')).toEqual([{ version: 2 }]);
    const version = (await rowsOf(f, `select version from exchange.line where id = 'fees-a'`))[0].version;
    file('fees-a.yaml', source('fees-a', '').replace('column: JFR', 'column: NAME'));
    file('fees-b.yaml', source('fees-b', '', 'snapshot'));
    await make({ ...f, packs: loadPacks(pack) }).prepare?.();
    expect(
      await rowsOf(
        f,
        'select id, version, mapping -> 1 ->> $$column$$ as payer from exchange.line where removed_at is null',
      ),
    ).toEqual([{ id: 'fees-a', version: version + 1, payer: 'NAME' }]);
    file('fees-a.yaml', source('fees-a', '', 'snapshot'));
    await make({ ...f, packs: loadPacks(pack) }).prepare?.();
    expect(await rowsOf(f, 'select id from exchange.connection where removed_at is null')).toEqual([]);
    expect(await rowsOf(f, 'select id from exchange.line where removed_at is null')).toEqual([]);
    // And comes back when it does.
    file('fees-a.yaml', source('fees-a', ''));
    await make({ ...f, packs: loadPacks(pack) }).prepare?.();
    expect(await rowsOf(f, 'select id, state from exchange.line where removed_at is null')).toEqual([
      { id: 'fees-a', state: 'waiting' },
    ]);
  } finally {
    await city.stop();
  }
});

test('a pack that asks for what cannot be is told where it is wrong', () => {
  const pack = harbourPack();
  writeFileSync(join(pack.folder, 'harbour', 'sources', 'fees-c.yaml'), source('fees-c', '', 'cursor'));
  expect(() => loadPacks(pack)).toThrow(/cursorColumn/);
});
