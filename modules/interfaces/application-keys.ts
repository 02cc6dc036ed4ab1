import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { DomainError } from '@platform/kernel';
import type { ApplicationActor } from '@platform/access';
import { sm3 } from '@platform/crypto';
import type { ModuleDatabase } from '@platform/database';
import type { ApplicationResolver } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from './book.ts';
import type { SignedCall } from './calls/entry.ts';
import { ALGORITHMS, signatureOver, signedText, TIME_WINDOW_MS, type Algorithm } from './domain/signature.ts';
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

type Held = { readonly key: KeyRow; readonly secret: string; readonly actor: ApplicationActor; readonly until: number };

export type KeyRing = {
  /** For the HTTP server: who sent this, by its key and signature. */
  readonly resolve: ApplicationResolver;
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
      secret: key.revoked_at ? '' : deps.sealer.openText(key.secret, secretContext(keyId)),
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

  function refused(request: FastifyRequest, { key, actor }: Held, error: DomainError): DomainError {
    const minute = Math.floor(deps.clock.now().getTime() / 60_000);
    if (recorded.minute !== minute) {
      recorded.minute = minute;
      recorded.counts = new Map();
    }
    const count = (recorded.counts.get(key.key_id) ?? 0) + 1;
    recorded.counts.set(key.key_id, count);
    if (count <= RECORDED_A_MINUTE) deps.onRefused(request, actor, error);
    return error;
  }

  const resolve: ApplicationResolver = async (request, rawBody) => {
    const keyId = headerOf(request, 'x-yiwang-key');
    const time = headerOf(request, 'x-yiwang-time');
    const nonce = headerOf(request, 'x-yiwang-nonce');
    const signature = headerOf(request, 'x-yiwang-signature');
    const algorithm = (request.headers['x-yiwang-algorithm'] ?? 'sm3') as Algorithm;
    if (!ALGORITHMS.includes(algorithm))
      throw interfaceErrors.signatureMissing({ header: 'x-yiwang-algorithm: sm3 | sha256' });
    const now = deps.clock.now();
    let own = held.get(keyId);
    if (!own || own.until <= now.getTime() || own.key.revoked_at) own = await load(keyId, now.getTime());
    if (!own) throw interfaceErrors.keyRefused();
    if (own.key.revoked_at) throw refused(request, own, interfaceErrors.keyRefused());
    const off = Math.abs(now.getTime() - Number(time));
    if (!/^\d{13}$/.test(time) || off > TIME_WINDOW_MS)
      throw refused(request, own, interfaceErrors.timeOff({ now: now.toISOString() }));
    const { url } = request;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const text = signedText({ method: request.method, path, time, nonce, body: rawBody }, algorithm);
    if (!signatureOver(text, own.secret, algorithm, signature))
      throw refused(request, own, interfaceErrors.signatureWrong());
    note(keyId, now);
    const use = { keyId, nonce, request: sm3(text) };
    const feature = (request.routeOptions.config as { feature?: string }).feature;
    if (feature !== undefined && deps.defer.has(feature)) signed.set(request, use);
    else await useUp(use, now);
    return own.actor;
  };

  async function useUp(use: SignedCall, now: Date): Promise<void> {
    const [used, revoked] = await deps.db.transaction((tx) =>
      Promise.all([takeNonces(tx, [use], now), revokedOf(tx, [use.keyId])]),
    );
    if (revoked.size > 0) throw interfaceErrors.keyRefused();
    if (used.size > 0) throw interfaceErrors.replayed();
  }

  return {
    resolve,
    takeSigned(request) {
      const use = signed.get(request);
      signed.delete(request);
      return use;
    },
    forget: (keyId) => void held.delete(keyId),
  };
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  if (typeof value !== 'string' || value === '' || value.length > 200)
    throw interfaceErrors.signatureMissing({ header: name });
  return value;
}
