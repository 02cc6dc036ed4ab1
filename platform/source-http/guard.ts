import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { sourceErrors } from '@platform/sources';

// A connection's address is typed by people. It must not become a way to reach what only this machine should: itself, its cloud's metadata.
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('0.0.0.0', 8, 'ipv4');
FORBIDDEN.addSubnet('127.0.0.0', 8, 'ipv4');
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addSubnet('224.0.0.0', 3, 'ipv4');
FORBIDDEN.addSubnet('::', 127, 'ipv6');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addSubnet('ff00::', 8, 'ipv6');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');
FORBIDDEN.addAddress('100.100.100.200', 'ipv4');

/** Whether an address is of this machine, of its link, or of no one host. */
export function isForbiddenAddress(address: string): boolean {
  const kind = isIP(address);
  return kind === 0 || FORBIDDEN.check(address, kind === 4 ? 'ipv4' : 'ipv6');
}

/** The refusal in the source's errors. */
export function forbidden(host: string): Error {
  return sourceErrors.badSettings({
    field: 'baseUrl',
    reason: `${host}：不允许访问本机或链路本地地址 / addresses of this machine or its link are not allowed`,
  });
}

/**
 * An address that may be asked: http or https, without a user in it, and not this machine. Names are looked up, and checked, only when connecting
 * ({@link guardedLookup}), so that no second answer of the name server can differ from the one checked.
 * @throws sources.bad-settings
 */
export function checkedUrl(text: string | URL, allowLocal: boolean): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw sourceErrors.badSettings({ field: 'baseUrl', reason: '不是有效地址 / not an address' }, { cause: error });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw sourceErrors.badSettings({ field: 'baseUrl', reason: '只支持 http 和 https / only http and https' });
  if (url.username !== '' || url.password !== '')
    throw sourceErrors.badSettings({
      field: 'baseUrl',
      reason: '地址中不能带用户名或口令 / no user or password in the address',
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowLocal && isIP(host) !== 0 && isForbiddenAddress(host)) throw forbidden(host);
  return url;
}

/** Looks a name up and hands on only an address that may be asked. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '', 0);
      return;
    }
    // One bad address among good ones is enough: which of them is taken is not ours to say.
    const first = addresses[0];
    if (!first || addresses.some(({ address }) => isForbiddenAddress(address))) {
      callback(forbidden(hostname) as NodeJS.ErrnoException, '', 0);
      return;
    }
    if ((options as { all?: boolean }).all) callback(null, addresses as never);
    else callback(null, first.address, first.family);
  });
};
