import { fork, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startCluster } from '@platform/database';
import { workingCalendar } from '@platform/kernel';
import { seeded } from './random.ts';
import type { CasesOrder, Said } from './cases-process.ts';

/** Kept of the time for ending what is open: cases, their messages, and the process itself. */
const FINISH_MS = 120_000;

export type CasesReport = {
  kills: number;
  cases: number;
  tasks: number;
  messages: number;
  unknown: number;
  looks: number;
  faults: string[];
  seed: number;
};

/** The city of cases in a process of its own, killed at random under load; what it acknowledged must be there, and nothing twice. */
export async function killCases(given: {
  kills: number;
  seed: number;
  until: number;
  say: (line: string) => void;
}): Promise<CasesReport> {
  const { next: random } = seeded(given.seed);
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-crash-cases-'));
  chmodSync(folder, 0o755);
  const cluster = await startCluster({ folder: join(folder, 'cluster') });
  const stopServer = (): void => void process.kill(cluster.pid, 'SIGINT');
  process.once('exit', stopServer);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const databaseUrl = await cluster.createDatabase('crash', { createRole: true });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => undefined);

  const acked = { cases: new Set<string>(), tasks: new Set<string>() };
  /** What the message gateway did under each key; it may lose its answer, never what it sent. */
  const sent = new Map<string, number>();
  const faults: string[] = [];
  const killsUntil = given.until - FINISH_MS;
  let from = 0;
  let looks = 0;
  let running: ChildProcess | undefined;

  const start = async (
    order: Pick<CasesOrder, 'clients' | 'finish'>,
  ): Promise<{ child: ChildProcess; over: Promise<string[]> }> => {
    const child = fork(
      join(import.meta.dirname, 'cases-process.ts'),
      [JSON.stringify({ ...order, databaseUrl, folder: data, from } satisfies CasesOrder)],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    running = child;
    let ready: () => void;
    let ended: (failures: string[]) => void;
    const isReady = new Promise<void>((resume) => (ready = resume));
    const over = new Promise<string[]>((resume) => (ended = resume));
    child.on('error', () => undefined);
    child.on('message', (said: Said) => {
      if (said.type === 'ready') ready();
      else if (said.type === 'over') ended(said.failures);
      else if (said.type === 'wrong') faults.push(said.what);
      else if (said.type === 'finished') acked.tasks.add(said.task);
      else if (said.type === 'handed-in') {
        acked.cases.add(said.id);
        from = Math.max(from, said.index + 50);
      } else {
        const mood = random();
        if (said.type === 'send' && mood > 0.1) sent.set(said.key, (sent.get(said.key) ?? 0) + 1);
        // A tenth is lost on its way there, a tenth of the answers on their way back.
        if (mood <= 0.2) return;
        const answer = said.type === 'send' ? 'sent' : sent.has(said.key) ? 'sent' : 'not-sent';
        child.send({ no: said.no, answer }, () => undefined);
      }
    });
    const died = new Promise<never>((_resume, fail) =>
      child.once('exit', (code) => fail(new Error(`it ended by itself with ${code}`))),
    );
    died.catch(() => undefined);
    await Promise.race([isReady, died]);
    return { child, over: Promise.race([over, died]) };
  };

  let kills = 0;
  try {
    for (; kills < given.kills && Date.now() < killsUntil && faults.length === 0; kills += 1) {
      const { child, over } = await start({ clients: 8, finish: false });
      over.catch(() => undefined);
      await new Promise((resume) => setTimeout(resume, 300 + Math.floor(random() * 1_700)));
      const gone = new Promise((resume) => child.once('exit', resume));
      child.kill('SIGKILL');
      await gone;
      looks += 1;
      faults.push(...(await lookAtClocks(pool)), ...(await lookAtRows(pool)));
      if ((kills + 1) % 5 === 0)
        given.say(
          `${kills + 1} kills, ${acked.cases.size} cases handed in, ${acked.tasks.size} tasks done, ${sent.size} messages`,
        );
    }
    const { child, over } = await start({ clients: 4, finish: true });
    const failures = await Promise.race([over, at(given.until)]);
    if (!failures) faults.push('cases did not come to their end in time');
    else if (failures.length > 0) faults.push(`failed in the background: ${failures[0]}`);
    if (failures) await settleMessages(pool);
    faults.push(...(await lookAtEnd(pool, acked, sent)), ...(await lookAtClocks(pool)), ...(await lookAtRows(pool)));
    const stopped = new Promise<true>((resume) => child.once('exit', () => resume(true)));
    child.send('stop');
    if (failures && !(await Promise.race([stopped, at(Math.max(given.until, Date.now() + 10_000))])))
      faults.push('the process did not stop');
    const unknown = await count(pool, `select count(*)::int as n from cases.delivery where state = 'unknown'`);
    return {
      kills,
      cases: acked.cases.size,
      tasks: acked.tasks.size,
      messages: sent.size,
      unknown,
      looks,
      faults,
      seed: given.seed,
    };
  } finally {
    // Whatever went wrong: it would work on against a server that is about to go.
    if (running && running.exitCode === null && running.signalCode === null) {
      const gone = new Promise((resume) => running?.once('exit', resume));
      running.kill('SIGKILL');
      await gone;
    }
    await pool.end();
    process.removeListener('exit', stopServer);
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves with nothing at that instant; keeps no process alive. */
const at = (instant: number): Promise<undefined> => pause(Math.max(0, instant - Date.now()), undefined, { ref: false });

async function count(pool: pg.Pool, statement: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(statement);
  return rows[0]?.n ?? 0;
}

/** Messages that were on their way are tried again within their time; what is still unsaid then stays to be seen. */
async function settleMessages(pool: pg.Pool): Promise<void> {
  await pool.query(`update cases.delivery set next_at = now() where next_at is not null`);
  for (let turn = 0; turn < 900; turn += 1) {
    const left = await count(
      pool,
      `select count(*)::int as n from cases.delivery where state in ('waiting', 'sending')`,
    );
    if (left === 0) return;
    await pool.query(
      `update cases.delivery set next_at = now() where next_at is not null and state in ('waiting', 'unknown')`,
    );
    await pool.query(`select platform.enqueue_job('cases.send-messages', '{}'::json, null, null, null, 'send')`);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

/** Limits are exactly what acceptance and the matter's days make of the calendar. */
async function lookAtClocks(pool: pg.Pool): Promise<string[]> {
  const calendar = workingCalendar();
  const { rows } = await pool.query<{
    id: string;
    accepted_at: Date | null;
    submitted_at: Date;
    due_at: Date | null;
    statutory_due_at: Date | null;
    state: string;
    promise: number;
    statutory: number;
    unit: string;
  }>(`
    select c.id, c.accepted_at, c.submitted_at, c.due_at, c.statutory_due_at, c.state,
      (v.definition->'limits'->'promise'->>'days')::int as promise, (v.definition->'limits'->'statutory'->>'days')::int as statutory,
      v.definition->'limits'->'promise'->>'unit' as unit
    from cases.case c join matters.matter_version v on v.matter = c.matter and v.version = c.matter_version where c.submitted_at is not null`);
  return rows.flatMap((row) => {
    if (row.unit !== 'workday') return [];
    const due =
      row.state === 'received'
        ? calendar.dueAt(row.submitted_at, 5).at
        : row.accepted_at && row.state === 'under-review'
          ? calendar.dueAt(row.accepted_at, row.promise > 0 ? row.promise : row.statutory).at
          : null;
    const lawful =
      row.accepted_at && row.state === 'under-review' ? calendar.dueAt(row.accepted_at, row.statutory).at : null;
    const same = due?.getTime() === row.due_at?.getTime() && lawful?.getTime() === row.statutory_due_at?.getTime();
    return same
      ? []
      : [`the clock of ${row.id} (${row.state}) says ${row.due_at?.toISOString()}, not ${due?.toISOString()}`];
  });
}

/** What must hold at any moment: law, process and tasks of a case belong together; numbers have no gap. */
const ALWAYS: Readonly<Record<string, string>> = {
  'a case is handled without a process': `select count(*)::int as n from cases.case c where state in ('received', 'under-review') and not exists (select from cases.process p where p.case_id = c.id)`,
  'a case that is over has a process': `select count(*)::int as n from cases.process p join cases.case c on c.id = p.case_id where c.state not in ('received', 'under-review')`,
  'nobody has to act': `select count(*)::int as n from cases.case c where state in ('received', 'under-review') and not exists (select from cases.task t where t.case_id = c.id and t.state = 'open')`,
  'work is open though the case is over': `select count(*)::int as n from cases.task t join cases.case c on c.id = t.case_id where t.state = 'open' and c.state = 'closed'`,
  'a task was done twice': `select count(*)::int as n from (select payload->>'taskId' from platform.event where type = 'cases.task-done' group by 1 having count(*) > 1) as twice`,
  'a task is done without its event': `select count(*)::int as n from cases.task t where state = 'done' and not exists (select from platform.event e where e.type = 'cases.task-done' and e.aggregate = 'case:' || t.case_id and e.payload->>'taskId' = t.id::text)`,
  'a step stands twice': `select count(*)::int as n from (select case_id, kind from cases.step group by 1, 2 having count(*) > 1) as twice`,
  'a notice is missing or twice': `select count(*)::int as n from cases.case c where submitted_at is not null and (select array_agg(kind order by kind) from cases.document d where d.case_id = c.id)
    is distinct from case state when 'received' then '{receipt}'::text[] when 'under-review' then '{acceptance,receipt}' else '{acceptance,completion,receipt}' end`,
  'numbers have a gap': `select count(*)::int as n from (select from cases.document group by organisation, kind, year having count(*) <> max(number) or count(distinct number) <> count(*)) as gaps`,
  'a counter is not its last number': `select count(*)::int as n from cases.document_counter c where last <> (select max(number) from cases.document d where d.organisation = c.organisation and d.kind = c.kind and d.year = c.year)`,
  'a notice has no delivery': `select count(*)::int as n from cases.document d where not exists (select from cases.delivery v where v.document_id = d.id and v.channel = 'inbox') or not exists (select from cases.delivery v where v.document_id = d.id and v.channel = 'message')`,
};

async function lookAtRows(pool: pg.Pool): Promise<string[]> {
  const faults: string[] = [];
  for (const [what, statement] of Object.entries(ALWAYS)) {
    const n = await count(pool, statement);
    if (n > 0) faults.push(`${what}: ${n}`);
  }
  return faults;
}

/** What was acknowledged is there, every case came to its end, and each message went out once. */
async function lookAtEnd(
  pool: pg.Pool,
  acked: { cases: Set<string>; tasks: Set<string> },
  sent: ReadonlyMap<string, number>,
): Promise<string[]> {
  const faults: string[] = [];
  if (acked.cases.size === 0 || acked.tasks.size === 0 || sent.size === 0)
    faults.push('nothing was done: there was no load');
  const cases = new Map(
    (
      await pool.query<{ id: string; state: string }>(`select id, state from cases.case where submitted_at is not null`)
    ).rows.map(({ id, state }) => [id, state]),
  );
  const lost = [...acked.cases].filter((id) => !cases.has(id)).length;
  if (lost > 0) faults.push(`cases lost: ${lost}`);
  const unfinished = [...cases.values()].filter((state) => state !== 'closed').length;
  if (unfinished > 0) faults.push(`cases that did not come to their end: ${unfinished}`);
  const done = new Set(
    (await pool.query<{ id: string }>(`select id from cases.task where state = 'done'`)).rows.map(({ id }) => id),
  );
  const undone = [...acked.tasks].filter((id) => !done.has(id)).length;
  if (undone > 0) faults.push(`tasks lost: ${undone}`);
  const twice = [...sent.values()].filter((times) => times > 1).length;
  if (twice > 0) faults.push(`messages sent twice: ${twice}`);
  const deliveries = await pool.query<{ key: string; state: string }>(
    `select document_id || ':message' as key, state from cases.delivery where channel = 'message'`,
  );
  const wrong = deliveries.rows.filter(
    ({ key, state }) => (state === 'sent') !== sent.has(key) && state !== 'unknown',
  ).length;
  if (wrong > 0) faults.push(`deliveries that say otherwise than the gateway: ${wrong}`);
  return faults;
}
