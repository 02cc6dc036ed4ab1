import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { checkedUrl, mayReach } from '@platform/rail';
import { nodesErrors } from '../domain/errors.ts';

/** More than any answer that nodes give. */
const MOST_ANSWER = 4 * 1024 ** 2;

/** The origin of a node as it is kept: without a slash at the end. @throws rail.bad-address */
export function nodeUrl(text: string): string {
  const url = checkedUrl(text.trim());
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/**
 * Posts JSON to another node and reads its answer. Addresses are typed by people: those that only this machine may reach are refused, the
 * connection goes to the address that was looked at, and redirects are not followed.
 * @throws nodes.address-refused, nodes.unreachable
 */
export async function postJson(options: {
  url: string;
  node: string;
  body: unknown;
  timeoutMs: number;
  /** This machine too: demo and tests. */
  ourselves: boolean;
  signal?: AbortSignal;
}): Promise<{ status: number; body: unknown }> {
  const { node } = options;
  const url = checkedUrl(options.url);
  const unreachable = (cause: NodeJS.ErrnoException): Error =>
    nodesErrors.unreachable({ node, reason: cause.code ?? cause.name }, { cause });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
        throw unreachable(error);
      });
  const [first] = found;
  if (!first || !found.every(({ address }) => mayReach(address, options.ourselves)))
    throw nodesErrors.addressRefused({ host });
  const body = Buffer.from(JSON.stringify(options.body), 'utf8');
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': String(body.length), 'user-agent': 'yiwang' },
        agent: false,
        lookup: (_host, asked, callback) => {
          if (asked.all) callback(null, [{ address: first.address, family: first.family }]);
          else callback(null, first.address, first.family);
        },
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          if (length > MOST_ANSWER) request.destroy(Object.assign(new Error('answer too long'), { code: 'TOO_LONG' }));
          else parts.push(part);
        });
        response.on('error', (error) => reject(unreachable(error)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(parts)) }));
      },
    );
    const late = (): void => void request.destroy(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' }));
    const timer = setTimeout(late, options.timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('error', (error) => reject(unreachable(error)));
    request.end(body);
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
