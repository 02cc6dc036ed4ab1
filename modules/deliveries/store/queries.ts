import { sql, type Tx } from '@platform/database';
import { shanghaiDate, type LocalText } from '@platform/kernel';
import type { Fault } from '../domain/errors.ts';
import type { Hint } from '../domain/hints.ts';
import type { Query, ResultColumn } from '../domain/query.ts';
import type { Format } from '../files/sheet.ts';
import { escapeLike, type Purpose } from './packages.ts';

export type QueryState = 'running' | 'to-review' | 'released' | 'refused' | 'failed' | 'withdrawn' | 'lapsed';

export type StoredQuery = {
  id: string;
  no: string;
  grants: string[];
  resources: string[];
  providers: string[];
  consumer: string;
  application: string;
  asked_by: string;
  asked_at: Date;
  purpose: Purpose;
  case_no: string | null;
  legal_basis: LocalText;
  query: Query;
  wanted: { format: Format; language: 'zh' | 'en' };
  words: LocalText[];
  shape: string;
  state: QueryState;
  fault: Fault | null;
  columns: ResultColumn[] | null;
  rows: number | null;
  hints: Hint[] | null;
  ran_at: Date | null;
  ended_at: Date | null;
  trace: string;
};

const COLUMNS = sql`id, no, grants, resources, providers, consumer, application, asked_by, asked_at, purpose, case_no, legal_basis, query, wanted, words, shape, state, fault,
  columns, rows, hints, ran_at, ended_at, trace`;

export async function nextQueryNo(tx: Tx, at: Date): Promise<string> {
  const { no } = await tx.one<{ no: bigint }>(sql`select nextval('deliveries.query_number') as no`);
  return `SX${shanghaiDate(at).replaceAll('-', '')}${String(no).padStart(5, '0')}`;
}

export async function insertQuery(
  tx: Tx,
  one: Omit<StoredQuery, 'state' | 'fault' | 'columns' | 'rows' | 'hints' | 'ran_at' | 'ended_at'>,
): Promise<void> {
  await tx.run(sql`insert into deliveries.query (id, no, grants, resources, providers, consumer, application, asked_by, asked_at, purpose, case_no, legal_basis, query,
      wanted, words, shape, state, trace)
    values (${one.id}, ${one.no}, ${one.grants}, ${one.resources}, ${one.providers}, ${one.consumer}, ${one.application}, ${one.asked_by}, ${one.asked_at},
      ${JSON.stringify(one.purpose)}, ${one.case_no}, ${JSON.stringify(one.legal_basis)}, ${JSON.stringify(one.query)}, ${JSON.stringify(one.wanted)}, ${JSON.stringify(one.words)}, ${one.shape},
      'running', ${one.trace})`);
}

export const findQuery = (tx: Tx, id: string): Promise<StoredQuery | undefined> =>
  tx.first<StoredQuery>(sql`select ${COLUMNS} from deliveries.query where id = ${id}`);

export const lockQuery = (tx: Tx, id: string): Promise<StoredQuery | undefined> =>
  tx.first<StoredQuery>(sql`select ${COLUMNS} from deliveries.query where id = ${id} for update`);

/** Newest first. `organisations` null means all. */
export function listQueries(
  tx: Tx,
  filter: {
    side: 'consumer' | 'provider';
    organisations: readonly string[] | null;
    state?: string | undefined;
    q?: string | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<StoredQuery[]> {
  const where = [sql`true`];
  if (filter.organisations !== null)
    where.push(
      filter.side === 'consumer'
        ? sql`consumer = any(${[...filter.organisations]})`
        : sql`providers && ${[...filter.organisations]}::text[]`,
    );
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`);
  if (filter.q !== undefined)
    where.push(sql`(no ilike ${`%${escapeLike(filter.q)}%`} or case_no ilike ${`%${escapeLike(filter.q)}%`})`);
  if (filter.before !== undefined) where.push(sql`id < ${filter.before}::uuid`);
  return tx.rows<StoredQuery>(
    sql`select ${COLUMNS} from deliveries.query where ${sql.join(where, ' and ')} order by id desc limit ${filter.limit}`,
  );
}

export async function countRunning(tx: Tx, consumer: string): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`deliveries ${consumer}`}, 0))`);
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*)::int as count from deliveries.query where consumer = ${consumer} and state = 'running'`,
  );
  return count;
}

/** What the organisation asked in the same shape, with other filters, lately. */
export const siblingsOf = (
  tx: Tx,
  one: Pick<StoredQuery, 'id' | 'consumer' | 'shape'>,
  since: Date,
): Promise<{ no: string; filters: Query['filters'] }[]> =>
  tx.rows(sql`select no, query->'filters' as filters from deliveries.query where consumer = ${one.consumer} and shape = ${one.shape} and asked_at >= ${since}
    and id <> ${one.id} and state in ('to-review', 'released') order by asked_at desc limit 50`);

export async function setRan(
  tx: Tx,
  id: string,
  ran: { columns: readonly ResultColumn[]; rows: number; hints: readonly Hint[]; at: Date },
): Promise<boolean> {
  return (
    (await tx.run(sql`update deliveries.query set state = 'to-review', columns = ${JSON.stringify(ran.columns)}, rows = ${ran.rows}, hints = ${JSON.stringify(ran.hints)},
      ran_at = ${ran.at} where id = ${id} and state = 'running'`)) === 1
  );
}

export async function endQuery(
  tx: Tx,
  id: string,
  end: { state: 'released' | 'refused' | 'failed' | 'withdrawn' | 'lapsed'; at: Date; fault?: Fault },
): Promise<void> {
  await tx.run(sql`update deliveries.query set state = ${end.state}, ended_at = ${end.at}, fault = ${end.fault ? JSON.stringify(end.fault) : null}::jsonb
    where id = ${id}`);
}

/** Results that nobody reviewed in time; locked. */
export const unreviewed = (tx: Tx, before: Date, limit: number): Promise<StoredQuery[]> =>
  tx.rows<StoredQuery>(
    sql`select ${COLUMNS} from deliveries.query where state = 'to-review' and ran_at < ${before} order by id limit ${limit} for update skip locked`,
  );

export type StoredOpinion = {
  query_id: string;
  provider: string;
  decision: 'release' | 'refuse';
  reason: string;
  least_group: number;
  account: string;
  organisation: string;
  at: Date;
};

export async function insertOpinion(tx: Tx, one: StoredOpinion): Promise<void> {
  await tx.run(sql`insert into deliveries.opinion (query_id, provider, decision, reason, least_group, account, organisation, at)
    values (${one.query_id}, ${one.provider}, ${one.decision}, ${one.reason}, ${one.least_group}, ${one.account}, ${one.organisation}, ${one.at})`);
}

export const opinionsOf = (tx: Tx, ids: readonly string[]): Promise<StoredOpinion[]> =>
  tx.rows<StoredOpinion>(
    sql`select * from deliveries.opinion where query_id = any(${[...ids]}::uuid[]) order by at, provider`,
  );

export const packageOfQuery = (tx: Tx, queryId: string): Promise<{ id: string } | undefined> =>
  tx.first<{ id: string }>(sql`select id from deliveries.package where query_id = ${queryId} order by id desc limit 1`);
