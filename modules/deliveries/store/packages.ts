import { sql, type Tx } from '@platform/database';
import { shanghaiDate, type LocalText } from '@platform/kernel';
import type { Filter } from '../domain/filters.ts';
import type { Fault } from '../domain/errors.ts';
import type { Format } from '../files/sheet.ts';

export type Purpose = { id: string; title: LocalText };
export type Wanted = { fields: string[]; filters: Filter[]; limit: number; language: 'zh' | 'en' };
export type PackageState = 'waiting' | 'ready' | 'failed' | 'withdrawn' | 'expired';

export type Package = {
  id: string;
  no: string;
  kind: 'file' | 'sandbox';
  query_id: string | null;
  grants: string[];
  resources: string[];
  providers: string[];
  consumer: string;
  application: string;
  ordered_by: string;
  ordered_at: Date;
  purpose: Purpose;
  case_no: string | null;
  legal_basis: LocalText;
  wanted: Wanted;
  format: Format;
  state: PackageState;
  fault: Fault | null;
  rows: number | null;
  cut: boolean;
  bytes: bigint | null;
  hash: Buffer | null;
  carriers: number | null;
  made_at: Date | null;
  expires_at: Date | null;
  downloads: number;
  most_downloads: number;
  ended_at: Date | null;
  ended_by: string | null;
  reason: string | null;
  trace: string;
};

const COLUMNS = sql`id, no, kind, query_id, grants, resources, providers, consumer, application, ordered_by, ordered_at, purpose, case_no, legal_basis, wanted,
  format, state, fault, rows, cut, bytes, hash, carriers, made_at, expires_at, downloads, most_downloads, ended_at, ended_by, reason, trace`;

export async function nextPackageNo(tx: Tx, at: Date): Promise<string> {
  const { no } = await tx.one<{ no: bigint }>(sql`select nextval('deliveries.package_number') as no`);
  return `JF${shanghaiDate(at).replaceAll('-', '')}${String(no).padStart(5, '0')}`;
}

export type NewPackage = Omit<
  Package,
  | 'state'
  | 'fault'
  | 'rows'
  | 'cut'
  | 'bytes'
  | 'hash'
  | 'carriers'
  | 'made_at'
  | 'expires_at'
  | 'downloads'
  | 'ended_at'
  | 'ended_by'
  | 'reason'
>;

export async function insertPackage(tx: Tx, one: NewPackage): Promise<void> {
  await tx.run(sql`insert into deliveries.package (id, no, kind, query_id, grants, resources, providers, consumer, application, ordered_by, ordered_at, purpose, case_no,
      legal_basis, wanted, format, state, most_downloads, trace)
    values (${one.id}, ${one.no}, ${one.kind}, ${one.query_id}, ${one.grants}, ${one.resources}, ${one.providers}, ${one.consumer}, ${one.application}, ${one.ordered_by},
      ${one.ordered_at}, ${JSON.stringify(one.purpose)}, ${one.case_no}, ${JSON.stringify(one.legal_basis)}, ${JSON.stringify(one.wanted)}, ${one.format}, 'waiting',
      ${one.most_downloads}, ${one.trace})`);
}

export const findPackage = (tx: Tx, id: string): Promise<Package | undefined> =>
  tx.first<Package>(sql`select ${COLUMNS} from deliveries.package where id = ${id}`);

export const lockPackage = (tx: Tx, id: string): Promise<Package | undefined> =>
  tx.first<Package>(sql`select ${COLUMNS} from deliveries.package where id = ${id} for update`);

/** Newest first; those with one of the organisations on the asked side. `organisations` null means all. */
export function listPackages(
  tx: Tx,
  filter: {
    side: 'consumer' | 'provider';
    organisations: readonly string[] | null;
    state?: string | undefined;
    kind?: string | undefined;
    q?: string | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<Package[]> {
  const where = [sql`true`];
  if (filter.organisations !== null)
    where.push(
      filter.side === 'consumer'
        ? sql`consumer = any(${[...filter.organisations]})`
        : sql`providers && ${[...filter.organisations]}::text[]`,
    );
  if (filter.state !== undefined) where.push(sql`state = ${filter.state}`);
  if (filter.kind !== undefined) where.push(sql`kind = ${filter.kind}`);
  if (filter.q !== undefined)
    where.push(sql`(no ilike ${`%${escapeLike(filter.q)}%`} or case_no ilike ${`%${escapeLike(filter.q)}%`})`);
  if (filter.before !== undefined) where.push(sql`id < ${filter.before}::uuid`);
  return tx.rows<Package>(
    sql`select ${COLUMNS} from deliveries.package where ${sql.join(where, ' and ')} order by id desc limit ${filter.limit}`,
  );
}

export const escapeLike = (text: string): string => text.replace(/[\\%_]/gu, '\\$&');

/** Rows ordered under a grant since an instant: of those that came to nothing none, of those being made all that were asked for. */
export async function rowsSince(tx: Tx, grant: string, since: Date): Promise<number> {
  const { rows } = await tx.one<{ rows: bigint }>(
    sql`select coalesce(sum(case when state = 'waiting' then (wanted->>'limit')::bigint else rows end), 0)::bigint as rows
      from deliveries.package where grants = ${[grant]}::text[] and ordered_at >= ${since} and state <> 'failed'`,
  );
  return Number(rows);
}

/** Orders of the organisation that are being made. One lock an organisation, so that two orders at once see each other. */
export async function countWaiting(tx: Tx, consumer: string): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`deliveries ${consumer}`}, 0))`);
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*)::int as count from deliveries.package where consumer = ${consumer} and state = 'waiting'`,
  );
  return count;
}

