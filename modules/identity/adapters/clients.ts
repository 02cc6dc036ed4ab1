import { createHmac } from 'node:crypto';
import type { KeyStore } from '@platform/crypto';

/** The secret of one of our own clients: derived, so that no process has to tell another. */
export function clientSecret(keys: KeyStore, client: string): string {
  return createHmac('sha256', keys.symmetric('oidc-clients').key).update(client).digest('base64url');
}

/** Keys that sign the provider's cookies, the newest first. */
export function cookieKeys(keys: KeyStore): string[] {
  const newest = keys.symmetric('oidc-cookies').version;
  return Array.from({ length: newest }, (_, index) =>
    keys.symmetric('oidc-cookies', newest - index).key.toString('base64url'),
  );
}

export const CALLBACK_PATH = '/auth/callback';
export const ISSUER_PATH = '/oidc';
