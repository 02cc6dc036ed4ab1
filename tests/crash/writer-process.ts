// The department's people at work: `node writer-process.ts <json>`. Writes random transactions until told to pause; a source that is killed under it
// is written to again as soon as it is back. It keeps no account of its own: what was committed is what the source holds.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { seeded, type Random } from './random.ts';

const { url, seed, pauseMs } = JSON.parse(process.argv[2] as string) as { url: string; seed: number; pauseMs: number };

type Statement = { text: string; values?: readonly unknown[] };
const NAMES = ['王小明', '𠮷野', 'Ann\tO’Neil', '张三 😀', '两行\n文字', 'back\\slash', '\\N', 'ÀÉÎ', '👨‍👩‍👧 一家'];

/** A few statements that belong together. */
function transaction(random: Random): Statement[] {
  const count = random.pick([
    { what: 1, weight: 4 },
    { what: random.between(2, 12), weight: 5 },
    { what: 60, weight: 1 },
  ]);
  return Array.from({ length: count }, () =>
    random.pick([
      { what: person, weight: 4 },
      { what: place, weight: 3 },
      { what: paper, weight: 1.5 },
      { what: move, weight: 3 },
    ])(random),
  );
}

function person(random: Random): Statement {
  const id = random.between(1, 2_000);
  const name = NAMES[random.between(0, NAMES.length - 1)] as string;
  return random.pick<Statement>([
    {
      what: {
        text: `insert into persons values ($1, nextval('versions'), $2, $3, date '1940-01-01' + $4::int, timestamp '2026-01-01' + $4 * interval '1.25 seconds', $4 % 2 = 0)
          on conflict (id) do update set version = excluded.version, name = excluded.name, amount = excluded.amount`,
        values: [
          id,
          `${name} ${id}`,
          `${random.between(-1e9, 1e9)}.${random.between(0, 1e9)}`,
          random.between(0, 20_000),
        ],
      },
      weight: 5,
    },
    {
      what: {
        text: `update persons set version = nextval('versions'), open = not open, seen = null where id between $1 and $1 + 5`,
        values: [id],
      },
      weight: 3,
    },
    { what: { text: 'delete from persons where id = $1', values: [id] }, weight: 2 },
    {
      what: {
        text: `update persons set id = $2, version = nextval('versions') where id = $1 and not exists (select from persons where id = $2)`,
        values: [id, random.between(1, 2_000)],
      },
      weight: 1,
    },
  ]);
}

function place(random: Random): Statement {
  const district = `区${random.between(0, 6)}`;
  const number = random.between(1, 900);
  return random.pick<Statement>([
    {
      what: {
        text: 'insert into places values ($1, $2, $3, $4) on conflict (district, number) do update set note = excluded.note',
        values: [district, number, `地点 ${number}`, random.next() < 0.2 ? null : `备注 ${random.between(1, 1e6)} 😀`],
      },
      weight: 4,
    },
    {
      what: {
        text: 'delete from places where district = $1 and number between $2 and $2 + 3',
        values: [district, number],
      },
      weight: 2,
    },
    // To a key that may be taken: then the transaction fails as a whole, and nothing of it may come.
    {
      what: {
        text: 'update places set district = $2 where district = $1 and number = $3',
        values: [district, `区${random.between(0, 6)}`, number],
      },
      weight: 1,
    },
    {
      what: {
        text: `update places set number = 10000 - number where district = $1 and number between $2 and $2 + 20`,
        values: [district, number],
      },
      weight: 0.3,
    },
  ]);
}

function paper(random: Random): Statement {
  const id = random.between(1, 300);
  return random.pick<Statement>([
    // The long text stays: the source does not tell it again.
    { what: { text: 'update papers set pages = pages + 1 where id between $1 and $1 + 2', values: [id] }, weight: 4 },
    {
      what: {
        text: `insert into papers select $1::int, '文件', string_agg(md5(random()::text), ''), 1 from generate_series(1, $2) on conflict (id) do update set body = excluded.body`,
        values: [id, random.between(1, 250)],
      },
      weight: 2,
    },
    {
      what: {
        text: 'update papers set id = $2 where id = $1 and not exists (select from papers where id = $2)',
        values: [id, random.between(1, 300)],
      },
      weight: 1,
    },
    { what: { text: 'delete from papers where id = $1', values: [id] }, weight: 1 },
  ]);
}

