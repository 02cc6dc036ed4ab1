import type { BlindIndex, Sealer } from '@platform/crypto';
import { sql, type Database } from '@platform/database';
import { httpErrors } from './errors.ts';

/** A stored answer, to be given again. */
export type StoredAnswer = { status: number; answer: unknown };

const HOLD_SECONDS = 60;

/**
 * Does `work` once per owner and key. A repeat with the same content gets the first answer; with other content, or while the
 * first is still running, it is refused. A failed request leaves no trace, so that it may be tried again.
 */
export async function onceByKey(
  store: { database: Database; sealer: Sealer; blindIndex: BlindIndex['blindIndex'] },
  request: { owner: string; key: string; content: string },
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const { database, sealer } = store;
  const { owner, key } = request;
  const context = `http.request_key:${owner}:${key}`;
  // Keyed, so that nobody can try passwords or forms against what is stored.
  const fingerprint = store.blindIndex(request.content, 'http.request');
  const held = await database.asPlatform.transaction(async (tx) => {
    const taken = await tx.run(sql`
      insert into platform.request_key (owner, key, fingerprint) values (${owner}, ${key}, ${fingerprint})
      on conflict (owner, key) do update set at = now()
      where request_key.status is null and request_key.fingerprint = excluded.fingerprint
        and request_key.at < now() - make_interval(secs => ${HOLD_SECONDS})`);
    if (taken === 1) return undefined;
    return tx.one<{ fingerprint: string; status: number | null; answer: Buffer | null }>(
      sql`select fingerprint, status, answer from platform.request_key where owner = ${owner} and key = ${key}`,
    );
  });
  if (held) {
    if (held.fingerprint !== fingerprint) throw httpErrors.keyReused();
    if (held.status === null) throw httpErrors.stillRunning({}, { retryAfter: 2 });
    return { status: held.status, answer: held.answer && sealer.openJson(held.answer, context) };
  }
  try {
    const done = await work();
    await database.asPlatform.transaction((tx) =>
      tx.run(sql`update platform.request_key set status = ${done.status}, answer = ${sealer.sealJson(done.answer ?? null, context)}
        where owner = ${owner} and key = ${key}`),
    );
    return done;
  } catch (error) {
    await database.asPlatform
      .transaction((tx) =>
        tx.run(sql`delete from platform.request_key where owner = ${owner} and key = ${key} and status is null`),
      )
      .catch(() => undefined); // the hold runs out by itself
    throw error;
  }
}

/** Forgets answers older than a day: a repeat comes within minutes or not at all. */
export async function forgetOldAnswers(database: Database, before: Date): Promise<number> {
  return database.asPlatform.transaction((tx) => tx.run(sql`delete from platform.request_key where at < ${before}`));
}
