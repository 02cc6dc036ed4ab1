import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import { readerOf, readsAbout, startSequencer, verifyAudit, type DataRead, type Sequencer } from './index.ts';

let city: TestCity<Module>;
let sequencer: Sequencer;
let checkpointFile: string;
beforeAll(async () => {
  city = await startTestCity({ modules: () => [{ name: 'alpha' }, { name: 'disclosures' }] });
  checkpointFile = join(city.settings.dataFolder, 'audit', 'checkpoints.jsonl');
  const { database, clock, keys } = city;
  sequencer = startSequencer({ database, clock, keys, checkpointFile, intervalMs: 3_600_000 });
});
afterAll(async () => {
  await sequencer.stop();
  await city.stop();
});

const read = (subject: string, more: Partial<DataRead> = {}): DataRead => ({
  actor: { kind: 'application', applicationId: 'shop', organisation: 'office' },
  organisation: 'office',
  subject,
  channel: 'interface',
  resource: 'interface:look-up',
  fields: ['name', 'with "quotes", and \\'],
  purpose: { zh: '会员优惠', en: 'discount' },
  caseNo: `C-${subject}`,
  trace: `t-${subject}`,
  ...more,
});
const toldOf = (subject: string) =>
  city.database.forModule('disclosures').read((tx) => readsAbout(tx, subject, city.clock.now(), {}, 10));

test('packed reads are told to their subject at once, each in its own words, and the same once they are chained', async () => {
  const later = new Date(city.clock.now().getTime() + 86_400_000);
  await city.database
    .forModule('alpha')
    .transaction((tx) =>
      city.audit.packReads(tx, [
        read('a', { id: '01890000-0000-7000-8000-00000000000a' }),
        read('b', { organisation: 'police', legalBasis: { zh: '依据', en: 'basis' }, grant: 'g-1' }),
        read('a', { fields: ['other'], purpose: { zh: '另一用途', en: 'another' } }),
        read('c', { visibleFrom: later }),
        ...Array.from({ length: 1_500 }, (_, n) => read(`many-${n}`)),
      ]),
    );
  const before = await Promise.all(['a', 'b', 'c', 'many-7'].map(toldOf));
  expect(before.map((reads) => reads.length)).toEqual([2, 1, 0, 1]);
  expect(before[1]?.[0]).toMatchObject({
    organisation: 'police',
    application: 'shop',
    case_no: 'C-b',
    fields: ['name', 'with "quotes", and \\'],
    purpose: { zh: '会员优惠', en: 'discount' },
    legal_basis: { zh: '依据', en: 'basis' },
    trace: 't-b',
  });
  expect(before[0]?.map(({ fields }) => fields)).toContainEqual(['other']);
  expect(
    await city.database
      .forModule('disclosures')
      .read((tx) => readerOf(tx, '01890000-0000-7000-8000-00000000000a', 'office')),
  ).toEqual({ actor_kind: 'application', actor_id: 'shop' });
  const verify = () => verifyAudit({ database: city.database, keys: city.keys, checkpointFile });
  expect(await verify()).toMatchObject({ rows: 0, unsigned: 1_504 });

  expect(await sequencer.run()).toBe(1_504);
  expect(await Promise.all(['a', 'b', 'c', 'many-7'].map(toldOf))).toEqual(before);
  expect(await verify()).toMatchObject({ rows: 1_504, signedUpTo: '1504', unsigned: 0, faults: [] });
  expect((await city.database.pool.query('select count(*)::int as n from platform.read_pack')).rows).toEqual([
    { n: 0 },
  ]);
  await city.database.pool.query(`update platform.data_read set case_no = 'other' where subject = 'many-3'`);
  expect((await verify()).faults).toMatchObject([{ what: 'altered-or-reordered' }]);
});

test('what fails is not packed, and nobody but the sequencer takes packs away', async () => {
  const inModule = city.database.forModule('alpha');
  await expect(
    inModule.transaction(async (tx) => {
      await city.audit.packReads(tx, [read('d')]);
      throw new Error('over');
    }),
  ).rejects.toThrow('over');
  expect(await toldOf('d')).toEqual([]);
  for (const statement of [sql`delete from platform.read_pack`, sql`select * from platform.read_seen`])
    await expect(inModule.transaction((tx) => tx.run(statement))).rejects.toThrow(/permission denied/);
});