function move(random: Random): Statement {
  const number = random.between(1, 3_000);
  return random.pick<Statement>([
    {
      what: {
        text: `insert into moves select 'M' || n, n / 7::numeric, date '2026-01-01' + n % 90, null from generate_series($1::int, $1 + $2) n on conflict (code) do nothing`,
        values: [number, random.between(0, 20)],
      },
      weight: 5,
    },
    {
      what: {
        text: `delete from moves where code in ('M' || $1::int, 'M' || $1 + 1, 'M' || $1 + 2, 'N' || $1)`,
        values: [number],
      },
      weight: 4,
    },
    {
      what: {
        text: `update moves set code = 'N' || $1::int, amount = amount + 1 where code = 'M' || $1 and not exists (select from moves where code = 'N' || $1)`,
        values: [number],
      },
      weight: 1,
    },
    { what: { text: 'truncate moves' }, weight: 0.004 },
  ]);
}

/** Thousands of rows at once, now and then more than a batch of the rail holds. */
function bulk(random: Random): Statement[] {
  const size = random.pick([
    { what: random.between(500, 4_000), weight: 6 },
    { what: random.between(10_000, 30_000), weight: 2 },
    { what: random.between(66_000, 90_000), weight: 1 },
  ]);
  const from = random.between(1, 60_000);
  return [
    {
      text: `insert into bulk select n, $3, '批 ' || n from generate_series($1::bigint, $1 + $2 / 3) n on conflict (id) do update set batch = excluded.batch`,
      values: [from, size, size],
    },
    {
      text: `update bulk set batch = batch + 1, label = label || '!' where id in (select id from bulk where id >= $1 limit $2 / 3) and length(label) < 200`,
      values: [random.between(1, 60_000), size],
    },
    { text: 'delete from bulk where id between $1 and $1 + $2 / 4', values: [random.between(1, 150_000), size] },
  ];
}

let paused = true;
let wake: (() => void)[] = [];
let busy = 0;
let committed = 0;
let statements = 0;

async function write(
  no: number,
  next: (random: Random) => Statement[],
  rest: (random: Random) => number,
): Promise<void> {
  const random = seeded(seed * 31 + no);
  let client: pg.Client | undefined;
  for (;;) {
    while (paused) await new Promise<void>((resolve) => wake.push(resolve));
    busy += 1;
    try {
      if (!client) {
        client = new pg.Client({ connectionString: url, application_name: 'writer', connectionTimeoutMillis: 3_000 });
        client.on('error', () => undefined);
        await client.connect();
      }
      const given = next(random);
      await client.query('begin');
      for (const { text, values } of given) await client.query(text, values as unknown[] | undefined);
      // Work that was taken back must not come either.
      await client.query(random.next() < 0.05 ? 'rollback' : 'commit');
      committed += 1;
      statements += given.length;
    } catch (error) {
      if (/^(23|40)/.test(String((error as { code?: unknown }).code ?? '')))
        await client?.query('rollback').catch(() => undefined);
      else {
        await client?.end().catch(() => undefined);
        client = undefined;
        await sleep(100);
      }
    } finally {
      busy -= 1;
    }
    const wait = rest(random);
    if (wait > 0) await sleep(wait);
  }
}

for (const no of [1, 2])
  void write(no, transaction, (random) => (random.next() < 0.3 ? random.between(0, pauseMs) : 0));
void write(3, bulk, (random) => random.between(300, 2_500));

process.on('message', (order: 'pause' | 'go on') => {
  paused = order === 'pause';
  if (!paused) {
    for (const resolve of wake) resolve();
    wake = [];
    return;
  }
  const tell = (): void => {
    if (!paused) return;
    if (busy > 0) setTimeout(tell, 10);
    else process.send?.({ committed, statements });
  };
  tell();
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
