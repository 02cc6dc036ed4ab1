import type { OrganisationsPort } from '@modules/organisations/contract';
import { shanghaiDate } from '@platform/kernel';
import { findRole, permissionsOf, type Actor, type StaffActor } from '@platform/access';
import type { SessionResolver } from '@platform/http';
import type { Foundations } from '@platform/module';
import { scopeOf as mandateScope } from '../domain/mandates.ts';
import { isSessionOver, TOUCH_MS, type SessionTimes } from '../domain/limits.ts';
import { deleteSession, findSession, touchSession, type SessionRow } from '../store/sessions.ts';
import type { SessionTokens } from './session-tokens.ts';

const ANONYMOUS: Actor = { kind: 'anonymous' };
/** How long another process may still know a session that was ended here. */
const CACHE_MS = 5_000;
const CACHE_SIZE = 10_000;

export type Sessions = {
  resolve: SessionResolver;
  /** Forgets what is remembered of one session, or of all of an account. */
  forget(what: { tokenHash: Buffer } | { accountId: string }): void;
};

type Remembered = { actor: Actor; accountId: string; times: SessionTimes; at: number };

/** Who sent a request, by its session cookie: one indexed read, remembered for a few seconds. */
export function createSessions(
  deps: Pick<Foundations, 'database' | 'clock' | 'settings' | 'log'> & {
    organisations: OrganisationsPort;
    tokens: SessionTokens;
  },
): Sessions {
  const database = deps.database.forModule('identity');
  const cache = new Map<string, Remembered>();

  const remember = (key: string, entry: Remembered): void => {
    if (cache.size >= CACHE_SIZE)
      for (const oldest of [...cache.keys()].slice(0, CACHE_SIZE / 10)) cache.delete(oldest);
    cache.set(key, entry);
  };

  const read = async (hash: Buffer, now: Date): Promise<Remembered | undefined> => {
    const row = await database.read((tx) => findSession(tx, hash, deps.settings.demo, shanghaiDate(now)));
    if (!row) return undefined;
    const times: SessionTimes = { kind: row.kind, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at };
    if (isSessionOver(times, now)) {
      await database.transaction((tx) => deleteSession(tx, hash));
      return undefined;
    }
    if (now.getTime() - times.lastSeenAt.getTime() >= TOUCH_MS) {
      await database.transaction((tx) => touchSession(tx, hash, now));
      times.lastSeenAt = now;
    }
    const actor = actorOf(row, deps.organisations);
    if (!actor)
      deps.log.error(
        { module: 'identity', account: row.account_id },
        'the roles of an account do not fit together; it may do nothing',
      );
    return { actor: actor ?? ANONYMOUS, accountId: row.account_id, times, at: now.getTime() };
  };

  return {
    async resolve(request) {
      const found = deps.tokens.find(request);
      if (!found) return ANONYMOUS;
      const now = deps.clock.now();
      const hash = deps.tokens.hashOf(found.token);
      const key = hash.toString('base64');
      const known = cache.get(key);
      const age = known ? now.getTime() - known.at : Number.POSITIVE_INFINITY;
      if (known && age >= 0 && age < CACHE_MS && !isSessionOver(known.times, now)) return known.actor;
      cache.delete(key);
      const fresh = await read(hash, now);
      if (!fresh) return ANONYMOUS;
      remember(key, fresh);
      return fresh.actor;
    },
    forget(what) {
      if ('tokenHash' in what) cache.delete(what.tokenHash.toString('base64'));
      else for (const [key, entry] of cache) if (entry.accountId === what.accountId) cache.delete(key);
    },
  };
}

/** Undefined for staff whose roles are unknown or must not stand together. */
function actorOf(row: SessionRow, organisations: OrganisationsPort): Actor | undefined {
  if (row.kind === 'person')
    return {
      kind: 'person',
      accountId: row.account_id,
      subject: row.subject as string,
      ...(row.mandate_id !== null && row.mandate_kind !== null && row.firm_id !== null && row.firm_subject !== null
        ? {
            actingFor: {
              mandate: row.mandate_id,
              firm: row.firm_id,
              subject: row.firm_subject,
              scope: mandateScope({ kind: row.mandate_kind, scope: row.mandate_scope ?? [] }),
            },
          }
        : {}),
    };
  const organisation = row.organisation as string;
  try {
    return {
      kind: 'staff',
      accountId: row.account_id,
      organisation,
      roles: row.roles,
      permissions: permissionsOf(row.roles),
      organisations: scopeOf(row.roles, organisation, organisations),
    };
  } catch {
    return undefined;
  }
}

/** The widest of what the roles give. */
export function scopeOf(
  roles: readonly string[],
  organisation: string,
  organisations: OrganisationsPort,
): StaffActor['organisations'] {
  const scopes = new Set(roles.map((id) => findRole(id)?.scope));
  if (scopes.has('all')) return 'all';
  return scopes.has('subtree') ? organisations.subtree(organisation) : [organisation];
}
