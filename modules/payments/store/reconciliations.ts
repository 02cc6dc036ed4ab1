import { sql, textArray, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { Difference } from '../domain/compare.ts';

export type Reconciliation = {
  day: PlainDate;
  at: Date;
  ours: number;
  oursFen: bigint;
  theirs: number;
  theirsFen: bigint;
  refundsOurs: number;
  refundsOursFen: bigint;
  refundsTheirs: number;
  refundsTheirsFen: bigint;
  failure: LocalText | null;
};

export async function saveReconciliation(tx: Tx, one: Omit<Reconciliation, 'failure'>): Promise<void> {
  await tx.run(sql`insert into payments.reconciliation (day, at, ours, ours_fen, theirs, theirs_fen, refunds_ours, refunds_ours_fen,
      refunds_theirs, refunds_theirs_fen)
    values (${one.day}, ${one.at}, ${one.ours}, ${one.oursFen}, ${one.theirs}, ${one.theirsFen}, ${one.refundsOurs}, ${one.refundsOursFen},
      ${one.refundsTheirs}, ${one.refundsTheirsFen})
    on conflict (day) do update set at = excluded.at, ours = excluded.ours, ours_fen = excluded.ours_fen, theirs = excluded.theirs,
      theirs_fen = excluded.theirs_fen, refunds_ours = excluded.refunds_ours, refunds_ours_fen = excluded.refunds_ours_fen,
      refunds_theirs = excluded.refunds_theirs, refunds_theirs_fen = excluded.refunds_theirs_fen, failure = null`);
}

/** That it could not be made; the figures of the last time stay. */
export async function saveFailure(tx: Tx, day: PlainDate, at: Date, failure: LocalText): Promise<void> {
  await tx.run(sql`insert into payments.reconciliation (day, at, ours, ours_fen, theirs, theirs_fen, failure)
    values (${day}, ${at}, 0, 0, 0, 0, ${JSON.stringify(failure)}::jsonb)
    on conflict (day) do update set at = excluded.at, failure = excluded.failure`);
}

/** Keeps what differs on a day; what was found before and is no more, is mended. */
export async function saveDifferences(
  tx: Tx,
  day: PlainDate,
  found: readonly (Difference & { of: 'payment' | 'refund' })[],
  at: Date,
): Promise<void> {
  const names = found.map(({ no, what }) => `${no} ${what}`);
  await tx.run(sql`update payments.difference set mended_at = ${at} where day = ${day}::date and mended_at is null
    and not (order_no || ' ' || what = any(${textArray(names)}::text[]))`);
  for (const { no, of, what, ours, theirs } of found)
    await tx.run(sql`insert into payments.difference (day, order_no, of, what, ours_fen, theirs_fen, found_at)
      values (${day}, ${no}, ${of}, ${what}, ${ours}, ${theirs}, ${at})
      on conflict (day, order_no, what) do update set mended_at = null, ours_fen = excluded.ours_fen, theirs_fen = excluded.theirs_fen`);
}

export type ReconciledDay = Reconciliation & { open: number };
export function reconciledDays(tx: Tx, limit: number): Promise<ReconciledDay[]> {
  return tx.rows<ReconciledDay>(sql`select r.day::text as day, r.at, r.ours, r.ours_fen as "oursFen", r.theirs, r.theirs_fen as "theirsFen",
      r.refunds_ours as "refundsOurs", r.refunds_ours_fen as "refundsOursFen", r.refunds_theirs as "refundsTheirs", r.refunds_theirs_fen as "refundsTheirsFen", r.failure,
      (select count(*)::int from payments.difference d where d.day = r.day and d.mended_at is null) as open
    from payments.reconciliation r order by r.day desc limit ${limit}`);
}

export type FoundDifference = {
  no: string;
  of: 'payment' | 'refund';
  what: Difference['what'];
  ours: bigint | null;
  theirs: bigint | null;
  foundAt: Date;
  mendedAt: Date | null;
  caseNo: string | null;
};
export function differencesOn(tx: Tx, day: PlainDate): Promise<FoundDifference[]> {
  return tx.rows<FoundDifference>(sql`select d.order_no as no, d.of, d.what, d.ours_fen as ours, d.theirs_fen as theirs, d.found_at as "foundAt",
      d.mended_at as "mendedAt", b.case_no as "caseNo"
    from payments.difference d left join payments.order o on replace(o.id::text, '-', '') = d.order_no
      left join payments.refund f on replace(f.id::text, '-', '') = d.order_no left join payments.bill b on b.id = coalesce(o.bill_id, f.bill_id)
    where d.day = ${day}::date order by d.mended_at nulls first, d.order_no limit 500`);
}
