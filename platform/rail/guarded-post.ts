import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { railErrors } from './errors.ts';

// A webhook's address is typed by people, so it must not reach what only this machine may reach: itself, its cloud's metadata, other machines' ports
// by way of redirects. Departments live on private networks, so those are let in.

const NOWHERE = new BlockList();
NOWHERE.addSubnet('0.0.0.0', 8, 'ipv4');
NOWHERE.addSubnet('169.254.0.0', 16, 'ipv4');
NOWHERE.addSubnet('100.100.100.200', 32, 'ipv4');
NOWHERE.addSubnet('192.0.0.0', 24, 'ipv4');
NOWHERE.addSubnet('224.0.0.0', 3, 'ipv4');
NOWHERE.addAddress('::', 'ipv6');
NOWHERE.addSubnet('fe80::', 10, 'ipv6');
NOWHERE.addSubnet('ff00::', 8, 'ipv6');
NOWHERE.addSubnet('fd00:ec2::254', 128, 'ipv6');
const OURSELVES = new BlockList();
OURSELVES.addSubnet('127.0.0.0', 8, 'ipv4');
OURSELVES.addAddress('::1', 'ipv6');

/** An IPv4 address in IPv6 clothes (mapped, translated by 6to4 or NAT64) is the IPv4 address. */
function plain(address: string): string {
  const mapped = /^::(?:ffff:)?(?:0:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] as string;
  const hex =
    /^(?:::ffff:(?:0:)?|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ??
    /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4})(?::|$)/i.exec(address);
  if (!hex) return address;
  const [high, low] = [Number.parseInt(hex[1] as string, 16), Number.parseInt(hex[2] as string, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** Whether a request may go to the address. `ourselves`: this machine too (demo and tests). */
export function mayReach(address: string, ourselves = false): boolean {
  const bare = plain(address.replace(/^\[|\]$/g, '').split('%')[0] as string);
  const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(bare) === 0 || NOWHERE.check(bare, family)) return false;
  return ourselves || !OURSELVES.check(bare, family);
}

/** The address as it may be kept. @throws rail.bad-address */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.hash !== '' ||
    text.length > 500
  )
    throw railErrors.badAddress();
  return url;
}

export type PostAnswer = { readonly status: number; readonly retryAfterMs?: number };

/**
 * Posts the body and reads no more of the answer than its status. The name is looked up once, and the connection goes to the address that was
 * checked; redirects are not followed.
 * @throws rail.address-refused when the address is not one to go to; rail.unreachable when there was no answer in time
 */
export async function guardedPost(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly timeoutMs: number;
  readonly ourselves?: boolean;
  readonly signal?: AbortSignal;
}): Promise<PostAnswer> {
  const url = checkedUrl(options.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await lookup(host, { all: true }).catch((cause: Error) => {
        throw railErrors.unreachable({ reason: (cause as NodeJS.ErrnoException).code ?? 'DNS' }, { cause });
      });
  const allowed = found.find(({ address }) => mayReach(address, options.ourselves));
  // One bad address among several could be tried on the next connection; all of them have to be fine.
  if (!allowed || !found.every(({ address }) => mayReach(address, options.ourselves)))
    throw railErrors.addressRefused({ host });
  return new Promise<PostAnswer>((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...options.headers, 'content-length': String(options.body.length), 'user-agent': 'yiwang' },
        agent: false,
        lookup: (_host, asked, callback) => {
          if (asked.all) callback(null, [{ address: allowed.address, family: allowed.family }]);
          else callback(null, allowed.address, allowed.family);
        },
        ...(options.signal ? { signal: options.signal } : {}),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        const wait = Number(response.headers['retry-after']);
        response.on('error', () => undefined);
        response.destroy();
        resolve({
          status,
          ...(Number.isFinite(wait) && wait > 0 ? { retryAfterMs: Math.min(wait, 3_600) * 1_000 } : {}),
        });
      },
    );
    const timer = setTimeout(
      () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })),
      options.timeoutMs,
    );
    request.on('close', () => clearTimeout(timer));
    request.on('error', (cause: NodeJS.ErrnoException) =>
      reject(railErrors.unreachable({ reason: cause.code ?? cause.message }, { cause })),
    );
    request.end(options.body);
  });
}