export async function setMade(
  tx: Tx,
  id: string,
  made: { rows: number; cut: boolean; bytes: number; hash: Buffer; carriers: number; at: Date; expiresAt: Date },
): Promise<boolean> {
  return (
    (await tx.run(sql`update deliveries.package set state = 'ready', rows = ${made.rows}, cut = ${made.cut}, bytes = ${made.bytes}, hash = ${made.hash},
      carriers = ${made.carriers}, made_at = ${made.at}, expires_at = ${made.expiresAt} where id = ${id} and state = 'waiting'`)) ===
    1
  );
}

/** It ends, and its content with it. */
export async function endPackage(
  tx: Tx,
  id: string,
  end: { state: 'failed' | 'withdrawn' | 'expired'; at: Date; by: string; reason?: string; fault?: Fault },
): Promise<void> {
  await tx.run(sql`update deliveries.package set state = ${end.state}, ended_at = ${end.at}, ended_by = ${end.by}, reason = ${end.reason ?? null},
    fault = ${end.fault ? JSON.stringify(end.fault) : null}::jsonb where id = ${id}`);
  await destroy(tx, id);
}

/** Nothing of the content is left. */
export async function destroy(tx: Tx, owner: string): Promise<void> {
  await tx.run(sql`delete from deliveries.piece where owner = ${owner}`);
  await tx.run(sql`delete from deliveries.subjects where owner = ${owner}`);
}

/** Ready ones whose time is over, or that were fetched as often as they may be; locked. */
export const outOfTime = (tx: Tx, now: Date, limit: number): Promise<Package[]> =>
  tx.rows<Package>(sql`select ${COLUMNS} from deliveries.package where state = 'ready' and (expires_at <= ${now} or downloads >= most_downloads)
    order by expires_at, id limit ${limit} for update skip locked`);

export async function savePiece(tx: Tx, owner: string, no: number, sealed: Buffer): Promise<void> {
  await tx.run(sql`insert into deliveries.piece (owner, no, sealed) values (${owner}, ${no}, ${sealed})`);
}

export const findPiece = (tx: Tx, owner: string, no: number): Promise<{ sealed: Buffer } | undefined> =>
  tx.first<{ sealed: Buffer }>(sql`select sealed from deliveries.piece where owner = ${owner} and no = ${no}`);

export async function saveSubjects(
  tx: Tx,
  owner: string,
  no: number,
  resource: string,
  subjects: readonly string[],
): Promise<void> {
  await tx.run(
    sql`insert into deliveries.subjects (owner, no, resource, subjects) values (${owner}, ${no}, ${resource}, ${[...subjects]})`,
  );
}

/** Resources whose people are listed, in the order in which they were. */
export async function listedResources(tx: Tx, owner: string): Promise<string[]> {
  const rows = await tx.rows<{ resource: string }>(
    sql`select resource from deliveries.subjects where owner = ${owner} group by resource order by min(no)`,
  );
  return rows.map(({ resource }) => resource);
}

export const nextSubjects = (
  tx: Tx,
  owner: string,
  resource: string,
  after: number,
): Promise<{ no: number; subjects: string[] } | undefined> =>
  tx.first<{ no: number; subjects: string[] }>(
    sql`select no, subjects from deliveries.subjects where owner = ${owner} and resource = ${resource} and no > ${after} order by no limit 1`,
  );

export async function moveSubjects(tx: Tx, from: string, to: string): Promise<void> {
  await tx.run(sql`insert into deliveries.subjects (owner, no, resource, subjects)
    select ${to}, no, resource, subjects from deliveries.subjects where owner = ${from}`);
}

export type Download = {
  id: string;
  package_id: string;
  kind: 'file' | 'sandbox';
  at: Date;
  account: string;
  organisation: string;
  providers: string[];
  rows: number;
  trace: string;
};

export async function insertDownload(tx: Tx, one: Download): Promise<void> {
  await tx.run(sql`insert into deliveries.download (id, package_id, kind, at, account, organisation, providers, rows, trace)
    values (${one.id}, ${one.package_id}, ${one.kind}, ${one.at}, ${one.account}, ${one.organisation}, ${one.providers}, ${one.rows}, ${one.trace})`);
  await tx.run(sql`update deliveries.package set downloads = downloads + 1 where id = ${one.package_id}`);
}

export const downloadsOf = (tx: Tx, packageId: string): Promise<Download[]> =>
  tx.rows<Download>(sql`select * from deliveries.download where package_id = ${packageId} order by id`);

export type FlowRow = {
  provider: string;
  consumer: string;
  kind: 'file' | 'sandbox';
  deliveries: bigint;
  records: bigint;
};

export const flowsBetween = (tx: Tx, from: Date, to: Date): Promise<FlowRow[]> =>
  tx.rows<FlowRow>(sql`select p.provider, d.organisation as consumer, d.kind, count(*) as deliveries, sum(d.rows)::bigint as records
    from deliveries.download d cross join unnest(d.providers) as p (provider) where d.at >= ${from} and d.at < ${to} group by 1, 2, 3 order by 1, 2, 3`);

/** Packages that ever had content, the newest first: those that a leaked file may have come from. */
export const everMade = (tx: Tx, limit: number): Promise<{ id: string }[]> =>
  tx.rows<{ id: string }>(
    sql`select id from deliveries.package where made_at is not null and downloads > 0 order by id desc limit ${limit}`,
  );
