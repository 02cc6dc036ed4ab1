import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import type { ApplicationResolver } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from './book.ts';
import { ALGORITHMS, signatureFits, TIME_WINDOW_MS, type Algorithm } from './domain/signature.ts';
import { interfaceErrors } from './errors.ts';
import { findKey, takeNonce, type KeyRow } from './store/keys.ts';

/** Where a key's secret is sealed. */
export const secretContext = (keyId: string): string => `interfaces.application_key:${keyId}:secret`;

/** A new key: `ak_…` names it, `sk_…` signs with it. */
export function newKey(): { keyId: string; secret: string } {
  return { keyId: `ak_${randomBytes(9).toString('base64url')}`, secret: `sk_${randomBytes(32).toString('base64url')}` };
}

const CACHE_MS = 5_000;

/** Knows a department's system by its key and signature; a request is used once. */
export function applicationResolver(
  deps: Pick<Foundations, 'clock' | 'sealer'> & { db: ModuleDatabase; book: InterfaceBook },
): ApplicationResolver {
  const cache = new Map<string, { key: KeyRow; secret: string; until: number }>();

  const keyOf = async (keyId: string): Promise<{ key: KeyRow; secret: string }> => {
    const now = deps.clock.now().getTime();
    const held = cache.get(keyId);
    if (held && held.until > now) return held;
    const key = await deps.db.read((tx) => findKey(tx, keyId));
    if (!key || key.revoked_at) {
      cache.delete(keyId);
      throw interfaceErrors.keyRefused();
    }
    const fresh = { key, secret: deps.sealer.openText(key.secret, secretContext(keyId)), until: now + CACHE_MS };
    if (cache.size > 1_000) cache.clear();
    cache.set(keyId, fresh);
    return fresh;
  };

  return async (request: FastifyRequest, rawBody: Buffer): Promise<Actor> => {
    const header = (name: string): string => {
      const value = request.headers[name];
      if (typeof value !== 'string' || value === '' || value.length > 200)
        throw interfaceErrors.signatureMissing({ header: name });
      return value;
    };
    const keyId = header('x-yiwang-key');
    const time = header('x-yiwang-time');
    const nonce = header('x-yiwang-nonce');
    const signature = header('x-yiwang-signature');
    const algorithm = (request.headers['x-yiwang-algorithm'] ?? 'sm3') as Algorithm;
    if (!ALGORITHMS.includes(algorithm))
      throw interfaceErrors.signatureMissing({ header: 'x-yiwang-algorithm: sm3 | sha256' });
    const { key, secret } = await keyOf(keyId);
    const now = deps.clock.now();
    const off = Math.abs(now.getTime() - Number(time));
    if (!/^\d{13}$/.test(time) || off > TIME_WINDOW_MS) throw interfaceErrors.timeOff({ now: now.toISOString() });
    const path = request.url.split('?')[0] as string;
    if (!signatureFits({ method: request.method, path, time, nonce, body: rawBody }, secret, algorithm, signature)) {
      throw interfaceErrors.signatureWrong();
    }
    const fresh = await deps.db.transaction((tx) => takeNonce(tx, keyId, nonce, now));
    if (!fresh) throw interfaceErrors.replayed();
    const application = deps.book.application(key.application);
    return { kind: 'application', applicationId: application.id, organisation: application.organisation };
  };
}
