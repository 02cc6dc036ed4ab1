import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { checkedUrl, mayReach } from '@platform/rail';
import type { Outgoing } from '../domain/schemes.ts';
import { upstreamErrors } from '../domain/errors.ts';

/** More than any answer that a verification or query gives. */
const MOST_ANSWER = 4 * 1024 ** 2;

/** No answer came, or none in time: nobody knows whether the call was done. */
export class NoAnswer extends Error {
  readonly reason: string;
  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** The base address of a platform as it may be kept. @throws rail.bad-address */
export function platformUrl(text: string): string {
  const url = checkedUrl(text.trim());
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * Posts a signed request and reads the JSON that comes back. The connection goes to the address that was looked at; redirects are not followed.
 * @throws {@link NoAnswer}; upstreams.address-refused when only this machine may reach the address
 */
export async function postJson(
  outgoing: Outgoing,
  options: { ourselves: boolean; signal: AbortSignal },
): Promise<{ status: number; body: unknown }> {
  const url = checkedUrl(outgoing.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const reasonOf = (error: NodeJS.ErrnoException): string =>
    options.signal.aborted ? 'TIMEOUT' : (error.code ?? error.name);
  const found = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
        throw new NoAnswer(reasonOf(error), error);
      });
  const [first] = found;
  if (!first || !found.every(({ address }) => mayReach(address, options.ourselves)))
    throw upstreamErrors.addressRefused({ host });
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(new NoAnswer(reasonOf(error), error));
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...outgoing.headers, 'content-length': String(outgoing.body.length), 'user-agent': 'yiwang' },
        agent: false,
        lookup: (_host, asked, callback) => {
          if (asked.all) callback(null, [{ address: first.address, family: first.family }]);
          else callback(null, first.address, first.family);
        },
        signal: options.signal,
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          if (length > MOST_ANSWER) request.destroy(Object.assign(new Error('answer too long'), { code: 'TOO_LONG' }));
          else parts.push(part);
        });
        response.on('error', failed);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(parts)) }));
      },
    );
    request.on('error', failed);
    request.end(outgoing.body);
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
