import { identifier, sql, type Sql, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { Delivery } from '../contract/index.ts';

/** The channel on which processes tell each other that a grant changed; the payload is its id. */
export const GRANTS_CHANNEL = 'yiwang_grants';

export type GrantState = 'active' | 'suspended' | 'ended' | 'revoked';

/** A grant as stored, whatever its state. */
export type StoredGrant = {
  id: string;
  request_id: string;
  resource: string;
  provider: string;
  delivery: Delivery;
  interface: string | null;
  application: string;
  organisation: string;
  fields: string[];
  purposes: { id: string; title: LocalText }[];
  legal_basis: LocalText;
  from_date: PlainDate | null;
  until_date: PlainDate | null;
  rows_per_day: number | null;
  calls_per_day: number | null;
  delayed_notice_days: number | null;
  state: GrantState;
  revision: number;
  given_at: Date;
  state_at: Date;
  reason: string | null;
};

/** What was ordered of a standing grant of a pack. */
export type StandingOrder = {
  grant_id: string;
  state: 'active' | 'suspended' | 'revoked';
  at: Date;
  reason: string | null;
  revision: number;
};

const COLUMN_NAMES = [
  'id',
  'request_id',
  'resource',
  'provider',
  'delivery',
  'interface',
  'application',
  'organisation',
  'fields',
  'purposes',
  'legal_basis',
  'from_date',
  'until_date',
  'rows_per_day',
  'calls_per_day',
  'delayed_notice_days',
  'state',
  'revision',
  'given_at',
  'state_at',
  'reason',
];
const COLUMNS = sql.join(
  COLUMN_NAMES.map((name) => sql`${identifier(name)}`),
  ', ',
);

/** The columns of {@link StoredGrant}, where the table goes by another name. */
export const grantColumns = (alias: string): Sql =>
  sql.join(
    COLUMN_NAMES.map((name) => sql`${identifier(alias, name)}`),
    ', ',
  );

/** All grants, oldest first. */
export const listGrants = (tx: Tx): Promise<StoredGrant[]> =>
  tx.rows<StoredGrant>(sql`select ${COLUMNS} from sharing.grant order by given_at, id`);

export const listStandingOrders = (tx: Tx): Promise<StandingOrder[]> =>
  tx.rows<StandingOrder>(sql`select grant_id, state, at, reason, revision from sharing.standing_order`);

export const findGrant = (tx: Tx, id: string): Promise<StoredGrant | undefined> =>
  tx.first<StoredGrant>(sql`select ${COLUMNS} from sharing.grant where id = ${id}`);

export const lockGrant = (tx: Tx, id: string): Promise<StoredGrant | undefined> =>
  tx.first<StoredGrant>(sql`select ${COLUMNS} from sharing.grant where id = ${id} for update`);

export const grantsOfRequest = (tx: Tx, requestId: string): Promise<StoredGrant[]> =>
  tx.rows<StoredGrant>(
    sql`select ${COLUMNS} from sharing.grant where request_id = ${requestId} order by given_at, id for update`,
  );

export const findStandingOrder = (tx: Tx, id: string): Promise<StandingOrder | undefined> =>
  tx.first<StandingOrder>(
    sql`select grant_id, state, at, reason, revision from sharing.standing_order where grant_id = ${id}`,
  );

export async function insertGrant(tx: Tx, grant: StoredGrant): Promise<void> {
  await tx.run(sql`insert into sharing.grant (${COLUMNS}) values (${grant.id}, ${grant.request_id}, ${grant.resource}, ${grant.provider},
    ${grant.delivery}, ${grant.interface}, ${grant.application}, ${grant.organisation}, ${grant.fields}, ${JSON.stringify(grant.purposes)},
    ${JSON.stringify(grant.legal_basis)}, ${grant.from_date}, ${grant.until_date}, ${grant.rows_per_day}, ${grant.calls_per_day},
    ${grant.delayed_notice_days}, ${grant.state}, ${grant.revision}, ${grant.given_at}, ${grant.state_at}, ${grant.reason})`);
  await tell(tx, grant.id);
}

/** A grant's new state; its row is locked by the caller. */
export async function setGrantState(
  tx: Tx,
  id: string,
  change: { state: GrantState; at: Date; reason: string | null },
): Promise<void> {
  await tx.run(sql`update sharing.grant set state = ${change.state}, state_at = ${change.at}, reason = ${change.reason}, revision = revision + 1
    where id = ${id}`);
  await tell(tx, id);
}

export async function setStandingOrder(tx: Tx, order: Omit<StandingOrder, 'revision'>): Promise<void> {
  await tx.run(sql`insert into sharing.standing_order as kept (grant_id, state, at, reason)
    values (${order.grant_id}, ${order.state}, ${order.at}, ${order.reason})
    on conflict (grant_id) do update set state = excluded.state, at = excluded.at, reason = excluded.reason, revision = kept.revision + 1`);
  await tell(tx, order.grant_id);
}

/** Grants whose last day is before `today`, locked. */
export const runOut = (tx: Tx, today: PlainDate, limit: number): Promise<StoredGrant[]> =>
  tx.rows<StoredGrant>(sql`select ${COLUMNS} from sharing.grant where state in ('active', 'suspended') and until_date < ${today}
    order by until_date, id limit ${limit} for update skip locked`);

async function tell(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`select pg_notify(${GRANTS_CHANNEL}, ${id})`);
}
