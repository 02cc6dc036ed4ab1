import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretContext } from '../store/connections.ts';
import { openStage, type Stage } from './testing-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.stop(), 60_000);

test('a password that the department changed while the line runs is told as that, is not tried as fast as it goes, and the new one lets it go on', async () => {
  const { source, deps } = stage;
  const role = `reader_of_${stage.city.database.name}`;
  await source.query(`create role ${role} login superuser password 'first'`);
  await source.query(`create table kept (id int primary key, name text); insert into kept values (1, 'a')`);
  await stage.connect('pass', {
    kept: {
      items: [
        { name: 'id', type: 'integer' },
        { name: 'name', type: 'text' },
      ],
      key: ['id'],
    },
  });
  const give = (password: string) =>
    stage.hubSql(
      `update exchange.connection set settings = settings || jsonb_build_object('user', $1::text), secret = $2, version = version + 1 where id = 'pass'`,
      [role, deps.sealer.sealJson({ password }, secretContext('pass'))],
    );
  await give('first');
  const rail = stage.rail();
  await stage.until(async () => (await stage.line('pass-kept')).state === 'live');

  await source.query(`alter role ${role} password 'second'`);
  await source.query(`insert into kept values (2, 'b')`);
  await source.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`);
  await source.query(`insert into kept values (3, 'c')`);
  const fault = async () =>
    (
      await stage.hubSql<{ code: string; zh: string }>(
        `select fault ->> 'code' as code, fault #>> '{text,zh}' as zh from exchange.capture where connection_id = 'pass'`,
      )
    )[0];
  await stage.until(async () => (await fault())?.code === 'sources.wrong-password');
  expect((await fault())?.zh).toContain('口令');
  const tries = async () =>
    Number(
      (
        await stage.hubSql<{ n: string }>(
          `select count(*) as n from exchange.line_event where connection_id = 'pass' and at > now() - interval '2 seconds'`,
        )
      )[0]?.n,
    );
  await new Promise((resume) => setTimeout(resume, 2_000));
  expect(await tries()).toBeLessThan(4);

  await give('second');
  rail.wake();
  await stage.caughtUp('pass');
  expect(await stage.hubSql(`select id::int, name from lake.raw_kept order by id`)).toEqual([
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
    { id: 3, name: 'c' },
  ]);
  await stage.until(async () => (await fault())?.code === null);
  await rail.stop();
  await source.query(`drop owned by ${role}`).catch(() => undefined);
}, 60_000);
