import { createHash } from 'node:crypto';
import { hmacSha256 } from '@platform/crypto';

/** How a level above knows its callers. */
export type Credentials = { readonly url: string; readonly caller: string; readonly secret: string };
export type Outgoing = { readonly url: string; readonly headers: Record<string, string>; readonly body: Buffer };
export type Said = {
  /** Interface id there, when the scheme has one. */
  readonly code: string;
  readonly path: string;
  readonly content: object;
  readonly at: Date;
  /** A number used once. */
  readonly nonce: string;
};
export type SchemeName = 'gjzwfwpt' | 'tif';

/** `gjzwfwpt_sign`: base64 of HMAC-SHA256 over sid + rid + rtime with the secret (national direct channel, interface specification v0.55). */
export function nationalSign(parts: { sid: string; rid: string; rtime: string }, secret: string): string {
  return hmacSha256(secret, parts.sid + parts.rid + parts.rtime).toString('base64');
}

/** `x-tif-signature`: SHA-256 in upper-case hex of timestamp + token + nonce + timestamp. */
export function tifSign(parts: { timestamp: string; nonce: string }, token: string): string {
  return createHash('sha256')
    .update(parts.timestamp + token + parts.nonce + parts.timestamp)
    .digest('hex')
    .toUpperCase();
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const below = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path}`;

/** The request as the scheme wants it, signed. */
export const SCHEMES: Readonly<Record<SchemeName, (said: Said, credentials: Credentials) => Outgoing>> = {
  gjzwfwpt(said, { url, caller, secret }) {
    const rtime = String(said.at.getTime());
    return {
      url: below(url, `sysapi/${said.path}`),
      headers: {
        ...json,
        gjzwfwpt_rid: caller,
        gjzwfwpt_sid: said.code,
        gjzwfwpt_rtime: rtime,
        gjzwfwpt_sign: nationalSign({ sid: said.code, rid: caller, rtime }, secret),
      },
      body: Buffer.from(JSON.stringify(said.content), 'utf8'),
    };
  },
  tif(said, { url, caller, secret }) {
    const timestamp = String(Math.floor(said.at.getTime() / 1000));
    return {
      url: below(url, said.path),
      headers: {
        ...json,
        'x-tif-paasid': caller,
        'x-tif-timestamp': timestamp,
        'x-tif-nonce': said.nonce,
        'x-tif-signature': tifSign({ timestamp, nonce: said.nonce }, secret),
      },
      body: Buffer.from(JSON.stringify(said.content), 'utf8'),
    };
  },
};
