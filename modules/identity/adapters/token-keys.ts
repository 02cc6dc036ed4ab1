import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import type { Foundations } from '@platform/module';
import { deleteSigningKey, insertSigningKey, lockSigningKeys } from '../store/signing-keys.ts';

const DAY_MS = 86_400_000;
/** A key signs for half a year; after that a new one does, and the old one is kept a day longer than any token it signed. */
const SIGNING_DAYS = 180;
const VERIFYING_DAYS = SIGNING_DAYS + 1;

const generate = promisify(generateKeyPair);

/** The private keys that sign identity tokens (RS256, which every relying party must know), the one in use first. Made and renewed here. */
export async function prepareTokenKeys(deps: Pick<Foundations, 'database' | 'sealer' | 'clock'>): Promise<JWK[]> {
  const now = deps.clock.now();
  return deps.database.forModule('identity').transaction(async (tx) => {
    const kept: JWK[] = [];
    let newest = Number.NEGATIVE_INFINITY;
    for (const row of await lockSigningKeys(tx)) {
      const age = now.getTime() - row.created_at.getTime();
      if (age > VERIFYING_DAYS * DAY_MS) {
        await deleteSigningKey(tx, row.kid);
        continue;
      }
      newest = Math.max(newest, row.created_at.getTime());
      kept.push(deps.sealer.openJson(row.jwk, context(row.kid)) as JWK);
    }
    if (now.getTime() - newest < SIGNING_DAYS * DAY_MS) return kept;
    const { privateKey } = await generate('rsa', { modulusLength: 2048 });
    const kid = randomUUID();
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } as JWK;
    await insertSigningKey(tx, { kid, jwk: deps.sealer.sealJson(jwk, context(kid)), created_at: now });
    return [jwk, ...kept];
  });
}

const context = (kid: string): string => `identity.signing-key:${kid}`;
