import { createHash, createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@platform/kernel';
import { sourceErrors } from '@platform/sources';
import { parseExact } from '@platform/source-files';
import { checkedUrl, guardedLookup } from './guard.ts';
import type { HttpSettings } from './settings.ts';

export type Answer = {
  readonly json: unknown;
  readonly bytes: number;
  readonly hash: string;
  readonly link: string | undefined;
};

/** Asks one API: signed, timed, bounded, tried again when that may help, and never led elsewhere. */
export type Client = {
  /** `url` is on the host of the settings; `parse` reads the text of the answer, exact JSON when absent. @throws sources.* */
  get(url: URL, signal: AbortSignal, parse?: (text: string) => unknown): Promise<Answer>;
  close(): void;
};

export type ClientOptions = {
  readonly settings: HttpSettings;
  readonly secret: string | undefined;
  readonly application: string;
  readonly connections: number;
  /** Addresses of this machine may be asked. */
  readonly allowLocal: boolean;
  /** First wait before another try, in milliseconds; it doubles. */
  readonly firstWaitMs?: number;
};

const MOST_REDIRECTS = 3;
const LONGEST_WAIT_MS = 120_000;
const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

type Raw = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };

export function httpClient(options: ClientOptions): Client {
  const { settings } = options;
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: options.connections }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: options.connections }),
  };
  const most = (settings.mostMegabytes ?? 32) * 1024 ** 2;
  const patience = (settings.timeoutSeconds ?? 30) * 1_000;

  const once = (url: URL, signal: AbortSignal): Promise<Raw> =>
    new Promise((answer, fail) => {
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'GET',
        agent: agents[url.protocol as 'http:'],
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': options.application,
          ...authHeaders(settings, options.secret, url),
        },
        ...(options.allowLocal ? {} : { lookup: guardedLookup }),
      });
      request.on('error', fail);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > most) {
            response.destroy();
            fail(sourceErrors.tooLarge({ place: placeOf(url), limit: most / 1024 ** 2 }));
          } else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          // An answer that was cut off ends, too.
          if (!response.complete) fail(Object.assign(new Error('incomplete answer'), { code: 'ECONNRESET' }));
          else answer({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      request.end();
    });

  const followed = async (from: URL, signal: AbortSignal): Promise<Raw> => {
    let url = from;
    for (let hops = 0; ; hops += 1) {
      const raw = await once(url, signal);
      const { location } = raw.headers;
      if (raw.status < 300 || raw.status >= 400 || location === undefined) return raw;
      const next = checkedUrl(new URL(location, url), options.allowLocal);
      // Elsewhere, our password would be shown to someone else; downwards, to everyone on the way.
      if (next.host !== url.host || (url.protocol === 'https:' && next.protocol !== 'https:') || hops >= MOST_REDIRECTS)
        throw sourceErrors.failed({
          place: placeOf(url),
          reason: `转向 ${next.host}，已拒绝 / redirected to ${next.host}, refused`,
        });
      url = next;
    }
  };

  return {
    async get(given, signal, parse = parseExact) {
      const url = checkedUrl(given, options.allowLocal);
      const base = new URL(settings.baseUrl);
      if (url.host !== base.host)
        throw sourceErrors.failed({
          place: placeOf(base),
          reason: `下一页在另一主机 ${url.host}，已拒绝 / the next page is on another host, ${url.host}; refused`,
        });
      for (let tried = 0; ; tried += 1) {
        const last = tried >= (settings.retries ?? 4);
        let wait = (options.firstWaitMs ?? 500) * 2 ** tried * (0.75 + Math.random() / 2);
        try {
          const raw = await followed(url, signal);
          if (!AGAIN.has(raw.status)) return read(raw, url, parse);
          const told = retryAfterMs(raw.headers['retry-after']);
          if (last || (told !== undefined && told > LONGEST_WAIT_MS)) throw statusFault(raw.status, url);
          wait = Math.max(wait, told ?? 0);
        } catch (error) {
          signal.throwIfAborted();
          if (error instanceof DomainError) throw error;
          if (last) throw networkFault(error, url);
        }
        await sleep(Math.min(wait, LONGEST_WAIT_MS), undefined, { signal });
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function read({ status, headers, body }: Raw, url: URL, parse: (text: string) => unknown): Answer {
  if (status < 200 || status >= 300) throw statusFault(status, url);
  let json: unknown;
  try {
    json = parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw sourceErrors.failed(
      { place: placeOf(url), reason: '应答不是 UTF-8 的 JSON / the answer is not JSON in UTF-8' },
      { cause: error },
    );
  }
  const { link } = headers;
  return {
    json,
    bytes: body.length,
    hash: createHash('sha256').update(body).digest('base64'),
    link: Array.isArray(link) ? link.join(', ') : link,
  };
}

/** Without its query, in which keys and names may stand. */
export function placeOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function authHeaders(settings: HttpSettings, secret: string | undefined, url: URL): Record<string, string> {
  const { auth } = settings;
  if (!auth || auth.kind === 'none' || secret === undefined) return {};
  switch (auth.kind) {
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.user ?? ''}:${secret}`, 'utf8').toString('base64')}` };
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'header':
      return { [auth.header as string]: secret };
    case 'hmac': {
      // As our own data interfaces are signed: METHOD, path, time, nonce and the body's hash, a line each.
      const algorithm = auth.algorithm ?? 'sm3';
      const time = String(Date.now());
      const nonce = randomBytes(12).toString('hex');
      const empty = createHash(algorithm).update('').digest('hex');
      const text = `GET\n${url.pathname}\n${time}\n${nonce}\n${empty}`;
      return {
        'x-yiwang-key': auth.user ?? '',
        'x-yiwang-time': time,
        'x-yiwang-nonce': nonce,
        'x-yiwang-algorithm': algorithm,
        'x-yiwang-signature': createHmac(algorithm, secret).update(text).digest('hex'),
      };
    }
  }
}

function statusFault(status: number, url: URL): Error {
  const place = placeOf(url);
  if (status === 401) return sourceErrors.wrongPassword({ place });
  if (status === 403) return sourceErrors.notAllowed({ place, remedy: 'HTTP 403' });
  if (status === 404 || status === 410) return sourceErrors.tableMissing({ table: place });
  if (AGAIN.has(status)) return sourceErrors.interrupted({ place, reason: `HTTP ${status}` });
  return sourceErrors.failed({ place, reason: `HTTP ${status}` });
}

function networkFault(error: unknown, url: URL): Error {
  const { code, name } = error as NodeJS.ErrnoException;
  const place = placeOf(url);
  const reason = name === 'TimeoutError' || name === 'AbortError' ? '超时 / timeout' : (code ?? 'network');
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ABORT_ERR')
    return sourceErrors.interrupted({ place, reason }, { cause: error });
  return sourceErrors.unreachable({ place, reason }, { cause: error });
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), in milliseconds from now. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
