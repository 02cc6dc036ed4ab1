import { sql, type Tx } from '@platform/database';
import type { Acts, Shown } from '../domain/visits.ts';
import type { WindowPlace } from '../window/window-places.ts';

/** Who came to a window, as written down there. */
export type VisitorRow = {
  id: string;
  at: Date;
  organisation: string;
  account: string;
  subject: string;
  kind: 'person' | 'firm';
  shown: Shown;
  acts: Acts;
  /** At which window; null where the office runs no point, or the officer did not say. */
  place: WindowPlace | null;
  sealed_who: Buffer;
};

export async function insertVisitor(tx: Tx, one: VisitorRow): Promise<void> {
  await tx.run(sql`
    insert into cases.visitor (id, at, organisation, account, subject, kind, shown, acts, place, sealed_who)
    values (${one.id}, ${one.at}, ${one.organisation}, ${one.account}, ${one.subject}, ${one.kind}, ${one.shown}, ${one.acts}, ${one.place === null ? null : JSON.stringify(one.place)}::jsonb, ${one.sealed_who})`);
}

/** One whom this officer wrote down since then. */
export async function findVisitor(tx: Tx, id: string, account: string, since: Date): Promise<VisitorRow | undefined> {
  return tx.first<VisitorRow>(
    sql`select * from cases.visitor where id = ${id} and account = ${account} and at >= ${since}`,
  );
}

/** The last time since then that this officer wrote down that somebody came about this person or firm. */
export async function lastVisitor(
  tx: Tx,
  account: string,
  subject: string,
  since: Date,
): Promise<VisitorRow | undefined> {
  return tx.first<VisitorRow>(sql`
    select * from cases.visitor where account = ${account} and subject = ${subject} and at >= ${since}
    order by at desc, id desc limit 1`);
}

/** Who had come to that officer about this applicant when the case was handed in, or is filled in, there. */
export async function visitorOfCase(
  tx: Tx,
  { subject }: { subject: string },
  { byAccount, at }: { byAccount: string | null; at: Date },
): Promise<VisitorRow | undefined> {
  return tx.first<VisitorRow>(sql`
    select * from cases.visitor where account = ${byAccount} and subject = ${subject} and at <= ${at}
    order by at desc, id desc limit 1`);
}

/** Those who came before then and for whom nothing was done; how many were removed. */
export async function removeIdleVisitors(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`
    delete from cases.visitor v where v.at < ${before} and not exists (select from cases.visit where visitor_id = v.id)`);
}
