import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { DomainError } from '@platform/kernel';
import type { ApplicationActor } from '@platform/access';
import { sm3Hex } from '@platform/crypto';
import type { ModuleDatabase } from '@platform/database';
import type { ApplicationResolver } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from './book.ts';
import type { SignedCall } from './calls/entry.ts';
import {
  ALGORITHMS,
  checkingKey,
  signatureOver,
  type CheckingKey,
  signedText,
  TIME_WINDOW_MS,
  type Algorithm,
} from './domain/signature.ts';
import { interfaceErrors } from './errors.ts';
import { findKey, noteUse, revokedOf, takeNonces, type KeyRow } from './store/keys.ts';

/** Where a key's secret is sealed. */
export const secretContext = (keyId: string): string => `interfaces.application_key:${keyId}:secret`;

/** A new key: `ak_…` names it, `sk_…` signs with it. */
export function newKey(): { keyId: string; secret: string } {
  return { keyId: `ak_${randomBytes(9).toString('base64url')}`, secret: `sk_${randomBytes(32).toString('base64url')}` };
}

/** What stands in the path of every call is kept this long; whether the key is revoked is asked again with each use. */
const CACHE_MS = 60_000;
const NOTE_MS = 60_000;
const MOST_KEYS = 2_000;
/** Refusals of one key that are recorded a minute; further ones are only refused. */
const RECORDED_A_MINUTE = 60;

type Held = {
  readonly key: KeyRow;
  readonly secret: CheckingKey | undefined;
  readonly actor: ApplicationActor;
  readonly until: number;
};

/** A signed request, as its signature covers it. */
export type SignedRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
};

export type KeyRing = {
  /** For the HTTP server: who sent this, by its key and signature. */
  readonly resolve: ApplicationResolver;
  /**
   * Who sent this, by its key and signature; the caller takes the nonce.
   * @param onRefused told of a refusal whose key is known, within reason
   */
  verify(
    request: SignedRequest,
    rawBody: Buffer,
    onRefused?: (actor: ApplicationActor, error: DomainError) => void,
  ): Promise<{ actor: ApplicationActor; use: SignedCall }>;
  /** What the feature answers of a request whose nonce it takes itself; to be asked for once. */
  takeSigned(request: FastifyRequest): SignedCall | undefined;
  /** A key was revoked in this process. */
  forget(keyId: string): void;
};

/**
 * Knows departments' systems by key and signature. A request is used once: its nonce is taken here, but for features named in `defer`, which
 * take it in the transaction that answers.
 */
export function openKeyRing(
  deps: Pick<Foundations, 'clock' | 'sealer'> & {
    db: ModuleDatabase;
    book: InterfaceBook;
    defer: ReadonlySet<string>;
    /** A request with a known key was refused at the door. */
    onRefused: (request: FastifyRequest, actor: ApplicationActor, error: DomainError) => void;
  },
): KeyRing {
  const held = new Map<string, Held>();
  const signed = new WeakMap<FastifyRequest, SignedCall>();
  const noted = new Map<string, number>();
  const recorded = { minute: 0, counts: new Map<string, number>() };

  /** @returns the key, revoked or not, and undefined when there is none */
  async function load(keyId: string, now: number): Promise<Held | undefined> {
    const key = await deps.db.read((tx) => findKey(tx, keyId));
    if (!key) return undefined;
    const application = deps.book.application(key.application);
    const fresh: Held = {
      key,
      // A revoked key signs nothing any more: its secret stays sealed.
      secret: key.revoked_at ? undefined : checkingKey(deps.sealer.openText(key.secret, secretContext(keyId))),
      actor: { kind: 'application', applicationId: application.id, organisation: application.organisation },
      until: now + CACHE_MS,
    };
    if (held.size > MOST_KEYS) held.clear();
    held.set(keyId, fresh);
    return fresh;
  }

  /** Once a minute and key, on its own: no call waits for it. */
  function note(keyId: string, at: Date): void {
    const last = noted.get(keyId);
    if (last !== undefined && at.getTime() - last < NOTE_MS) return;
    if (noted.size > MOST_KEYS) noted.clear();
    noted.set(keyId, at.getTime());
    deps.db.transaction((tx) => noteUse(tx, [keyId], at)).catch(() => noted.delete(keyId));
  }

  /** Told for the record, so many a minute and key: guessing in great numbers fills no table. */
  function refused(
    { key, actor }: Held,
    error: DomainError,
    tell: ((actor: ApplicationActor, error: DomainError) => void) | undefined,
  ): DomainError {
    const minute = Math.floor(deps.clock.now().getTime() / 60_000);
    if (recorded.minute !== minute) {
      recorded.minute = minute;
      recorded.counts = new Map();
    }
    const count = (recorded.counts.get(key.key_id) ?? 0) + 1;
    recorded.counts.set(key.key_id, count);
    if (count <= RECORDED_A_MINUTE) tell?.(actor, error);
    return error;
  }

  const verify: KeyRing['verify'] = async ({ method, path, headers }, rawBody, tell) => {
    const keyId = headerOf(headers, 'x-yiwang-key');
    const time = headerOf(headers, 'x-yiwang-time');
    const nonce = headerOf(headers, 'x-yiwang-nonce');
    const signature = headerOf(headers, 'x-yiwang-signature');
    const algorithm = (headers['x-yiwang-algorithm'] ?? 'sm3') as Algorithm;
    if (!ALGORITHMS.includes(algorithm))
      throw interfaceErrors.signatureMissing({ header: 'x-yiwang-algorithm: sm3 | sha256' });
    const now = deps.clock.now();
    let own = held.get(keyId);
    if (!own || own.until <= now.getTime() || own.key.revoked_at) own = await load(keyId, now.getTime());
    if (!own) throw interfaceErrors.keyRefused();
    if (own.secret === undefined) throw refused(own, interfaceErrors.keyRefused(), tell);
    const off = Math.abs(now.getTime() - Number(time));
    if (!/^\d{13}$/.test(time) || off > TIME_WINDOW_MS)
      throw refused(own, interfaceErrors.timeOff({ now: now.toISOString() }), tell);
    const text = signedText({ method, path, time, nonce, body: rawBody }, algorithm);
    if (!signatureOver(text, own.secret, algorithm, signature))
      throw refused(own, interfaceErrors.signatureWrong(), tell);
    note(keyId, now);
    return { actor: own.actor, use: { keyId, time: Number(time), nonce, request: sm3Hex(text) } };
  };

  const resolve: ApplicationResolver = async (request, rawBody) => {
    const { url, method, headers } = request;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const { actor, use } = await verify({ method, path, headers }, rawBody, (...told) =>
      deps.onRefused(request, ...told),
    );
    const feature = (request.routeOptions.config as { feature?: string }).feature;
    if (feature !== undefined && deps.defer.has(feature)) signed.set(request, use);
    else await useUp(use, deps.clock.now());
    return actor;
  };

  async function useUp(use: SignedCall, now: Date): Promise<void> {
    const [used, revoked] = await deps.db.transaction((tx) =>
      Promise.all([takeNonces(tx, [use], now), revokedOf(tx, [use])]),
    );
    if (revoked.size > 0) throw interfaceErrors.keyRefused();
    if (used.size > 0) throw interfaceErrors.replayed();
  }

  return {
    resolve,
    verify,
    takeSigned(request) {
      const use = signed.get(request);
      signed.delete(request);
      return use;
    },
    forget: (keyId) => void held.delete(keyId),
  };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '' || value.length > 200)
    throw interfaceErrors.signatureMissing({ header: name });
  return value;
}
