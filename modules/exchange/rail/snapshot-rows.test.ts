import { describe, expect, test } from 'vitest';
import { again, ended, kept, lake, rail, runOf, snapshotLine, stage, useStage } from './testing-runs.ts';
import type { StageTable } from './testing-stage.ts';

useStage();

describe('rows that cannot be taken', () => {
  const odd: StageTable = {
    items: [
      { name: 'n', type: 'integer' },
      { name: 'amount', type: 'number' },
      { name: 'born', type: 'date' },
      { name: 'at', type: 'timestamp' },
      { name: 'note', type: 'text', maxLength: 10_000 },
    ],
    key: ['n'],
  };
  test('are kept as they came with the reason; the values that trouble others are carried', async () => {
    await stage.source.query(`create table odds (n int primary key, amount numeric(38,10), born date, at timestamptz, note text);
      insert into odds values
        (1, 1234567890123456789012345678.0123456789, '2024-02-29', '2024-01-01 00:00:00+00', '👍 𠮷 𰻝 tab' || chr(9) || 'line' || chr(10) || 'back\\slash'),
        (2, -0.0000000001, null, '2024-06-01 12:00:00.123456+02', ''), (3, 'NaN', 'infinity', 'infinity', 'ok'), (4, null, '-infinity', '-infinity', null),
        (5, null, '0044-03-15 BC', '12024-01-01', 'x'), (6, 1, null, null, repeat('长', 50 * 1024 * 1024 / 3)), (7, 7, null, null, repeat('长', 10000)), (8, 8, null, null, chr(1))`);
    const line = await snapshotLine('odds', odd);
    const one = rail();
    await ended(line, 'done', 40_000);
    expect(await lake('odds', 'n::int, amount, born::text, at, length(note) as length')).toEqual([
      {
        n: 1,
        amount: '1234567890123456789012345678.0123456789',
        born: '2024-02-29',
        at: '2024-01-01 08:00:00',
        length: 25,
      },
      { n: 2, amount: '-0.0000000001', born: null, at: '2024-06-01 18:00:00.123456', length: null },
      { n: 7, amount: '7.0000000000', born: null, at: null, length: 10_000 },
    ]);
    expect((await lake('odds', 'n, note'))[0]).toMatchObject({ note: '👍 𠮷 𰻝 tab\tline\nback\\slash' });
    const rows = await kept(line);
    expect(rows.map((row) => row.reasons)).toEqual([
      ['amount:not-a-number', 'born:not-a-date', 'at:not-a-timestamp'],
      ['born:not-a-date', 'at:not-a-timestamp'],
      ['born:not-a-date', 'at:not-a-timestamp'],
      ['note:too-long'],
      ['note:bad-characters'],
    ]);
    expect(rows[0]?.content).toMatchObject({
      columns: ['n', 'amount', 'born', 'at', 'note'],
      values: ['3', 'NaN', 'infinity', 'infinity', 'ok'],
    });
    expect(Buffer.from(rows[0]?.content.bytes ?? '', 'base64').toString('utf8')).toBe('3\tNaN\tinfinity\tinfinity\tok');
    expect(rows[3]?.content.values[4]?.length).toBe(Math.floor((50 * 1024 * 1024) / 3));
    // Mended at the source: the kept row is out of date. Broken there with a sound key: the lake's row stays.
    await stage.source.query(
      `update odds set note = 'short' where n = 6; update odds set born = 'infinity' where n = 1; delete from odds where n = 2`,
    );
    await again(line);
    expect((await lake('odds', 'n::int, note')).map((row) => row['n'])).toEqual([1, 6, 7]);
    const states = await stage.hubSql(
      `select state, count(*)::int as rows from exchange.quarantined where line_id = $1 group by 1 order by 1`,
      [line],
    );
    expect(states).toEqual([
      { state: 'kept', rows: 5 },
      { state: 'superseded', rows: 5 },
    ]);
    await one.stop();
  }, 90_000);

  for (const filled of [false, true])
    test(`of one key after the steps, the later is set aside, in one chunk and across chunks (${filled ? 'merged' : 'straight'})`, async () => {
      const name = filled ? 'merged' : 'straight';
      // 'a' to 'e', each also in capitals and with a blank behind: other keys at the source, one in the lake.
      await stage.source.query(`create table ${name} (code text collate "C" primary key, v int);
        insert into ${name} select c || repeat(' ', b), ascii(c) * 10 + b from unnest(array['A', 'B', 'C', 'a', 'b', 'd', 'e']) c, generate_series(0, 1) b`);
      const table: StageTable = {
        items: [
          { name: 'code', type: 'text' },
          { name: 'v', type: 'integer' },
        ],
        key: ['code'],
      };
      const line = await snapshotLine(name, table, { connections: 1 });
      await stage.hubSql(
        `update exchange.line set mapping = '[{"item":"code","column":"code","transform":["trim","upper"]},{"item":"v","column":"v"}]' where id = $1`,
        [line],
      );
      if (filled)
        await stage.hubSql(
          `insert into lake.raw_${name} (code, v, _source, _load, _at) values ('Z', 0, 'another', gen_random_uuid(), now())`,
        );
      const one = rail(4);
      await ended(line);
      expect(await runOf(line)).toMatchObject({ straight: !filled, read: 14, good: 5, rejected: 9, inserted: 5 });
      expect((await lake(name, 'code, v::int')).filter((row) => row['code'] !== 'Z')).toEqual([
        { code: 'A', v: 650 },
        { code: 'B', v: 660 },
        { code: 'C', v: 670 },
        { code: 'D', v: 1000 },
        { code: 'E', v: 1010 },
      ]);
      const rows = await kept(line);
      expect(new Set(rows.flatMap((row) => row.reasons))).toEqual(new Set([':duplicate-key']));
      expect(rows.map((row) => row.content.values[0]).toSorted()).toEqual(
        ['A ', 'B ', 'C ', 'a', 'a ', 'b', 'b ', 'd ', 'e '].toSorted(),
      );
      await one.stop();
    }, 60_000);

  test('without a key at the source are read all the same, in chunks of one moment', async () => {
    await stage.source.query(
      `create table loose (a text, b int, fill text); insert into loose select 'a' || n, n, repeat('x', 500) from generate_series(1, 2000) n; analyze loose`,
    );
    const line = await snapshotLine('loose', {
      items: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'integer' },
      ],
      key: ['a'],
    });
    const one = rail(200);
    await ended(line);
    const run = await runOf(line);
    expect(run).toMatchObject({ read: 2000, good: 2000, inserted: 2000 });
    expect(run?.chunks).toBeGreaterThan(5);
    await one.stop();
  }, 60_000);
});
